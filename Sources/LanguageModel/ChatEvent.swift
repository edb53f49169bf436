/// What a surface receives for one request, whichever models it took: the single stream that every surface translates.
///
/// `started` comes first and only with the first real content, so that a failure before it can still become a true
/// status code; `done` or `failed` comes last, exactly once. Large payloads lie apart, so that an event is small where it waits.
package enum ChatEvent: Sendable, Hashable {
    /// The first content is about to follow, from `model`.
    case started(model: ModelIdentifier)
    /// More of the answer's text.
    case delta(String)
    /// A tool call, whole: half a call is never shown.
    indirect case toolCall(ToolCall)
    /// Another model goes on where the one before was cut. Text already sent stands.
    indirect case modelSwitched(from: ModelIdentifier, to: ModelIdentifier, reason: ModelFailure.Kind)
    /// The answer begins anew; what was sent so far is void. Only for callers that said they can take it.
    case restarted(model: ModelIdentifier)
    indirect case done(Answer)
    indirect case failed(ChatFailure)
}

/// A finished answer.
package struct Answer: Sendable, Hashable {
    package var text: String
    package var toolCalls: [ToolCall]
    /// The model that spoke; after a rescue the one that finished.
    package var model: ModelIdentifier
    package var finishReason: FinishReason
    /// Whether the text is, in the provider's own form for it, the model's refusal.
    package var isRefusal = false
    package var usage: Usage
    package var attempts: [Attempt]
    /// From the request's arrival to the first content and to the end.
    package var firstContentLatency: Duration
    package var latency: Duration
    /// What it stands on, where it was answered from documents.
    package var grounding: Grounding?
    /// Whether it was given before, to the same question with the same sources.
    package var isCached = false

    package init(
        text: String, toolCalls: [ToolCall] = [], model: ModelIdentifier, finishReason: FinishReason, usage: Usage,
        attempts: [Attempt], firstContentLatency: Duration, latency: Duration
    ) {
        self.text = text
        self.toolCalls = toolCalls
        self.model = model
        self.finishReason = finishReason
        self.usage = usage
        self.attempts = attempts
        self.firstContentLatency = firstContentLatency
        self.latency = latency
    }
}

/// One try at one model.
package struct Attempt: Sendable, Hashable, Codable {
    package var model: ModelIdentifier
    /// nil when the attempt succeeded.
    package var failure: ModelFailure.Kind?
    /// The provider's HTTP status, when there was one.
    package var status: Int?
    /// The failure in words, for operators.
    package var message: String?
    /// Wall-clock start, seconds since 1970.
    package var startedAt: Double
    package var latencyMilliseconds: Double
    package var firstContentMilliseconds: Double?
    package var usage: Usage?
    /// What it cost; nil where there is no usage or a price is unknown.
    package var cost: Money?

    private enum CodingKeys: String, CodingKey {
        case model, failure, status, message, startedAt, latencyMilliseconds, firstContentMilliseconds, usage
        case cost = "costPicodollars"
    }

    package init(
        model: ModelIdentifier, failure: ModelFailure.Kind? = nil, status: Int? = nil, message: String? = nil, startedAt: Double,
        latencyMilliseconds: Double, firstContentMilliseconds: Double? = nil, usage: Usage? = nil,
        cost: Money? = nil
    ) {
        self.model = model
        self.failure = failure
        self.status = status
        self.message = message
        self.startedAt = startedAt
        self.latencyMilliseconds = latencyMilliseconds
        self.firstContentMilliseconds = firstContentMilliseconds
        self.usage = usage
        self.cost = cost
    }
}
