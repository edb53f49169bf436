import HTTPTypes
package import Hummingbird

/// Lets pages of the configured sites call the API: cross-origin resource sharing, and nothing for anyone else.
package struct AllowedOriginsMiddleware: RouterMiddleware {
    private let origins: Set<String>

    /// - Parameter origins: as browsers send them, `https://shop.example`; `*` is all.
    package init(origins: [String]) {
        self.origins = Set(origins)
    }

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin], origins.contains(origin) || origins.contains("*") else {
            return try await next(request, context)
        }
        let isPreflight = request.method == .options && request.headers[.accessControlRequestMethod] != nil
        var response: Response
        if isPreflight {
            response = Response(status: .noContent)
        } else {
            do {
                response = try await next(request, context)
            } catch {
                // A page must be able to read why it was refused.
                response = try ErrorMiddleware.response(to: error, request: request, context: context)
            }
        }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.vary] = "origin"
        response.headers[.accessControlExposeHeaders] = "x-request-id, retry-after"
        if isPreflight {
            response.headers[.accessControlAllowMethods] = "GET, POST, OPTIONS"
            response.headers[.accessControlAllowHeaders] = "authorization, content-type"
            response.headers[.accessControlMaxAge] = "86400"
        }
        // The page of another site may read this one answer.
        response.headers[.named("cross-origin-resource-policy")] = "cross-origin"
        return response
    }
}
