package import LanguageModel
package import Routing

/// A request on its way down the road: what is asked, by whom, through which door.
package struct Ask: Sendable {
    /// The doors, as the ledger names them.
    package enum Surface: String, Sendable {
        case openAI = "openai"
        case page
        case probe
    }

    package var requestID: String
    package var surface: Surface
    package var chain: Chain
    package var assistant: Assistant?
    package var keyID: String?
    package var userID: String?
    package var conversationID: String?
    package var request: ChatRequest
    /// Whether the caller reads the answer as it comes.
    package var streamed: Bool
    /// Whether the caller can take back text that it was given.
    package var acceptsRestart: Bool

    package init(
        requestID: String, surface: Surface, chain: Chain, assistant: Assistant? = nil, keyID: String? = nil,
        userID: String? = nil,
        conversationID: String? = nil, request: ChatRequest, streamed: Bool, acceptsRestart: Bool = false
    ) {
        self.requestID = requestID
        self.surface = surface
        self.chain = chain
        self.assistant = assistant
        self.keyID = keyID
        self.userID = userID
        self.conversationID = conversationID
        self.request = request
        self.streamed = streamed
        self.acceptsRestart = acceptsRestart
    }

    /// The request with the assistant's instructions in front.
    var instructed: ChatRequest {
        guard let instructions = assistant?.instructions, !instructions.isEmpty else { return request }
        var request = request
        request.messages.insert(Message(.system, instructions), at: 0)
        return request
    }
}
