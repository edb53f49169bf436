package import LanguageModel
package import Storage

/// A conversation in the form in which it leaves the server and comes back: the whole tree, with who answered.
package struct ExportedConversation: Sendable, Codable {
    struct Message: Sendable, Codable {
        var id: String
        var parent_id: String?
        var role: Role
        var content: String
        var models: [ModelIdentifier]?
        var status: String?
        var error_code: String?
        var request_id: String?
        var created_at: String?
        /// What an answer stands on.
        var grounding: Grounding?
        /// What a question was asked about.
        var selection: Selection?
    }

    var id: String?
    var title: String?
    var title_origin: String?
    var assistant: String?
    var default_model_id: ModelIdentifier?
    var pinned: Bool?
    var archived: Bool?
    var active_message_id: String?
    var created_at: String?
    var updated_at: String?
    var messages: [Message]

    package init(
        _ conversation: Conversation, _ tree: MessageTree, groundings: [String: Grounding] = [:],
        selections: [String: Selection] = [:]
    ) {
        id = conversation.id
        title = conversation.title
        title_origin = conversation.titleOrigin.rawValue
        assistant = conversation.assistant
        default_model_id = conversation.defaultModel
        pinned = conversation.isPinned
        archived = conversation.isArchived
        active_message_id = conversation.activeMessage
        created_at = Self.moment(conversation.createdAt)
        updated_at = Self.moment(conversation.updatedAt)
        messages = tree.messages.map { message in
            Message(
                id: message.id, parent_id: message.parent, role: message.role, content: message.content,
                models: message.models, status: message.status.rawValue, error_code: message.errorCode,
                request_id: message.requestID, created_at: Self.moment(message.createdAt),
                grounding: groundings[message.id], selection: selections[message.id])
        }
    }

    /// As a conversation of `owner` with identifiers of its own.
    /// - Throws: ``ImportProblem`` when the messages make no tree.
    func conversation(owner: String, now: Double, makeID: () -> String) throws(ImportProblem) -> ImportedConversation {
        var identifiers: [String: String] = [:]
        var kept: [ChatMessage] = []
        var (groundings, selections): ([String: Grounding], [String: Selection]) = ([:], [:])
        let created = Self.seconds(created_at) ?? now
        for message in messages {
            let parent = message.parent_id.map { identifiers[$0] }
            if case .some(.none) = parent { throw ImportProblem("message \(message.id) follows none that stands before it") }
            guard identifiers[message.id] == nil else { throw ImportProblem("two messages are called \(message.id)") }
            let id = makeID()
            identifiers[message.id] = id
            groundings[id] = message.grounding
            selections[id] = message.selection
            let status = ChatMessage.Status(rawValue: message.status ?? "") ?? .complete
            kept.append(
                ChatMessage(
                    id: id, parent: parent ?? nil, role: message.role, content: message.content, models: message.models ?? [],
                    status: status == .streaming ? .interrupted : status, errorCode: message.error_code,
                    requestID: message.request_id, createdAt: Self.seconds(message.created_at) ?? created))
        }
        let conversation = Conversation(
            id: makeID(), owner: owner, title: title.flatMap(ConversationTitle.cleaned) ?? ConversationTitle.firstLine(of: kept),
            titleOrigin: title_origin.flatMap(Conversation.TitleOrigin.init) ?? .user, assistant: assistant,
            defaultModel: default_model_id, isPinned: pinned ?? false, isArchived: archived ?? false,
            activeMessage: active_message_id.flatMap { identifiers[$0] } ?? kept.last?.id, createdAt: created,
            updatedAt: Self.seconds(updated_at) ?? created)
        return ImportedConversation(
            conversation: conversation, messages: kept, groundings: groundings, selections: selections)
    }

    private static func moment(_ seconds: Double) -> String {
        Timestamp(seconds: seconds).description.replacing(" ", with: "T") + "Z"
    }

    private static func seconds(_ moment: String?) -> Double? { moment.flatMap { Timestamp($0)?.seconds } }
}

extension ConversationTitle {
    static func firstLine(of messages: [ChatMessage]) -> String {
        messages.first { $0.role == .user }.map { firstLine(of: $0.content) } ?? ""
    }
}
