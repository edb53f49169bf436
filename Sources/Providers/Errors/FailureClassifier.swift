import LanguageModel

/// What the four protocols' error answers have in common: most of it is said by the status, the rest in words.
enum FailureClassifier {
    /// - Parameters:
    ///   - code: the provider's own word for the error, if it has one.
    static func classify(status: Int, code: String?, message: String, retryAfter: Duration?) -> ModelFailure {
        let text = (code ?? "").lowercased() + " " + message.lowercased()
        return ModelFailure(
            kind(status: status, text: text), message.isEmpty ? "status \(status)" : String(message.prefix(500)), status: status,
            retryAfter: retryAfter)
    }

    static func kind(status: Int, text: String) -> ModelFailure.Kind {
        switch status {
        // Redirects are not followed; what answers there is not the provider.
        case 300..<400: return .malformed
        case 401, 403: return .unauthorized
        case 404: return .modelNotFound
        case 408: return .serverError
        // 402: the account is out of money, which is a quota too.
        case 402, 429: return .rateLimited
        case 503, 529: return .overloaded
        case 500...: return .serverError
        default: break
        }
        if contains(text, contextWords) || status == 413 { return .contextTooLong }
        if contains(text, ["api_key_invalid", "api key not valid", "invalid_api_key", "api key expired"]) {
            return .unauthorized
        }
        if contains(
            text, ["prefill", "must end with a user message", "last message must", "final message must", "expected last role"])
        {
            return .prefillRejected
        }
        if contains(
            text, ["content_policy", "content_filter", "content policy", "content filter", "content management policy", "safety"])
        {
            return .contentPolicy
        }
        if contains(text, ["insufficient_quota", "rate_limit", "resource_exhausted", "quota", "credit balance"]) {
            return .rateLimited
        }
        if contains(text, ["overloaded"]) { return .overloaded }
        if contains(text, ["model_not_found", "model_decommissioned", "not a valid model", "invalid model"]) {
            return .modelNotFound
        }
        return .badRequest
    }

    private static let contextWords = [
        "context_length_exceeded", "context length", "context limit", "context size", "context window", "maximum context",
        "prompt is too long", "input token count", "exceeds the maximum number of tokens", "too many tokens",
        "input is too long",
    ]

    private static func contains(_ text: String, _ words: [String]) -> Bool {
        words.contains { text.contains($0) }
    }
}
