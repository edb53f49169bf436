package import LanguageModel
package import Routing
import Usage

/// A request on its way down the road: what is asked, by whom, through which door. A reference, because it is large and every
/// step of the road holds on to it.
package final class Ask: Sendable {
    /// The doors, as the ledger names them.
    package enum Surface: String, Sendable {
        case ai
        case chatbot
        /// Passages of documents, and questions to them, for their vectors.
        case documents
        case embeddings
        case openAI = "openai"
        case page
        /// Questions to documents, and to what was selected in one.
        case query
        case probe
        /// Suggestions for a task, an event or a note.
        case suggestion
        /// A title that a model makes for a conversation.
        case title
        /// An admin tries out whether a model answers.
        case trial
    }

    package let requestID: String
    package let surface: Surface
    package let chain: Chain
    package let assistant: Assistant?
    package let keyID: String?
    package let userID: String?
    package let conversationID: String?
    package let request: ChatRequest
    /// The documents that it is to be answered from; nil where it is not.
    package let reading: Reading?
    /// Whether the caller reads the answer as it comes.
    package let streamed: Bool
    /// Whether the caller can take back text that it was given.
    package let acceptsRestart: Bool

    package init(
        requestID: String, surface: Surface, chain: Chain, assistant: Assistant? = nil, keyID: String? = nil,
        userID: String? = nil,
        conversationID: String? = nil, request: ChatRequest, reading: Reading? = nil, streamed: Bool,
        acceptsRestart: Bool = false
    ) {
        self.requestID = requestID
        self.surface = surface
        self.chain = chain
        self.assistant = assistant
        self.keyID = keyID
        self.userID = userID
        self.conversationID = conversationID
        self.request = request
        self.reading = reading
        self.streamed = streamed
        self.acceptsRestart = acceptsRestart
    }

    /// Whose rules hold for it; nil when only the server's do.
    var owner: String? { userID ?? keyID }

    /// The same, put to those models alone that may be asked.
    func within(_ reach: Reach) -> Ask {
        guard reach != .anywhere else { return self }
        return Ask(
            requestID: requestID, surface: surface, chain: chain.within(reach), assistant: assistant, keyID: keyID,
            userID: userID,
            conversationID: conversationID, request: request, reading: reading, streamed: streamed,
            acceptsRestart: acceptsRestart)
    }

    /// The same as a budget has let it through: without models of which nobody knows what they cost, and with an end to the
    /// answer's length where the request has none.
    func admitted(_ admission: Admission) -> Ask {
        var (chain, request) = (chain, request)
        chain.models.removeAll { admission.unpriced.contains($0.id) }
        request.maxTokens = request.maxTokens ?? admission.outputTokens
        return Ask(
            requestID: requestID, surface: surface, chain: chain, assistant: assistant, keyID: keyID, userID: userID,
            conversationID: conversationID, request: request, reading: reading, streamed: streamed,
            acceptsRestart: acceptsRestart)
    }

    /// The same with another request, put to other models, under an identifier of its own.
    func turned(requestID: String, chain: Chain, request: ChatRequest) -> Ask {
        Ask(
            requestID: requestID, surface: surface, chain: chain, assistant: assistant, keyID: keyID, userID: userID,
            conversationID: conversationID, request: request, streamed: streamed, acceptsRestart: true)
    }

    /// What limits must know of it.
    var plan: PlannedCall {
        PlannedCall(
            requestID: requestID, keyID: keyID, userID: userID, assistant: assistant?.id, models: chain.models.map(\.id),
            inputTokens: instructed.mostInputTokens + (reading == nil ? 0 : Reading.likelyTokens),
            outputTokens: request.maxTokens, isErrand: surface == .title)
    }

    /// The request with the assistant's instructions in front.
    var instructed: ChatRequest {
        guard let instructions = assistant?.instructions, !instructions.isEmpty else { return request }
        var request = request
        request.messages.insert(Message(.system, instructions), at: 0)
        return request
    }
}
