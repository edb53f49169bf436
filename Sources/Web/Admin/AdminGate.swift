import Accounts
import HTTPTypes
import Hummingbird

/// Lets admins through to the admin area. Whoever has not logged in is sent to do so; others read that it is not for them.
struct AdminGate: RouterMiddleware {
    let siteName: String

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard let principal = context.principal, principal.proof != .browser else {
            let path = request.method == .get ? LoginPageRoutes.localPath(request.uri.path) : nil
            return Response(
                status: .seeOther, headers: [.location: path.map { "/login?next=\($0)" } ?? "/login", .cacheControl: "no-store"])
        }
        guard principal.isAdmin else {
            return PageRoutes.html(
                AdminsOnlyView(language: PageLanguage(of: request), siteName: siteName).render(), status: .forbidden)
        }
        return try await next(request, context)
    }
}
