package import Accounts
import HTTPTypes
package import Hummingbird
import LanguageModel
import Storage

/// Holds a public key to what it is for: asking questions, from the pages that it is bound to, within its limits. Whatever else
/// there is refuses it, without having to know of it.
///
/// Whoever asks with one is a visitor: a person of their own for each key and each identifier that their browser made up, which
/// only that browser knows.
package struct PublicKeyMiddleware: RouterMiddleware {
    static let visitorHeader = "x-understudy-visitor"

    private let authenticator: Authenticator

    package init(authenticator: Authenticator) {
        self.authenticator = authenticator
    }

    /// Whether `path` is one of the routes that public keys are for.
    static func isForAsking(_ path: String) -> Bool {
        let path = path.hasSuffix("/") ? String(path.dropLast()) : path
        return path == "/api/v1/chat/query" || path == "/api/v1/chat/selection"
    }

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard AuthenticationMiddleware.bearer(of: request)?.hasPrefix("pk_") == true else {
            return try await next(request, context)
        }
        if let refusal = context.refusal { throw refusal }
        guard var principal = context.principal, let terms = principal.publicTerms, let key = principal.keyID else {
            throw APIError(.unknownKey)
        }
        guard request.method == .post, Self.isForAsking(request.uri.path) else { throw APIError.publicKeyOnlyAsks }
        guard let origin = request.headers[.origin] else { throw APIError.originMissing }
        guard terms.origins.contains(origin) else { throw APIError.originNotAllowed }
        let verdict = authenticator.count(principal, of: Visit(request, context))
        if let verdict, !verdict.isAllowed { throw APIError.tooManyRequests(verdict) }
        var response: Response
        do {
            let visitor = try Self.visitor(of: request) ?? RequestIDMiddleware.random()
            principal.owner = BrowserCookie.owner(of: "\(key) \(visitor)")
            var context = context
            context.principal = principal
            response = try await next(request, context)
        } catch {
            response = try ErrorMiddleware.response(to: error, request: request, context: context)
        }
        // What has refused further inside says what is left of itself; whatever else was answered, the request was counted.
        if let verdict, response.headers[.rateLimitLimit] == nil { response.headers.append(verdict) }
        return response
    }

    /// What the browser calls itself; nil for one that says nothing, who is another visitor each time.
    private static func visitor(of request: Request) throws(APIError) -> String? {
        guard let text = request.headers[.named("x-understudy-visitor")] else { return nil }
        guard (16...128).contains(text.utf8.count), text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        else { throw .invalid(visitorHeader, "must be 16 to 128 letters, digits and hyphens, best made up at random") }
        return text
    }
}

extension APIError {
    static let publicKeyOnlyAsks = APIError(
        .forbidden, "public_key_only_asks",
        "A public key may only ask questions: POST /api/v1/chat/query and /api/v1/chat/selection.")
    static let originMissing = APIError(
        .forbidden, "origin_missing",
        "A public key counts only in pages of the sites that it lists, whose browsers send an Origin.")
    static let originNotAllowed = APIError(
        .forbidden, "origin_not_allowed", "Pages of this site may not ask here.")
}
