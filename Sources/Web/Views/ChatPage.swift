package import LanguageModel

/// Everything that the conversation page shows when it arrives, before any script has run.
package struct ChatPage: Sendable {
    package struct Conversation: Sendable, Hashable {
        package var id: String
        /// Empty until the first answer has given it one.
        package var title: String
        package var isPinned: Bool
        package var isArchived: Bool
        package var assistant: String?
        /// Said only where there are several assistants.
        package var assistantName: String?

        package init(id: String, title: String, isPinned: Bool = false, isArchived: Bool = false) {
            self.id = id
            self.title = title
            self.isPinned = isPinned
            self.isArchived = isArchived
        }
    }

    package struct Message: Sendable, Hashable {
        /// How an answer stands; a user's message is always `complete`.
        package enum Status: String, Sendable, Hashable, Codable {
            case complete
            /// Still being written.
            case running
            /// Ended by the reader; what had come is kept.
            case stopped
            /// Broke off after some text.
            case interrupted
            /// Ended without any text.
            case failed
        }

        package var id: String
        package var role: Role
        /// The plain text.
        package var content: String
        /// An answer's blocks by ``MarkdownRenderer/render(_:)``; unused for a user's message.
        package var html: [String]
        /// `provider:model`; nil when no model answered.
        package var model: String?
        /// For people; nil when no model answered.
        package var modelName: String?
        /// The names of all models that wrote some of it, in order; one unless it was rescued.
        package var modelPath: [String]
        /// The identifiers of this message and those that stand beside it, in order.
        package var siblings: [String]
        package var status: Status
        /// The code of the error envelope, when it failed.
        package var errorCode: String?
        /// What is recommended with it.
        package var cards = HTML.empty
        /// What an answer stands on.
        package var sources = HTML.empty
        /// What a question is about.
        package var selection: Selection?

        package init(
            id: String, role: Role, content: String, html: [String] = [], model: String? = nil, modelName: String? = nil,
            modelPath: [String] = [], siblings: [String] = [], status: Status = .complete, errorCode: String? = nil
        ) {
            self.id = id
            self.role = role
            self.content = content
            self.html = html
            self.model = model
            self.modelName = modelName
            self.modelPath = modelPath
            self.siblings = siblings
            self.status = status
            self.errorCode = errorCode
        }
    }

    package struct Availability: Sendable, Hashable, Encodable {
        package var available: Bool
        package var message: String
        /// Seconds until it is worth asking again.
        package var retryAfterSeconds: Int

        package init(available: Bool, message: String, retryAfterSeconds: Int) {
            self.available = available
            self.message = message
            self.retryAfterSeconds = retryAfterSeconds
        }
    }

    /// What the page says about accounts.
    package enum Account: Sendable, Hashable {
        /// There are none.
        case none
        /// There are none, and this reader may make the first.
        case firstRun
        case visitor
        case user(name: String, isAdmin: Bool = false)
    }

    /// What the reader is to be told, or asked to agree to.
    package struct Consent: Sendable, Hashable {
        package var text: HTML
        package var link: String?
        /// The text's own name.
        package var version: String
        /// Whether nothing is taken before the reader has agreed.
        package var isRequired: Bool
    }

    package var language: PageLanguage
    package var assistantName: String
    package var greeting: String
    package var suggestions: [String]
    /// nil on the page of a new conversation.
    package var conversation: Conversation?
    /// The last messages of the path that is shown; a page need not have all.
    package var messages: [Message]
    /// The first message of that path; nil when there is none.
    package var firstMessage: String?
    package var conversations: [Conversation]
    /// What to ask for more of them with; nil when these are all.
    package var nextConversations: String?
    /// Whether an answer is being written; the script then takes it up from `/events`.
    package var running: Bool
    /// nil means available.
    package var availability: Availability?
    /// Whether only the built-in answerer is there, which the page then says.
    package var builtinOnly: Bool
    /// nil where the assistant leaves no choice of models; then they are named in tooltips alone.
    package var selector: ModelSelector?
    /// Whether nobody can answer because only local models may be asked.
    package var cloudBlocked: Bool
    /// Whether this reader may connect models; the panel is left out otherwise.
    package var canConnect: Bool
    package var account: Account
    /// Whether this reader may change anything; only reading is offered otherwise.
    package var mayWrite = true
    /// What is shown of who answers; nil for one that is gone.
    package var face: AssistantFace?
    /// Everyone that this reader may talk to.
    package var faces: [AssistantFace] = []
    /// Whether the conversation's assistant is gone, so that another has to be chosen.
    package var isAssistantGone = false
    /// nil when there is nothing to agree to, or it is done.
    package var consent: Consent?
    /// Whether nothing is kept of this conversation.
    package var isTemporary = false
    /// Whether anything is kept of any.
    package var keepsConversations = true
    /// How long a conversation that is not kept lasts unused.
    package var temporaryMinutes = 60

    package init(
        language: PageLanguage, assistantName: String, greeting: String, suggestions: [String], conversation: Conversation? = nil,
        messages: [Message] = [], firstMessage: String? = nil, conversations: [Conversation] = [],
        nextConversations: String? = nil, running: Bool = false, availability: Availability? = nil,
        selector: ModelSelector? = nil, cloudBlocked: Bool = false,
        builtinOnly: Bool = false, canConnect: Bool = false, account: Account = .none
    ) {
        self.language = language
        self.assistantName = assistantName
        self.greeting = greeting
        self.suggestions = suggestions
        self.conversation = conversation
        self.messages = messages
        self.firstMessage = firstMessage
        self.conversations = conversations
        self.nextConversations = nextConversations
        self.running = running
        self.availability = availability
        self.builtinOnly = builtinOnly
        self.selector = selector
        self.cloudBlocked = cloudBlocked
        self.canConnect = canConnect
        self.account = account
    }
}
