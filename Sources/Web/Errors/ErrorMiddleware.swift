import Accounts
import Chat
import HTTPTypes
package import Hummingbird
import LanguageModel
import Logging
import NIOCore
import Notices
import Routing
import Storage
import Usage

/// Writes every error in the one envelope: `{"error":{"code","message","request_id",…}}`, in the OpenAI shape under `/v1`.
package struct ErrorMiddleware: RouterMiddleware {
    package init() {}

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return try Self.response(to: error, request: request, context: context)
        }
    }

    static func response(to error: any Error, request: Request, context: WebContext) throws -> Response {
        let told = APIError(any: error)
        if told.code == "internal_error" || told.code == "database_unavailable" {
            context.logger.error(
                "error on \(request.method) \(request.uri.path): \(error)", metadata: ["request_id": "\(context.requestID)"])
        }
        return try ErrorEnvelope(told, requestID: context.requestID, path: request.uri.path).response(for: told)
    }
}

extension APIError {
    /// Any error as what a caller may be told of it: what is not known to be harmless is an internal error.
    init(any error: any Error) {
        switch error {
        case let error as APIError: self = error
        case let failure as ChatFailure: self.init(failure)
        case let failure as StructuredFailure: self.init(failure)
        case let error as ConversationError: self.init(error)
        case let error as AssistantError: self.init(error)
        case let error as ModelChoiceError: self.init(error)
        case let error as EmbeddingNameError: self.init(error)
        case let error as AccountError: self.init(error)
        case let error as AuthenticationError: self.init(error)
        case let error as SetupError: self.init(error)
        case let error as ChainEditError: self.init(error)
        case let error as LimitFault: self.init(error)
        case let error as WebhookError: self.init(error)
        case let error as DecodingError: self.init(error)
        case let error as HTTPError where error.status == .notFound: self = .notFound
        case let error as HTTPError:
            self.init(
                error.status, error.status.reasonPhrase.lowercased().replacing(" ", with: "_"),
                error.body ?? error.status.reasonPhrase)
        case is NIOTooManyBytesError: self.init(.contentTooLarge, "body_too_large", "The request body is too large.")
        case StorageError.unavailable:
            self.init(
                .serviceUnavailable, "database_unavailable",
                "What is stored cannot be reached right now; nothing was changed. Please try again shortly.",
                retryAfter: .seconds(2))
        case is CancellationError: self.init(ChatFailure.cancelled)
        default: self.init(.internalServerError, "internal_error", "Something went wrong on the server's side.")
        }
    }
}

/// The body of an error answer.
struct ErrorEnvelope: Encodable {
    struct Content: Encodable {
        var code: String
        var message: String
        var requestID: String
        var param: String?
        var type: String?
        var retryAfterSeconds: Int?
        var calls: Int?
        var limit: LimitRefusalDocument?

        enum CodingKeys: String, CodingKey {
            case calls, code, limit, message, param, type
            case requestID = "request_id"
            case retryAfterSeconds = "retry_after_seconds"
        }
    }

    var error: Content

    init(_ error: APIError, requestID: String, path: String) {
        let isOpenAI = path == "/v1" || path.hasPrefix("/v1/")
        self.error = Content(
            code: error.code, message: error.message, requestID: requestID, param: error.field,
            type: isOpenAI ? Self.openAIType(of: error.status) : nil, retryAfterSeconds: error.retryAfterSeconds,
            calls: error.calls, limit: error.limit.map(LimitRefusalDocument.init))
    }

    func response(for error: APIError) throws -> Response {
        var headers = error.headers
        if let seconds = error.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
        if error.status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        return try .json(self, status: error.status, headers: headers)
    }

    private static func openAIType(of status: HTTPResponse.Status) -> String {
        switch status.code {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }
}
