import LanguageModel
import Storage

/// A conversation of the `conversations.json` that ChatGPT exports: a tree in which hidden and tool messages stand too.
struct ChatGPTConversation: Decodable {
    struct Node: Decodable {
        var message: Message?
        var parent: String?
        var children: [String]?
    }

    struct Message: Decodable {
        struct Author: Decodable {
            var role: String
        }

        struct Metadata: Decodable {
            var model_slug: String?
            var is_visually_hidden_from_conversation: Bool?
        }

        var author: Author
        var create_time: Double?
        var content: Content?
        var metadata: Metadata?
    }

    /// Text is in `parts`, among which pictures and the like stand as objects, or in `text`.
    struct Content: Decodable {
        struct Part: Decodable {
            var text: String?

            init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
        }

        var parts: [Part]?
        var text: String?

        var plain: String { parts.map { $0.compactMap(\.text).joined(separator: "\n") } ?? text ?? "" }
    }

    var title: String?
    var create_time: Double?
    var update_time: Double?
    var is_archived: Bool?
    var mapping: [String: Node]
    var current_node: String?

    /// As a conversation of `owner` with identifiers of its own: what people and models said, without what stood between.
    /// - Throws: ``ImportProblem`` when the messages make no tree.
    func conversation(owner: String, now: Double, makeID: () -> String) throws(ImportProblem) -> ImportedConversation {
        let created = create_time ?? now
        let following = self.following
        var kept: [ChatMessage] = []
        // For each node the message that stands for it: its own, or the one that came before.
        var standing: [String: String] = [:]
        var reached = 0
        var waiting = following[nil, default: []].reversed().map { (id: $0, parent: String?.none) }
        while let next = waiting.popLast() {
            reached += 1
            var parent = next.parent
            if var message = mapping[next.id]?.message.flatMap({ message($0, at: created) }) {
                message.id = makeID()
                message.parent = parent
                parent = message.id
                kept.append(message)
            }
            standing[next.id] = parent
            waiting += following[next.id, default: []].reversed().map { ($0, parent) }
        }
        guard reached == mapping.count else { throw ImportProblem("its messages follow one another in a circle") }
        let conversation = Conversation(
            id: makeID(), owner: owner,
            title: title.flatMap(ConversationTitle.cleaned) ?? ConversationTitle.firstLine(of: kept), titleOrigin: .user,
            isArchived: is_archived ?? false, activeMessage: current_node.flatMap { standing[$0] } ?? kept.last?.id,
            createdAt: created, updatedAt: update_time ?? created)
        return ImportedConversation(conversation: conversation, messages: kept)
    }

    /// What follows each node, in the order in which it is listed there; under nil what follows none.
    private var following: [String?: [String]] {
        var places: [String: Int] = [:]
        for node in mapping.values {
            for (place, child) in (node.children ?? []).enumerated() { places[child] = place }
        }
        let parents = mapping.mapValues { node in node.parent.flatMap { mapping[$0] == nil ? nil : $0 } }
        return Dictionary(grouping: mapping.keys) { parents[$0] ?? nil }.mapValues { children in
            children.sorted { (places[$0] ?? 0, $0) < (places[$1] ?? 0, $1) }
        }
    }

    private func message(_ message: Message, at created: Double) -> ChatMessage? {
        guard let role = Role(rawValue: message.author.role), role == .user || role == .assistant,
            message.metadata?.is_visually_hidden_from_conversation != true, let text = message.content?.plain,
            !text.allSatisfy(\.isWhitespace)
        else { return nil }
        let model = role == .assistant ? message.metadata?.model_slug : nil
        return ChatMessage(
            id: "", role: role, content: text,
            models: model.flatMap { $0.isEmpty ? nil : [ModelIdentifier(provider: "openai", model: $0)] } ?? [],
            createdAt: message.create_time ?? created)
    }
}
