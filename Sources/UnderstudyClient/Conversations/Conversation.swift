public import Foundation

/// A conversation that the server keeps.
public struct Conversation: Sendable, Hashable, Identifiable, Decodable {
    /// What the server knows it by.
    public var id: String
    /// What people know it by; the first question gives one.
    public var title: String
    /// Whose instructions it follows; nil for the server's first assistant.
    public var assistant: String?
    /// The model that goes first in it; nil where none was chosen for it.
    public var defaultModelID: SelectableModel.ID?
    /// When it was begun.
    public var createdAt: Date
    /// When something was last said in it, or it was renamed.
    public var updatedAt: Date

    private enum CodingKeys: String, CodingKey {
        case id, title, assistant
        case defaultModelID = "default_model_id"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

/// A message of a conversation.
public struct ConversationMessage: Sendable, Hashable, Identifiable, Decodable {
    /// How far an answer has come.
    public struct Status: RawRepresentable, Sendable, Hashable, Decodable {
        /// The word of the API.
        public var rawValue: String

        /// A status by the word of the API.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// It is whole.
        public static let complete = Status(rawValue: "complete")
        /// It is being made now: ``UnderstudyAPI/resume(_:)`` picks it up.
        public static let running = Status(rawValue: "running")
        /// Somebody stopped it.
        public static let stopped = Status(rawValue: "stopped")
        /// It broke off, and ``ConversationMessage/content`` is what there is of it.
        public static let interrupted = Status(rawValue: "interrupted")
        /// There is no answer; ``ConversationMessage/errorCode`` says why.
        public static let failed = Status(rawValue: "failed")
    }

    /// What the server knows it by.
    public var id: String
    /// Who speaks.
    public var role: ChatRole
    /// An answer's is Markdown.
    public var content: String
    /// An answer's blocks as safe HTML.
    public var html: [String]?
    /// The model that spoke, as `provider:model`.
    public var model: String?
    /// What people call that model.
    public var modelName: String?
    /// How far it has come; a question is always complete.
    public var status: Status
    /// Why there is no whole answer, such as `all_models_unavailable`.
    public var errorCode: String?
    /// When it was posted, or its answer begun.
    public var createdAt: Date

    private enum CodingKeys: String, CodingKey {
        case id, role, content, html, model, status
        case modelName = "model_name"
        case errorCode = "error_code"
        case createdAt = "created_at"
    }
}

/// A conversation with all its messages.
public struct Transcript: Sendable, Hashable, Decodable {
    /// What the messages belong to.
    public var conversation: Conversation
    /// The oldest first.
    public var messages: [ConversationMessage]
    /// Whether an answer is being made in it now.
    public var isRunning: Bool

    private enum CodingKeys: String, CodingKey {
        case messages, running
    }

    /// Reads the conversation and, beside it, its messages.
    public init(from decoder: any Decoder) throws {
        conversation = try Conversation(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        messages = try container.decodeIfPresent([ConversationMessage].self, forKey: .messages) ?? []
        isRunning = try container.decodeIfPresent(Bool.self, forKey: .running) ?? false
    }
}

extension UnderstudyAPI {
    /// The person's conversations but for archived ones, pinned ones first, then the latest first.
    public func conversations() async throws -> [Conversation] {
        struct Page: Decodable {
            var conversations: [Conversation]
            var next_cursor: String?
        }
        var found: [Conversation] = []
        var cursor: String?
        repeat {
            let page: Page = try await value(
                "GET", Self.conversationsPath, query: [("limit", "200")] + (cursor.map { [("cursor", $0)] } ?? []))
            found += page.conversations
            cursor = page.next_cursor
        } while cursor != nil
        return found
    }

    /// Begins a conversation.
    ///
    /// - Parameters:
    ///   - assistant: an assistant's identifier; nil for the server's first one.
    ///   - model: the one that goes first in it; nil leaves it to one's default and the assistant.
    public func createConversation(
        assistant: String? = nil, model: SelectableModel.ID? = nil
    ) async throws -> Conversation {
        var body: [String: String] = [:]
        body["assistant"] = assistant
        body["default_model_id"] = model
        return try await value("POST", Self.conversationsPath, body: body)
    }

    /// A conversation with its messages.
    public func conversation(_ id: Conversation.ID) async throws -> Transcript {
        try await value("GET", Self.conversationsPath + [id])
    }

    /// - Parameter title: 1 to 200 characters.
    public func rename(_ id: Conversation.ID, to title: String) async throws -> Conversation {
        try await value("PATCH", Self.conversationsPath + [id], body: ["title": title])
    }

    /// Deletes a conversation and its messages, and stops an answer in it.
    public func delete(_ id: Conversation.ID) async throws {
        try await perform("DELETE", Self.conversationsPath + [id])
    }

    /// Posts a message and streams its answer.
    ///
    /// - Parameter model: the one that goes first for this message alone; nil for the conversation's.
    public func post(
        _ content: String, to id: Conversation.ID, model: SelectableModel.ID? = nil
    ) async throws -> AnswerStream<ConversationEvent> {
        var body = ["content": content]
        body["model"] = model
        return try await answer(["messages"], of: id, body: body)
    }

    /// Answers the last message anew.
    public func retry(_ id: Conversation.ID) async throws -> AnswerStream<ConversationEvent> {
        try await answer(["retry"], of: id, body: nil)
    }

    /// Picks up the answer that is being made in a conversation, from its beginning; nil when there is none.
    public func resume(_ id: Conversation.ID) async throws -> AnswerStream<ConversationEvent>? {
        let reply = try await send("GET", Self.conversationsPath + [id, "events"], timeout: Self.answerTimeout)
        return reply.status == 204 ? nil : AnswerStream(reply) { ConversationDecoder() }
    }

    /// Stops the answer that is being made; what there is of it is kept. Nothing happens when there is none.
    public func stop(_ id: Conversation.ID) async throws {
        try await perform("POST", Self.conversationsPath + [id, "stop"])
    }

    static var conversationsPath: [String] { ["api", "v1", "conversations"] }

    private func answer(
        _ path: [String], of id: Conversation.ID, body: [String: String]?
    ) async throws -> AnswerStream<ConversationEvent> {
        let reply = try await send("POST", Self.conversationsPath + [id] + path, body: body, timeout: Self.answerTimeout)
        return AnswerStream(reply) { ConversationDecoder() }
    }
}
