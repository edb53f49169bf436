import Chat
import LanguageModel

/// The body of an answer of `POST /ai/chat`.
struct AIAnswerDocument: Encodable {
    struct Tokens: Encodable {
        var prompt_tokens: Int
        var completion_tokens: Int
        var total_tokens: Int
        /// Whether the provider counted nothing and these are an estimate.
        var estimated: Bool

        init(_ usage: Usage) {
            prompt_tokens = usage.prompt
            completion_tokens = usage.completion
            total_tokens = usage.total
            estimated = usage.isEstimated
        }
    }

    struct Attempt: Encodable {
        var model: String
        /// `success`, `skipped` for a model that was known to be out, or how it failed.
        var outcome: String
        var latency_ms: Int
        /// The provider's own status.
        var status: Int?
    }

    var response: String
    var model: String
    var provider: String
    var conversation_id: String
    var message_id: String
    var usage: Tokens
    var latency_ms: Int
    /// Every model that was to be asked before or was asked, in order.
    var attempts: [Attempt]
    /// Where it was answered from documents.
    var citations: [CitationDocument]?
    /// Whether it was given before; where it was answered from documents.
    var cached: Bool?

    init(_ answer: Answer, of open: OpenAnswer, in conversation: String) {
        response = answer.text
        model = answer.model.description
        provider = answer.model.provider
        conversation_id = conversation
        message_id = open.messageID
        usage = Tokens(answer.usage)
        latency_ms = Int(answer.latency.milliseconds)
        attempts = Self.attempts(answer.attempts, of: open.chain)
        citations = answer.grounding?.citations.map(CitationDocument.init)
        cached = answer.grounding.map { _ in answer.isCached }
    }

    private static func attempts(_ made: [LanguageModel.Attempt], of chain: [ModelIdentifier]) -> [Attempt] {
        let asked = Set(made.map(\.model))
        var rest = made[...]
        var attempts: [Attempt] = []
        for model in chain where !rest.isEmpty {
            if !asked.contains(model) { attempts.append(Attempt(model: model.description, outcome: "skipped", latency_ms: 0)) }
            while let next = rest.first, next.model == model || !chain.contains(next.model) {
                attempts.append(Attempt(next))
                rest.removeFirst()
            }
        }
        return attempts + rest.map(Attempt.init)
    }
}

extension AIAnswerDocument.Attempt {
    init(_ attempt: LanguageModel.Attempt) {
        model = attempt.model.description
        outcome = attempt.failure?.rawValue ?? "success"
        latency_ms = Int(attempt.latencyMilliseconds)
        status = attempt.status
    }
}
