public import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Everything that a call of the client can fail with, `CancellationError` apart.
public enum UnderstudyError: Error, Sendable, Hashable {
    /// The server answered, and declined; or a streamed answer ended with an error.
    case refused(ServerRefusal)
    /// No reply came: nothing listens there, the name is unknown, or the wait was too long. The text says which.
    case unreachable(String)
    /// A reply broke off before its end. What was received until then is not the whole answer.
    case interrupted(String)
    /// The reply is not what Understudy's API promises; probably something else answers at this address.
    case unreadable(String)
}

/// A server's error, as its envelope `{"error":{"code","message","request_id",…}}` tells it.
public struct ServerRefusal: Sendable, Hashable {
    /// The HTTP status; nil when the error came inside a stream that had begun well.
    public var status: Int?
    /// Stable, for programs: `invalid_api_key`, `model_not_found`, `all_models_unavailable`, …
    public var code: String
    /// For people.
    public var message: String
    /// The parameter at fault.
    public var field: String?
    /// When asking again makes sense, from the moment of the reply.
    public var retryAfter: Duration?
    /// What the server's log and ledger know the request by.
    public var requestID: String?

    /// A refusal with whatever is known of it.
    public init(
        status: Int?, code: String, message: String, field: String? = nil, retryAfter: Duration? = nil, requestID: String? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.retryAfter = retryAfter
        self.requestID = requestID
    }
}

extension UnderstudyError: CustomStringConvertible, LocalizedError {
    /// A sentence for people.
    public var description: String {
        switch self {
        case .refused(let refusal): refusal.message
        case .unreachable(let reason): "The server cannot be reached: \(reason)."
        case .interrupted(let reason): "The answer broke off: \(reason)."
        case .unreadable(let reason): "The server's reply cannot be read: \(reason)."
        }
    }

    /// As ``description``.
    public var errorDescription: String? { description }
}

extension UnderstudyError {
    /// What went wrong below, as a caller is told of it.
    static func told(of error: any Error, whileStreaming: Bool) -> any Error {
        switch error {
        case is UnderstudyError, is CancellationError: return error
        case let error as URLError where error.code == .cancelled: return CancellationError()
        case let error as URLError where !whileStreaming: return UnderstudyError.unreachable(words(for: error))
        case let error as URLError: return UnderstudyError.interrupted(words(for: error))
        default:
            let reason = (error as any Error).localizedDescription
            return whileStreaming ? UnderstudyError.interrupted(reason) : UnderstudyError.unreachable(reason)
        }
    }

    /// In our own words, because Foundation has none for several of them on Linux.
    private static func words(for error: URLError) -> String {
        switch error.code {
        case .cannotConnectToHost: "nothing listens at this address"
        case .cannotFindHost, .dnsLookupFailed: "no host has this name"
        case .timedOut: "it was silent for too long"
        case .networkConnectionLost: "the connection was lost"
        case .notConnectedToInternet: "this machine is offline"
        case .badURL, .unsupportedURL: "this is not an http or https address"
        case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
            .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid:
            "its certificate is not to be trusted"
        default: "the connection failed (\(error.code.rawValue))"
        }
    }
}

/// The envelope on the wire.
struct ErrorEnvelope: Decodable {
    struct Content: Decodable {
        var code: String
        var message: String
        var param: String?
        var requestID: String?
        var retryAfterSeconds: Double?

        enum CodingKeys: String, CodingKey {
            case code, message, param
            case requestID = "request_id"
            case retryAfterSeconds = "retry_after_seconds"
        }
    }

    var error: Content
    /// In a conversation's stream these stand beside the error.
    var retryAfterSeconds: Double?

    enum CodingKeys: String, CodingKey {
        case error
        case retryAfterSeconds = "retry_after_seconds"
    }
}

extension ServerRefusal {
    /// An error inside a stream.
    init(_ envelope: ErrorEnvelope) {
        self.init(
            status: nil, code: envelope.error.code, message: envelope.error.message, field: envelope.error.param,
            retryAfter: (envelope.error.retryAfterSeconds ?? envelope.retryAfterSeconds).flatMap(Self.wait),
            requestID: envelope.error.requestID)
    }

    /// A reply that is no success; one without an envelope (a proxy's) becomes `http_<status>`.
    init(_ reply: HTTPReply, body: Data) {
        if let envelope = try? JSONDecoder().decode(ErrorEnvelope.self, from: body) {
            self.init(envelope)
        } else {
            self.init(
                status: nil, code: "http_\(reply.status)", message: "The server answered with the HTTP status \(reply.status).")
        }
        status = reply.status
        requestID = requestID ?? reply.headers["x-request-id"]
        retryAfter = retryAfter ?? reply.headers["retry-after"].flatMap(Double.init).flatMap(Self.wait)
    }

    private static func wait(_ seconds: Double) -> Duration? {
        (0...1e9).contains(seconds) ? .seconds(seconds) : nil
    }
}
