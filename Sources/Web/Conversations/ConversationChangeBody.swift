import Chat
import LanguageModel
import Storage

/// `{"title","pinned","archived","default_model_id","active_message_id","assistant"}`, each of which may be missing; `null` takes a
/// conversation's model away.
struct ConversationChangeBody: Decodable {
    let change: ConversationChange

    private enum CodingKeys: String, CodingKey {
        case title, pinned, archived, default_model_id, active_message_id, assistant
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        var change = ConversationChange(
            title: try container.decodeIfPresent(String.self, forKey: .title),
            isPinned: try container.decodeIfPresent(Bool.self, forKey: .pinned),
            isArchived: try container.decodeIfPresent(Bool.self, forKey: .archived),
            activeMessage: try container.decodeIfPresent(String.self, forKey: .active_message_id),
            assistant: try container.decodeIfPresent(String.self, forKey: .assistant))
        if container.contains(.default_model_id) {
            change.defaultModel = .some(
                try container.decodeIfPresent(String.self, forKey: .default_model_id).map(ModelIdentifier.init(chosen:)))
        }
        self.change = change
    }
}
