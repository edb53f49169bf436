import Chat
import LanguageModel

/// The body of an answer of `POST /ai/tasks/suggest` and its sisters.
struct SuggestDocument: Encodable {
    /// What the kind's schema says.
    var suggestions: JSONValue
    var model: String
    var provider: String
    /// How many requests were made of models.
    var calls: Int
    var attempts: [AIAnswerDocument.Attempt]
    var usage: AIAnswerDocument.Tokens
    var latency_ms: Int
    var request_id: String

    init(_ answer: StructuredAnswer, requestID: String) {
        suggestions = answer.value
        model = answer.model.description
        provider = answer.model.provider
        calls = answer.calls.count
        attempts = answer.calls.map(AIAnswerDocument.Attempt.init)
        usage = AIAnswerDocument.Tokens(answer.usage)
        latency_ms = Int(answer.latency.milliseconds)
        request_id = requestID
    }
}

extension AIAnswerDocument.Attempt {
    init(_ call: StructuredCall) {
        model = call.model.description
        latency_ms = Int(call.latencyMilliseconds)
        status = call.status
        switch call.outcome {
        case .success: outcome = "success"
        case .invalid: outcome = "invalid"
        case .failed(let kind): outcome = kind.rawValue
        }
    }
}
