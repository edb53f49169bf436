import Accounts
import Chat
import HTTPTypes
import Hummingbird
import Knowledge
import LanguageModel
import Storage

/// `/api/v1/account` and, for admins, `/api/v1/users/{id}`: taking along everything that is kept of a person, and taking it away.
struct AccountDataRoutes: Sendable {
    let accounts: AccountServices
    let desk: ConversationDesk
    /// nil where no documents are kept.
    let library: DocumentLibrary?
    let time: any TimeSource

    /// - Parameter group: `/api/v1`.
    func add(to group: RouterGroup<WebContext>) {
        group.get("account/export", use: export)
        group.delete("account", use: delete)
        group.get("users/{id}/export", use: exportUser)
        group.delete("users/{id}", use: deleteUser)
    }

    private struct ProofBody: Decodable {
        var password: String?
        /// Of somebody who has no password.
        var username: String?
    }

    /// Visitors and keys that are nobody's have something to take along, too.
    @Sendable private func export(request: Request, context: WebContext) async throws -> Response {
        let principal = try context.caller(maying: .read)
        if let id = principal.userID { try await accounts.noteExport(of: id, visit: Visit(request, context)) }
        return export(of: principal.owner)
    }

    @Sendable private func exportUser(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let user = try await accounts.users.user(try context.parameters.require("id"))
        try await accounts.noteExport(of: user.id, visit: Visit(request, context))
        return export(of: user.id)
    }

    @Sendable private func delete(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let principal = try context.user()
        let body: ProofBody = try await request.decodeJSON(limit: 16 * 1024)
        guard let proof = body.password ?? body.username else {
            throw APIError.invalid("password", "is required; the username for an account that has none")
        }
        do {
            try await accounts.erasure.check(proof, of: principal.owner)
        } catch AccountError.wrongCredentials {
            throw APIError(.forbidden, "wrong_password", "The password is not this one.", field: "password")
        }
        try await desk.stopAll(of: principal.owner)
        try await accounts.erasure.delete(principal.owner, visit: Visit(request, context))
        return Response(status: .noContent, headers: [.setCookie: LoginCookie.clear(on: request)])
    }

    @Sendable private func deleteUser(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let user = try await accounts.users.user(try context.parameters.require("id"))
        try await desk.stopAll(of: user.id)
        try await accounts.erasure.delete(user.id, visit: Visit(request, context))
        return Response(status: .noContent)
    }

    private func export(of owner: String) -> Response {
        AccountExport(
            owner: owner, personal: accounts.personal, desk: desk, library: library, now: time.wallClock
        ).response
    }
}
