package import LanguageModel

/// A conversation of one owner.
package struct Conversation: Sendable, Hashable {
    /// Who gave it its title.
    package enum TitleOrigin: String, Sendable, Hashable {
        /// Cut from the first message; a model may put a better one in its place.
        case firstLine = "first_line"
        case model
        case user
    }

    package var id: String
    /// Whose it is; nobody else sees it.
    package var owner: String
    package var title: String
    package var titleOrigin: TitleOrigin
    package var assistant: String?
    /// Asked before the assistant's chain.
    package var defaultModel: ModelIdentifier?
    package var isPinned: Bool
    package var isArchived: Bool
    /// The last message of the path through the tree that is open; nil while there is none.
    package var activeMessage: String?
    /// Seconds since 1970.
    package var createdAt: Double
    package var updatedAt: Double

    package init(
        id: String, owner: String, title: String, titleOrigin: TitleOrigin = .firstLine, assistant: String? = nil,
        defaultModel: ModelIdentifier? = nil, isPinned: Bool = false, isArchived: Bool = false, activeMessage: String? = nil,
        createdAt: Double, updatedAt: Double
    ) {
        self.id = id
        self.owner = owner
        self.title = title
        self.titleOrigin = titleOrigin
        self.assistant = assistant
        self.defaultModel = defaultModel
        self.isPinned = isPinned
        self.isArchived = isArchived
        self.activeMessage = activeMessage
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What shall be different about a conversation; nil leaves it as it is.
package struct ConversationChange: Sendable, Hashable {
    package var title: String?
    package var isPinned: Bool?
    package var isArchived: Bool?
    /// `.some(nil)` takes the model away.
    package var defaultModel: ModelIdentifier??
    /// A message that has no answers below it, or the path ends early.
    package var activeMessage: String?
    /// Who answers from now on.
    package var assistant: String?

    package init(
        title: String? = nil, isPinned: Bool? = nil, isArchived: Bool? = nil, defaultModel: ModelIdentifier?? = nil,
        activeMessage: String? = nil, assistant: String? = nil
    ) {
        self.title = title
        self.isPinned = isPinned
        self.isArchived = isArchived
        self.defaultModel = defaultModel
        self.activeMessage = activeMessage
        self.assistant = assistant
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
    /// The message that it follows; nil for a first one. Given by the repository when it is appended.
    package var parent: String?
    package var role: Role
    package var content: String
    /// The model that spoke last.
    package var model: ModelIdentifier? { models.last }
    /// Every model whose words are in it, in the order in which they spoke.
    package var models: [ModelIdentifier]
    package var status: Status
    /// ``LanguageModel/ChatFailure/code`` when it failed.
    package var errorCode: String?
    package var requestID: String?
    /// 1 for the conversation's first; given by the repository. A message's is always higher than its parent's.
    package var position: Int
    /// Seconds since 1970; given by the repository.
    package var createdAt: Double

    package init(
        id: String, parent: String? = nil, role: Role, content: String, models: [ModelIdentifier] = [],
        status: Status = .complete, errorCode: String? = nil, requestID: String? = nil, position: Int = 0, createdAt: Double = 0
    ) {
        self.id = id
        self.parent = parent
        self.role = role
        self.content = content
        self.models = models
        self.status = status
        self.errorCode = errorCode
        self.requestID = requestID
        self.position = position
        self.createdAt = createdAt
    }
}

/// Where a new message goes in the tree.
package enum MessagePlace: Sendable, Hashable {
    /// At the end of the path that is open.
    case end
    /// Beside the first messages.
    case first
    /// After the message with this identifier.
    case after(String)
}
