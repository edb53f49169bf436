/// A whole answer.
public struct Completion: Sendable, Hashable {
    /// The completion's own identifier, `chatcmpl-…`.
    public var id: String
    /// The model that spoke, as `provider:model`; after a rescue the one that finished.
    public var model: String
    /// Every model that spoke, in order: more than one when an answer was rescued while it streamed.
    public var path: [String]
    /// The answer; empty when the model only calls tools.
    public var text: String
    /// The calls that the model asks for.
    public var toolCalls: [ToolCall]
    /// Why the answer ended.
    public var finishReason: FinishReason
    /// The tokens it took; nil when the server did not say.
    public var usage: TokenUsage?
    /// What the server's log and ledger know the request by.
    public var requestID: String?

    /// An answer with whatever is known of it.
    public init(
        id: String, model: String, path: [String], text: String, toolCalls: [ToolCall] = [], finishReason: FinishReason,
        usage: TokenUsage? = nil, requestID: String? = nil
    ) {
        self.id = id
        self.model = model
        self.path = path
        self.text = text
        self.toolCalls = toolCalls
        self.finishReason = finishReason
        self.usage = usage
        self.requestID = requestID
    }
}

/// Why an answer ended.
public struct FinishReason: RawRepresentable, Sendable, Hashable, Codable {
    /// The word of the API.
    public var rawValue: String

    /// A reason by the word of the API.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The model had said everything, or came to a stop text.
    public static let stop = FinishReason(rawValue: "stop")
    /// ``CompletionRequest/maxTokens`` or the model's own limit was reached.
    public static let length = FinishReason(rawValue: "length")
    /// The model waits for the results of its ``Completion/toolCalls``.
    public static let toolCalls = FinishReason(rawValue: "tool_calls")
    /// The provider's policy cut the answer.
    public static let contentFilter = FinishReason(rawValue: "content_filter")
}

/// The tokens of an answer.
public struct TokenUsage: Sendable, Hashable {
    /// Tokens of the request.
    public var prompt: Int
    /// Tokens of the answer.
    public var completion: Int
    /// All tokens.
    public var total: Int
    /// Of ``prompt``, those that came from the provider's cache.
    public var cached: Int
    /// Of ``completion``, those that the model spent on thinking.
    public var reasoning: Int

    /// Counts of tokens.
    public init(prompt: Int, completion: Int, total: Int, cached: Int = 0, reasoning: Int = 0) {
        self.prompt = prompt
        self.completion = completion
        self.total = total
        self.cached = cached
        self.reasoning = reasoning
    }
}

/// What happens while a completion streams.
public enum CompletionEvent: Sendable, Hashable {
    /// This model begins to speak.
    case started(model: String)
    /// More of the answer's text.
    case text(String)
    /// The model before was cut off, and this one goes on from there. Text already received stands.
    case modelSwitched(from: String, to: String)
    /// A tool call, whole.
    case toolCall(ToolCall)
    /// The last event: the answer as a whole.
    case finished(Completion)
}

extension UnderstudyAPI {
    /// The longest silence in which an answer may still be coming: as long as the server gives one as a whole.
    static let answerTimeout: Duration = .seconds(600)

    /// The whole answer at once. Needs a key.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        let reply = try await send(
            "POST", ["v1", "chat", "completions"], body: CompletionBody(request: request, streams: false),
            timeout: Self.answerTimeout)
        return try CompletionWire.completion(try await reply.collect(), requestID: reply.headers["x-request-id"])
    }

    /// The answer while it is being made. Needs a key.
    ///
    /// Until a model has begun to speak, a failure is thrown here; after that, by the stream.
    public func stream(_ request: CompletionRequest) async throws -> AnswerStream<CompletionEvent> {
        let reply = try await send(
            "POST", ["v1", "chat", "completions"], body: CompletionBody(request: request, streams: true),
            timeout: Self.answerTimeout)
        let requestID = reply.headers["x-request-id"]
        return AnswerStream(reply) { CompletionDecoder(requestID: requestID) }
    }
}
