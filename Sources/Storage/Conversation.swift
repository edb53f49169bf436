package import LanguageModel

/// A conversation of one owner.
package struct Conversation: Sendable, Hashable {
    package var id: String
    /// Whose it is; nobody else sees it.
    package var owner: String
    package var title: String
    package var assistant: String?
    package var defaultModel: ModelIdentifier?
    /// Seconds since 1970.
    package var createdAt: Double
    package var updatedAt: Double

    package init(
        id: String, owner: String, title: String, assistant: String? = nil, defaultModel: ModelIdentifier? = nil,
        createdAt: Double, updatedAt: Double
    ) {
        self.id = id
        self.owner = owner
        self.title = title
        self.assistant = assistant
        self.defaultModel = defaultModel
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// One message of a conversation, as it is kept.
package struct ChatMessage: Sendable, Hashable {
    /// How far an answer got.
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case complete
        /// Being written now.
        case streaming
        /// Ended by its reader.
        case stopped
        /// Broke off, or the server went down under it.
        case interrupted
        case failed
    }

    package var id: String
    package var role: Role
    package var content: String
    package var model: ModelIdentifier?
    package var status: Status
    /// ``LanguageModel/ChatFailure/code`` when it failed.
    package var errorCode: String?
    package var requestID: String?
    /// 1 for the first; given by the repository.
    package var position: Int
    /// Seconds since 1970; given by the repository.
    package var createdAt: Double

    package init(
        id: String, role: Role, content: String, model: ModelIdentifier? = nil, status: Status = .complete,
        errorCode: String? = nil, requestID: String? = nil, position: Int = 0, createdAt: Double = 0
    ) {
        self.id = id
        self.role = role
        self.content = content
        self.model = model
        self.status = status
        self.errorCode = errorCode
        self.requestID = requestID
        self.position = position
        self.createdAt = createdAt
    }
}
