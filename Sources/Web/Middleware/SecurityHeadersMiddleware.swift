import HTTPTypes
package import Hummingbird

/// Puts on every response what tells a browser to trust nothing but this server.
package struct SecurityHeadersMiddleware: RouterMiddleware {
    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
        "font-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    package init() {}

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] = Self.policy
        response.headers[.xContentTypeOptions] = "nosniff"
        for (name, value) in Self.others where response.headers[name] == nil { response.headers[name] = value }
        return response
    }

    private static let others: [(HTTPField.Name, String)] = [
        (.named("referrer-policy"), "same-origin"), (.named("cross-origin-opener-policy"), "same-origin"),
        (.named("cross-origin-resource-policy"), "same-origin"),
        (.named("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ]
}
