package import Accounts
import HTTPTypes
package import Hummingbird
import LanguageModel

/// Finds out who asks, from the first of these that the request shows: a bearer key or token, the cookie of a login, the
/// browser's own cookie.
///
/// It refuses nobody: what must not be done by just anybody asks the context for its ``WebContext/caller()`` or its
/// ``WebContext/owner()``, which throw the reason kept here.
package struct AuthenticationMiddleware: RouterMiddleware {
    private let accounts: AccountServices

    package init(accounts: AccountServices) {
        self.accounts = accounts
    }

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let bearer = Self.bearer(of: request) {
            do {
                let principal = try await accounts.authenticator.principal(bearer: bearer)
                context.verdict = accounts.authenticator.count(principal)
                if let verdict = context.verdict, !verdict.isAllowed {
                    context.refusal = .tooManyRequests(verdict)
                } else {
                    context.principal = principal
                }
            } catch let error as AuthenticationError {
                context.refusal = APIError(error)
            }
        } else {
            context.principal = try await cookiePrincipal(of: request)
            if context.principal == nil, request.headers[.authorization] != nil { context.refusal = APIError(.unknownKey) }
        }
        return try await next(request, context)
    }

    private func cookiePrincipal(of request: Request) async throws -> Principal? {
        if let cookie = LoginCookie.value(of: request),
            let principal = try await accounts.authenticator.principal(cookie: cookie)
        {
            return principal
        }
        guard !accounts.policy.isRequired else { return nil }
        return BrowserCookie.token(of: request).map { .visitor(browser: BrowserCookie.owner(of: $0)) }
    }

    /// What stands behind `Bearer`; a header of another scheme, which a proxy may have added, is none of ours.
    static func bearer(of request: Request) -> String? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.first?.lowercased() == "bearer" else { return nil }
        return parts.count == 2 ? String(parts[1]) : ""
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

extension APIError {
    static func tooManyRequests(_ verdict: RateLimiter.Verdict) -> APIError {
        var error = APIError(
            .tooManyRequests, "rate_limit_exceeded", "This key has made all its requests for now: \(verdict.limit) a minute.",
            retryAfter: verdict.retryAfter)
        error.headers = [:]
        error.headers.append(verdict)
        return error
    }
}

extension HTTPFields {
    mutating func append(_ verdict: RateLimiter.Verdict) {
        self[.named("ratelimit-limit")] = String(verdict.limit)
        self[.named("ratelimit-remaining")] = String(verdict.remaining)
        self[.named("ratelimit-reset")] = String(Int(verdict.reset.seconds.rounded(.up)))
        self[.rateLimitPolicy] = "\(verdict.limit);w=60"
    }
}
