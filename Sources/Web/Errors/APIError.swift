package import LanguageModel
package import HTTPTypes

/// An error as a caller sees it: a status, a stable code, words for people. Everything that goes wrong on a route
/// becomes one of these, here or in ``APIError/init(_:)-chat``, and is written by ``ErrorMiddleware`` alone.
package struct APIError: Error, Sendable, Hashable {
    package var status: HTTPResponse.Status
    package var code: String
    package var message: String
    /// The parameter at fault.
    package var field: String?
    package var retryAfter: Duration?
    /// How many requests were made of models for it, where more than one may have been.
    package var calls: Int?
    /// More headers of the answer.
    package var headers: HTTPFields = [:]
    /// The limit that was in the way.
    package var limit: LimitRefusal?

    package init(
        _ status: HTTPResponse.Status, _ code: String, _ message: String, field: String? = nil, retryAfter: Duration? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.retryAfter = retryAfter
    }

    /// Whole seconds for Retry-After, rounded up.
    package var retryAfterSeconds: Int? {
        retryAfter.map { max(1, Int($0.seconds.rounded(.up))) }
    }
}

extension APIError {
    static func malformed(_ message: String) -> APIError { APIError(.badRequest, "malformed_json", message) }
    static func invalid(_ field: String, _ message: String) -> APIError {
        APIError(.unprocessableContent, "invalid_parameter", "\(field): \(message)", field: field)
    }
    static func tooLarge(_ limit: Int) -> APIError {
        APIError(.contentTooLarge, "body_too_large", "The request body is larger than \(limit) bytes.")
    }
    static let notFound = APIError(.notFound, "not_found", "There is nothing at this address.")
    static let stopping = APIError(
        .serviceUnavailable, "server_stopping", "The server is stopping and takes no new requests.", retryAfter: .seconds(5))
}
