package import Accounts
import HTTPTypes
package import Hummingbird
import LanguageModel

/// `/auth`: logging in and out from a program. Browsers log in on the page; see ``LoginPageRoutes``.
package struct AuthRoutes: Sendable {
    private let accounts: AccountServices

    package init(accounts: AccountServices) {
        self.accounts = accounts
    }

    /// - Parameter group: the root, guarded against other sites' pages.
    package func add(to group: RouterGroup<WebContext>) {
        group.post("auth/login", use: logIn)
        group.post("api/auth/login", use: logIn)
        group.post("auth/refresh", use: refresh)
        group.post("auth/logout", use: logOut)
        group.get("auth/me", use: me)
        group.post("auth/password", use: changePassword)
    }

    private struct LoginBody: Decodable {
        var username: String?
        var email: String?
        var password: String
    }

    private struct RefreshBody: Decodable {
        var refresh_token: String
    }

    private struct PasswordBody: Decodable {
        var current_password: String
        var new_password: String
    }

    private struct TokenDocument: Encodable {
        var access_token: String
        var token_type = "bearer"
        var expires_in: Int
        var refresh_token: String
        var user: UserDocument

        init(_ tokens: LoginDesk.Tokens) {
            access_token = tokens.access.reveal
            expires_in = Int(tokens.expiresIn.seconds)
            refresh_token = tokens.refresh.reveal
            user = UserDocument(tokens.user)
        }
    }

    private struct MeDocument: Encodable {
        var user: UserDocument?
        var key_id: String?
        var scopes: [String]
    }

    @Sendable private func logIn(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let body: LoginBody = try await request.decodeJSON(limit: 16 * 1024)
        guard let name = body.username ?? body.email else { throw APIError.invalid("username", "is required, or email") }
        let tokens = try await accounts.logins.logIn(name: name, password: body.password, visit: Visit(request, context))
        return try .json(TokenDocument(tokens), headers: [.cacheControl: "no-store"])
    }

    @Sendable private func refresh(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let body: RefreshBody = try await request.decodeJSON(limit: 4096)
        let tokens = try await accounts.logins.refresh(Secret(body.refresh_token), visit: Visit(request, context))
        return try .json(TokenDocument(tokens), headers: [.cacheControl: "no-store"])
    }

    @Sendable private func logOut(request: Request, context: WebContext) async throws -> Response {
        try await accounts.logins.logOut(try context.user(), visit: Visit(request, context))
        return Response(status: .noContent, headers: [.setCookie: LoginCookie.clear(on: request)])
    }

    @Sendable private func me(request: Request, context: WebContext) async throws -> Response {
        let principal = try context.caller()
        guard principal.proof != .browser else { throw APIError.notLoggedIn }
        var user: User?
        if let id = principal.userID { user = try await accounts.users.user(id) }
        let document = MeDocument(
            user: user.map(UserDocument.init), key_id: principal.keyID, scopes: principal.scopes.map(\.rawValue).sorted())
        return try .json(document, headers: [.cacheControl: "no-store"])
    }

    @Sendable private func changePassword(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let principal = try context.user()
        let body: PasswordBody = try await request.decodeJSON(limit: 16 * 1024)
        do {
            try await accounts.users.changePassword(
                of: principal.owner, from: body.current_password, to: body.new_password, keeping: principal.sessionID,
                visit: Visit(request, context))
        } catch AccountError.wrongCredentials {
            throw APIError(.forbidden, "wrong_password", "The current password is not this one.", field: "current_password")
        }
        return Response(status: .noContent)
    }
}

extension APIError {
    static let notLoggedIn = APIError(.unauthorized, "login_required", "Log in first: POST /auth/login.")
}

extension WebContext {
    /// Somebody who has logged in; a key is nobody who could.
    /// - Throws: ``APIError`` 401.
    func user() throws -> Principal {
        let principal = try caller()
        guard principal.sessionID != nil, principal.userID != nil else { throw APIError.notLoggedIn }
        return principal
    }

    /// An admin, or a key that may do what admins may.
    /// - Throws: ``APIError`` 401 or 403.
    @discardableResult
    func admin() throws -> Principal {
        let principal = try caller()
        guard principal.proof != .browser else { throw APIError.notLoggedIn }
        return try caller(maying: .admin)
    }
}
