package import LanguageModel

/// One entry of the journal. Its coded form is part of the data format: names here may be added, never changed.
///
/// Coded as an object with one member that names the kind: `{"answer":{…}}` or `{"attempt":{…}}`. ``Journal`` writes it with
/// an encoder of its own (`JSONLine`), many times as fast as Foundation's; both forms are read the same way.
package enum LedgerRecord: Sendable, Hashable, Codable {
    case attempt(AttemptRecord)
    case answer(AnswerRecord)

    private enum CodingKeys: String, CodingKey {
        case attempt, answer
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let attempt = try container.decodeIfPresent(AttemptRecord.self, forKey: .attempt) {
            self = .attempt(attempt)
        } else {
            self = .answer(try container.decode(AnswerRecord.self, forKey: .answer))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .attempt(let attempt): try container.encode(attempt, forKey: .attempt)
        case .answer(let answer): try container.encode(answer, forKey: .answer)
        }
    }
}

/// One try at one model on behalf of a request.
package struct AttemptRecord: Sendable, Hashable, Codable {
    package var requestID: String
    /// 1 for a request's first attempt.
    package var number: Int
    package var attempt: Attempt

    package init(requestID: String, number: Int, attempt: Attempt) {
        self.requestID = requestID
        self.number = number
        self.attempt = attempt
    }
}

/// How a request ended: exactly one for each request that reached a chain.
package struct AnswerRecord: Sendable, Hashable, Codable {
    package enum Outcome: String, Sendable, Hashable, Codable {
        case completed
        /// No model answered: all out, or the request was refused.
        case failed
        /// Broke off after content and could not be rescued.
        case interrupted
        /// The caller left or stopped it.
        case cancelled
    }

    /// The answer's `x-request-id`.
    package var requestID: String
    /// Which door it came through: `openai`, `page`, `probe`, ….
    package var surface: String
    package var chain: String
    package var assistant: String?
    package var keyID: String?
    package var userID: String?
    package var conversationID: String?
    package var outcome: Outcome
    /// ``ChatFailure/code``; nil for `completed`.
    package var errorCode: String?
    /// The model that spoke; nil when none did.
    package var model: ModelIdentifier?
    package var finishReason: FinishReason?
    package var usage: Usage?
    package var attempts: Int
    package var streamed: Bool
    /// Wall-clock arrival, seconds since 1970.
    package var startedAt: Double
    package var latencyMilliseconds: Double
    package var firstContentMilliseconds: Double?
    /// Length and SHA-256 (hex) of the answer's UTF-8, so that a text can be matched to its record without being in it.
    package var textBytes: Int
    package var textSHA256: String?
    /// What the answer cost in dollars, rounded; nil when a price is unknown, which is not the same as 0.
    package let cost: Double?
    /// The same, exact.
    package let exactCost: Money?
    /// Whether the model that spoke is not the one that leads the chain; nil when none spoke, and in older records.
    package var isFallback: Bool?
    /// True for an answer that was given before, for which no model was asked; nil for all others.
    package var isCached: Bool?

    private enum CodingKeys: String, CodingKey {
        case requestID, surface, chain, assistant, keyID, userID, conversationID, outcome, errorCode, model, finishReason, usage
        case attempts, streamed, startedAt, latencyMilliseconds, firstContentMilliseconds, textBytes, textSHA256, cost
        case exactCost = "costPicodollars"
        case isFallback, isCached
    }

    package init(
        requestID: String, surface: String, chain: String, assistant: String? = nil, keyID: String? = nil, userID: String? = nil,
        conversationID: String? = nil, outcome: Outcome, errorCode: String? = nil, model: ModelIdentifier? = nil,
        finishReason: FinishReason? = nil, usage: Usage? = nil, attempts: Int, streamed: Bool, startedAt: Double,
        latencyMilliseconds: Double, firstContentMilliseconds: Double? = nil, textBytes: Int = 0, textSHA256: String? = nil,
        cost: Money? = nil, isFallback: Bool? = nil, isCached: Bool? = nil
    ) {
        self.requestID = requestID
        self.surface = surface
        self.chain = chain
        self.assistant = assistant
        self.keyID = keyID
        self.userID = userID
        self.conversationID = conversationID
        self.outcome = outcome
        self.errorCode = errorCode
        self.model = model
        self.finishReason = finishReason
        self.usage = usage
        self.attempts = attempts
        self.streamed = streamed
        self.startedAt = startedAt
        self.latencyMilliseconds = latencyMilliseconds
        self.firstContentMilliseconds = firstContentMilliseconds
        self.textBytes = textBytes
        self.textSHA256 = textSHA256
        self.cost = cost?.dollars
        self.exactCost = cost
        self.isFallback = isFallback
        self.isCached = isCached
    }
}
