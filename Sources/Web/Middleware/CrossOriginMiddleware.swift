package import Accounts
import Foundation
import HTTPTypes
package import Hummingbird

/// Lets pages of other sites call the API from browsers: those that the operator names, and on the two routes that public keys are
/// for, those that a public key lists. Everybody else's browser is told nothing. No cookie counts for any of them.
package struct CrossOriginMiddleware: RouterMiddleware {
    private let origins: Set<String>
    private let publicOrigins: PublicOrigins

    /// - Parameter origins: as browsers send them, `https://shop.example`; `*` is all.
    package init(origins: [String], publicOrigins: PublicOrigins) {
        self.origins = Set(origins.map { WebOrigin.normal($0) ?? $0 })
        self.publicOrigins = publicOrigins
    }

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard Self.areas.contains(where: { path == $0 || path.hasPrefix("\($0)/") }) else {
            return try await next(request, context)
        }
        let allowed = await allowedOrigin(of: request, for: PublicKeyMiddleware.isForAsking(path))
        let isPreflight = request.method == .options && request.headers[.accessControlRequestMethod] != nil
        var response =
            isPreflight ? try Self.preflight(request, context, isAllowed: allowed != nil) : try await next(request, context)
        response.headers[.vary] = response.headers[.vary].map { "\($0), origin" } ?? "origin"
        guard let allowed else { return response }
        response.headers[.accessControlAllowOrigin] = allowed
        if !isPreflight { response.headers[.accessControlExposeHeaders] = Self.exposed }
        // The page of another site may read this one answer.
        response.headers[.named("cross-origin-resource-policy")] = "cross-origin"
        return response
    }

    /// What stands in Access-Control-Allow-Origin; nil for nobody.
    private func allowedOrigin(of request: Request, for isForAsking: Bool) async -> String? {
        guard let origin = request.headers[.origin], origin != "null" else { return nil }
        if origins.contains("*") { return "*" }
        if origins.contains(origin) { return origin }
        guard isForAsking, WebOrigin.normal(origin) == origin else { return nil }
        return await publicOrigins.contains(origin) ? origin : nil
    }

    private static func preflight(_ request: Request, _ context: WebContext, isAllowed: Bool) throws -> Response {
        guard isAllowed else {
            return try ErrorMiddleware.response(to: APIError.originNotAllowed, request: request, context: context)
        }
        return Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "GET, POST, PUT, PATCH, DELETE",
                .accessControlAllowHeaders: "authorization, content-type, last-event-id, \(PublicKeyMiddleware.visitorHeader)",
                .accessControlMaxAge: "7200",
            ])
    }

    private static let areas = ["/v1", "/api/v1", "/ai", "/api/chatbot", "/auth", "/api/auth"]
    private static let exposed =
        "x-request-id, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, ratelimit-policy, x-understudy-cache"
}
