import Accounts
import HTTPTypes
import Hummingbird

/// Takes nothing from a browser whose reader still has to agree to something. Who shows a key or a token is the operator's matter.
struct ConsentMiddleware: RouterMiddleware {
    let consents: ConsentDesk
    private var leadsToPage = false

    init(consents: ConsentDesk) {
        self.consents = consents
    }

    /// The same for forms, which lead to the page that asks.
    var onPages: ConsentMiddleware {
        var copy = self
        copy.leadsToPage = true
        return copy
    }

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        // Ending an answer takes nothing in.
        guard request.method == .post, !request.uri.path.hasSuffix("/stop"), let principal = context.principal,
            try await consents.isOwed(by: principal)
        else { return try await next(request, context) }
        if leadsToPage { return .redirect(to: "/#consent", type: .normal) }
        throw APIError(
            .forbidden, "consent_required",
            "Read on the page what becomes of your words, and agree to it there, before you write.")
    }
}
