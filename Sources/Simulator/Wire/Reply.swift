import LanguageModel

/// One answer as it goes onto the wire, before any protocol gave it a form.
struct Reply: Sendable {
    enum Piece: Sendable {
        case text(String)
        case refusal(String)
        case toolCall(id: String, name: String, arguments: String)
    }

    enum Ending: Sendable {
        case stop, length, toolCalls, refusal
    }

    /// Unique in this simulator; protocols put their own prefix before it.
    var id: String
    var model: String
    /// Seconds since 1970.
    var created: Double
    var pieces: [Piece]
    /// nil: the answer breaks off without one.
    var ending: Ending?
    var promptTokens: Int
    var wantsStreamUsage: Bool
    /// How long the answer took by its pace.
    var duration: Duration = .zero

    var outputTokens: Int { pieces.count }

    var text: String {
        pieces.reduce(into: "") { text, piece in
            if case .text(let words) = piece { text += words }
        }
    }

    var refusal: String? {
        let words = pieces.compactMap { piece -> String? in
            if case .refusal(let words) = piece { words } else { nil }
        }
        return words.isEmpty ? nil : words.joined()
    }

    /// The first `count` pieces, without an ending.
    func broken(after count: Int) -> Reply {
        var reply = self
        reply.pieces = Array(pieces.prefix(count))
        reply.ending = nil
        return reply
    }
}

/// Errors that every protocol has its own form for.
enum WireError: Sendable {
    case badRequest(String)
    case contentPolicy
    case contextTooLong(tokens: Int, window: Int)
    case modelNotFound(String)
    case overloaded
    case prefillRejected
    case rateLimited(retryAfter: Int?)
    case serverError
    case unauthorized
    case unknownPath(String)
}

/// What a protocol makes of an error.
struct WireFailure: Sendable {
    var status: Int
    var contentType = "application/json"
    var body: String
}
