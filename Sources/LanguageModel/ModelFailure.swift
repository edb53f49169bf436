/// How one attempt at a model failed, in the terms that routing decides by.
package struct ModelFailure: Error, Sendable, Hashable {
    /// The classes that routing tells apart; raw values are stable and stand in the ledger.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// No connection within the connect deadline, refused, or the name does not resolve.
        case connect
        /// The connection broke before the answer was whole, with no sign that the provider had ended it.
        case reset
        /// No first content within its deadline.
        case firstTokenTimeout = "first_token_timeout"
        /// No further content within the idle deadline.
        case idleTimeout = "idle_timeout"
        /// The whole answer took longer than its deadline.
        case totalTimeout = "total_timeout"
        /// 429, or a quota error under any other status.
        case rateLimited = "rate_limited"
        /// 503, 529 and their like: the provider says that it is out of capacity.
        case overloaded
        /// Other 5xx, and errors that a provider sends in the middle of a stream without saying more.
        case serverError = "server_error"
        /// The prompt does not fit the model's window.
        case contextTooLong = "context_too_long"
        /// The provider's policy declined the request. That is its answer, and goes back to the caller.
        case contentPolicy = "content_policy"
        /// 401 or 403: our credentials for the provider are wrong.
        case unauthorized
        /// The provider does not know the model.
        case modelNotFound = "model_not_found"
        /// The model does not accept a conversation that ends with an assistant message.
        case prefillRejected = "prefill_rejected"
        /// Any other 4xx: the request itself is at fault.
        case badRequest = "bad_request"
        /// The answer cannot be read: broken JSON, a wrong content type, headers or a body over the limit.
        case malformed
        /// The stream ended without its end marker.
        case truncated
        /// Only local models may be asked, and this is none.
        case notAllowed = "not_allowed"
        /// The caller left, or the server stops.
        case cancelled
    }

    package var kind: Kind
    /// For people; never holds a secret. May quote the provider.
    package var message: String
    /// The HTTP status, when there was one.
    package var status: Int?
    /// How long the provider asks to be left alone.
    package var retryAfter: Duration?

    package init(_ kind: Kind, _ message: String, status: Int? = nil, retryAfter: Duration? = nil) {
        self.kind = kind
        self.message = message
        self.status = status
        self.retryAfter = retryAfter
    }
}
