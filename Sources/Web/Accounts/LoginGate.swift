import Accounts
import HTTPTypes
import Hummingbird

/// Where accounts are required, sends whoever has not logged in from a page to the one for logging in.
struct LoginGate: RouterMiddleware {
    let accounts: AccountServices

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard accounts.policy.isRequired, context.principal?.sessionID == nil else { return try await next(request, context) }
        let path = LoginPageRoutes.localPath(request.uri.path) ?? "/"
        var response = Response.redirect(to: path == "/" ? "/login" : "/login?next=\(path)", type: .found)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
