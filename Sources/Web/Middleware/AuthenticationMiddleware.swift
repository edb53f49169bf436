package import Accounts
import HTTPTypes
package import Hummingbird

/// Finds out who asks, from the first of these that the request shows: a bearer key or token, or the browser's cookie.
///
/// It refuses nobody: what must not be done by just anybody asks the context for its ``WebContext/caller()`` or its
/// ``WebContext/owner()``, which throw the reason kept here.
package struct AuthenticationMiddleware: RouterMiddleware {
    private let authenticator: Authenticator

    package init(authenticator: Authenticator) {
        self.authenticator = authenticator
    }

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let header = request.headers[.authorization] {
            do {
                context.principal = try await principal(authorization: header)
            } catch let error as AuthenticationError {
                context.refusal = APIError(error)
            }
        } else {
            context.principal = BrowserCookie.token(of: request).map { .visitor(browser: BrowserCookie.owner(of: $0)) }
        }
        return try await next(request, context)
    }

    private func principal(authorization header: String) async throws -> Principal {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw AuthenticationError.unknownKey }
        return try await authenticator.principal(bearer: String(parts[1]))
    }
}

/// Lets only requests through that show a valid key or token in the Authorization header.
struct BearerMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        if let refusal = context.refusal { throw refusal }
        guard context.principal?.showedBearer == true else {
            throw APIError(
                .unauthorized, "missing_api_key",
                "No API key was given. Send it as \"Authorization: Bearer us-…\"; `understudy key create` makes one.")
        }
        return try await next(request, context)
    }
}

/// Lets only requests through whose caller may do what they are for.
struct ScopeMiddleware: RouterMiddleware {
    /// For reading (GET and HEAD).
    var reading: Scope
    /// For everything else.
    var changing: Scope

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        try context.caller(maying: request.method == .get || request.method == .head ? reading : changing)
        return try await next(request, context)
    }
}
