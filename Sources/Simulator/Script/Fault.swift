/// Every way in which the simulated provider can misbehave: the one catalogue, from which names, help and tests come.
///
/// Raw values are the names in scripts; in model names hyphens may stand for the underscores.
package enum Fault: String, CaseIterable, Sendable, Hashable, Codable {
    case none
    case badGateway = "bad_gateway"
    case byteByByte = "byte_by_byte"
    case contentPolicy = "content_policy"
    case contextTooLong = "context_too_long"
    case cutAfter = "cut_after"
    case duplicateStart = "duplicate_start"
    case empty
    case endless
    case errorIn200 = "error_in_200"
    case errorInStream = "error_in_stream"
    case errorOnce = "error_once"
    case extraKeys = "extra_keys"
    case fencedJSON = "fenced_json"
    case formatRejected = "format_rejected"
    case hugeHeaders = "huge_headers"
    case malformedChunk = "malformed_chunk"
    case missingEnd = "missing_end"
    case modelNotFound = "model_not_found"
    case overloaded
    case prefillRejected = "prefill_rejected"
    case prose
    case rateLimit = "rate_limit"
    case rateLimitBare = "rate_limit_bare"
    case refusal
    case reset
    case serverError = "server_error"
    case silence
    case slowDrip = "slow_drip"
    case slowFirstToken = "slow_first_token"
    case stallAfter = "stall_after"
    case toolCall = "tool_call"
    case translated
    case truncatedJSON = "truncated_json"
    case unauthorized
    case wrongContentType = "wrong_content_type"
    case wrongTypes = "wrong_types"

    /// One line for the operator: what the caller of the model meets.
    package var summary: String {
        switch self {
        case .none: "answers as it should"
        case .badGateway: "502 with the HTML page of a proxy"
        case .byteByByte: "the answer comes one byte at a time, splitting characters and events"
        case .contentPolicy: "the provider's policy declines the prompt, in the provider's own form"
        case .contextTooLong: "400: the prompt does not fit the model's window"
        case .cutAfter: "the connection closes after N tokens, without an end marker"
        case .duplicateStart: "a stream's start events come twice"
        case .empty: "a whole answer without content"
        case .endless: "the answer never ends"
        case .errorIn200: "status 200 with an error as its body"
        case .errorInStream: "the provider's error event after N tokens (unstreamed: 500)"
        case .errorOnce: "500 for the first N requests, then as it should"
        case .extraKeys: "JSON that was asked for has members that nobody asked for"
        case .fencedJSON: "JSON that was asked for comes in a code fence with words around it"
        case .formatRejected: "400 when JSON is asked for by the protocol's own field for it"
        case .hugeHeaders: "a good answer under N bytes of headers"
        case .malformedChunk: "broken JSON after N tokens (unstreamed: a body of broken JSON)"
        case .missingEnd: "the answer stops after N tokens with a clean end of the body, but no end marker or finish reason"
        case .modelNotFound: "404: the provider does not know the model"
        case .overloaded: "503 (Anthropic: 529), always or for N seconds"
        case .prefillRejected: "400 when the conversation ends with an assistant message"
        case .prose: "words instead of the JSON that was asked for"
        case .rateLimit: "429 with Retry-After: N"
        case .rateLimitBare: "429 without Retry-After"
        case .refusal: "the model declines, in the provider's own form"
        case .reset: "the connection is reset before any header"
        case .serverError: "500, always"
        case .silence: "the request is accepted and never answered"
        case .slowDrip: "one token every N seconds"
        case .slowFirstToken: "nothing of the answer for N seconds, then as it should"
        case .stallAfter: "nothing more after N tokens; the connection stays open"
        case .toolCall: "the model calls the first tool that the request offers"
        case .translated: "JSON that was asked for has its members' names in another language"
        case .truncatedJSON: "JSON that was asked for ends in the middle, as at a limit of tokens"
        case .unauthorized: "401: the key is wrong"
        case .wrongContentType: "status 200 with an HTML page"
        case .wrongTypes: "JSON that was asked for has texts for numbers and the reverse"
        }
    }

    /// What the N of the fault's summary is; nil where there is none.
    package var parameter: Parameter? {
        switch self {
        case .cutAfter, .errorInStream, .malformedChunk, .missingEnd, .stallAfter: .after
        case .rateLimit: .retryAfter
        case .slowDrip, .slowFirstToken: .delay
        case .overloaded: .duration
        case .errorOnce: .times
        case .hugeHeaders: .size
        default: nil
        }
    }

    /// The key of ``Behaviour`` that a fault's number is kept under.
    package enum Parameter: String, Sendable, Hashable {
        case after
        case delay
        case duration = "for"
        case retryAfter = "retry_after"
        case size
        case times
    }

    /// True when the failure hits before a provider would look at the prompt.
    var precedesThePrompt: Bool {
        switch self {
        case .badGateway, .errorOnce, .modelNotFound, .overloaded, .rateLimit, .rateLimitBare, .reset, .serverError, .silence,
            .unauthorized:
            true
        default: false
        }
    }

    /// The fault of that name, hyphens and capitals forgiven.
    init?(named name: String) {
        self.init(rawValue: name.lowercased().replacing("-", with: "_"))
    }
}
