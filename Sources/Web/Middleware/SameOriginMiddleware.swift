import Accounts
import Foundation
import HTTPTypes
package import Hummingbird

/// Refuses changes that another site's page asks a browser for: what is authorised by a cookie alone must come from
/// this server's own pages.
package struct SameOriginMiddleware: RouterMiddleware {
    private let origins: Set<String>

    /// - Parameter origins: of other sites whose pages may ask without a cookie; `*` is all.
    package init(allowing origins: [String] = []) {
        self.origins = Set(origins.map { WebOrigin.normal($0) ?? $0 })
    }

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        // No page can make a browser send a key or a token that it does not have; and what comes without any cookie from a page
        // that may call the API is nobody's in particular.
        guard
            request.method == .get || request.method == .head || context.principal?.showedBearer == true
                || Self.isSameOrigin(request) || isFromAllowedOrigin(request)
        else {
            throw APIError(.forbidden, "cross_origin", "This may only be asked from the server's own page.")
        }
        return try await next(request, context)
    }

    private func isFromAllowedOrigin(_ request: Request) -> Bool {
        guard request.headers[.cookie] == nil, let origin = request.headers[.origin] else { return false }
        return origins.contains("*") || origins.contains(origin)
    }

    /// By `Sec-Fetch-Site` where the browser sends it, else by `Origin`; a program that sends neither is no browser.
    static func isSameOrigin(_ request: Request) -> Bool {
        if let site = request.headers[.named("sec-fetch-site")] { return site == "same-origin" || site == "none" }
        guard let origin = request.headers[.origin] else { return true }
        guard let scheme = origin.range(of: "://") else { return false }
        return origin[scheme.upperBound...] == request.head.authority ?? ""
    }
}
