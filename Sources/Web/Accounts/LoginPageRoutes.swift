package import Accounts
import Foundation
import HTTPTypes
package import Hummingbird
import LanguageModel
import NIOCore

/// The pages of accounts, as plain forms: `/login`, `/logout`, `/account`, and `/setup-admin` while there is no account.
package struct LoginPageRoutes: Sendable {
    private let accounts: AccountServices
    private let belongings: VisitorBelongings
    private let siteName: String

    package init(accounts: AccountServices, belongings: VisitorBelongings, siteName: String) {
        self.accounts = accounts
        self.belongings = belongings
        self.siteName = siteName
    }

    /// - Parameter group: the root, guarded against other sites' pages.
    package func add(to group: RouterGroup<WebContext>) {
        group.get("login", use: showLogin)
        group.post("login", use: logIn)
        group.post("logout", use: logOut)
        group.get("account", use: showAccount)
        group.post("account", use: changePassword)
        group.get("setup-admin", use: showSetup)
        group.post("setup-admin", use: setUp)
    }

    private struct LoginForm: Decodable {
        var username: String
        var password: String
        var next: String?
    }

    private struct PasswordForm: Decodable {
        var current: String
        var new: String
    }

    private struct SetupForm: Decodable {
        var username: String
        var email: String?
        var password: String
    }

    // MARK: Logging in and out

    @Sendable private func showLogin(request: Request, context: WebContext) async throws -> Response {
        let next = Self.localPath(request.uri.queryParameters.get("next").map { $0.removingPercentEncoding ?? $0 })
        if context.principal?.sessionID != nil { return .redirect(to: next ?? "/", type: .found) }
        if try await maySetUp(request, context) { return .redirect(to: "/setup-admin", type: .found) }
        return page(loginView(request, next: next))
    }

    @Sendable private func logIn(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let form: LoginForm = try await request.decodeForm()
        let next = Self.localPath(form.next)
        do {
            let (user, cookie) = try await accounts.logins.logInBrowser(
                name: form.username, password: form.password, visit: Visit(request, context))
            return try await welcome(user, cookie: cookie, request: request, next: next)
        } catch let error as AccountError {
            var view = loginView(request, next: next)
            view.fields[0].value = form.username
            view.message = words(request).message(for: error)
            return page(view, for: error)
        }
    }

    @Sendable private func logOut(request: Request, context: WebContext) async throws -> Response {
        if let principal = context.principal { try await accounts.logins.logOut(principal, visit: Visit(request, context)) }
        var response = Response.redirect(to: accounts.policy.isRequired ? "/login" : "/", type: .normal)
        response.headers[.setCookie] = LoginCookie.clear(on: request)
        return response
    }

    /// The page for logging in, which says why somebody was not let in.
    func refused(_ request: Request, _ error: AccountError) -> Response {
        var view = loginView(request, next: nil)
        view.message = words(request).message(for: error)
        return page(view, for: error)
    }

    // MARK: One's own account

    @Sendable private func showAccount(request: Request, context: WebContext) async throws -> Response {
        guard let view = try await accountView(request, context) else {
            return .redirect(to: "/login?next=/account", type: .found)
        }
        return page(view)
    }

    @Sendable private func changePassword(request: Request, context: WebContext) async throws -> Response {
        var request = request
        guard let principal = context.principal, principal.sessionID != nil, var view = try await accountView(request, context)
        else { return .redirect(to: "/login?next=/account", type: .normal) }
        let form: PasswordForm = try await request.decodeForm()
        let words = words(request)
        do {
            try await accounts.users.changePassword(
                of: principal.owner, from: form.current, to: form.new, keeping: principal.sessionID,
                visit: Visit(request, context))
        } catch let error as AccountError {
            view.message = error == .wrongCredentials ? words.wrongPassword : words.message(for: error)
            return page(view, for: error)
        }
        view.message = words.passwordChanged
        view.isMessageGood = true
        return page(view)
    }

    // MARK: The first account

    @Sendable private func showSetup(request: Request, context: WebContext) async throws -> Response {
        guard try await maySetUp(request, context) else { throw APIError.notFound }
        return page(setupView(request))
    }

    @Sendable private func setUp(request: Request, context: WebContext) async throws -> Response {
        guard try await maySetUp(request, context) else { throw APIError.notFound }
        var request = request
        let form: SetupForm = try await request.decodeForm()
        let visit = Visit(request, context)
        do {
            let email = form.email.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
            let user = try await accounts.users.create(
                NewUser(username: form.username, email: email, role: .admin), password: form.password, onlyFirst: true,
                visit: visit)
            let cookie = try await accounts.logins.beginBrowserSession(of: user, visit: visit)
            return try await welcome(user, cookie: cookie, request: request, next: nil)
        } catch let error as AccountError {
            var view = setupView(request)
            view.fields[0].value = form.username
            view.fields[1].value = form.email ?? ""
            view.message = words(request).message(for: error)
            return page(view, for: error)
        }
    }

    /// From the server's own machine, while there is no account.
    private func maySetUp(_ request: Request, _ context: WebContext) async throws -> Bool {
        guard SetupRoutes.isLocal(request, context) else { return false }
        return try await !accounts.users.hasUsers()
    }

    /// Sends somebody who has just logged in on, with what they did as a visitor.
    private func welcome(_ user: User, cookie: Secret, request: Request, next: String?) async throws -> Response {
        try await belongings.bring(to: user.id, from: request)
        var response = Response.redirect(to: next ?? "/", type: .normal)
        response.headers[.setCookie] = LoginCookie.set(cookie, lifetime: accounts.logins.lifetime, on: request)
        return response
    }

    // MARK: Views

    private func loginView(_ request: Request, next: String?) -> AccountFormView {
        let words = words(request)
        return AccountFormView(
            language: PageLanguage(of: request), title: words.logIn, siteName: siteName, action: "/login",
            fields: [
                .init(name: "username", label: words.name, autocomplete: "username"),
                .init(name: "password", label: words.password, type: "password", autocomplete: "current-password"),
            ], next: next, button: words.logIn,
            footer: "\(elsewhere(words, next: next))\(accounts.policy.isRequired ? .empty : back(words))")
    }

    private func accountView(_ request: Request, _ context: WebContext) async throws -> AccountFormView? {
        guard let principal = context.principal, principal.sessionID != nil, let id = principal.userID else { return nil }
        let user = try await accounts.users.user(id)
        let words = words(request)
        return AccountFormView(
            language: PageLanguage(of: request), title: words.account, siteName: siteName,
            intro: Words.fill(words.loggedInAs, ["name": user.displayName]), action: "/account",
            fields: [
                .init(name: "current", label: words.currentPassword, type: "password", autocomplete: "current-password"),
                .init(
                    name: "new", label: words.newPassword, hint: words.passwordHint, type: "password",
                    autocomplete: "new-password"),
            ], button: words.changePassword,
            footer: """
                \(CatalogueLinks(language: PageLanguage(of: request), isAdmin: principal.isAdmin).html)\
                \(AccountDataLinks(language: PageLanguage(of: request)).html)\(back(words))
                """)
    }

    private func setupView(_ request: Request) -> AccountFormView {
        let words = words(request)
        return AccountFormView(
            language: PageLanguage(of: request), title: words.setUp, siteName: siteName, intro: words.setUpIntro,
            action: "/setup-admin",
            fields: [
                .init(name: "username", label: words.username, hint: words.usernameHint, autocomplete: "username"),
                .init(
                    name: "email", label: words.email, hint: words.emailHint, type: "email", autocomplete: "email",
                    isRequired: false),
                .init(
                    name: "password", label: words.password, hint: words.passwordHint, type: "password",
                    autocomplete: "new-password"),
            ], button: words.create, footer: accounts.policy.isRequired ? .empty : back(words))
    }

    /// The way through another provider.
    private func elsewhere(_ words: AccountWords, next: String?) -> HTML {
        guard let provider = accounts.openID?.provider else { return .empty }
        let query = next.map { "?next=\($0)" } ?? ""
        return """
            <p><a class="button" href="/auth/oidc/login\(query)">\(Words.fill(words.logInWith, ["name": provider.label]))</a></p>
            """
    }

    private func back(_ words: AccountWords) -> HTML { "<p><a href=\"/\">\(words.back)</a></p>" }

    private func words(_ request: Request) -> AccountWords { PageLanguage(of: request).accountWords }

    private func page(_ view: AccountFormView, for error: AccountError? = nil) -> Response {
        let told = error.map { APIError($0) }
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]
        if let seconds = told?.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
        return Response(
            status: told?.status ?? .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: view.render())))
    }

    /// `path` when it leads to a page of this server; anything else could be somebody's trap.
    static func localPath(_ path: String?) -> String? {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), path.utf8.count <= 512,
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return path
    }
}

extension AccountWords {
    func message(for error: AccountError) -> String {
        switch error {
        case .disabled: disabled
        case .throttled(let wait): Words.fill(throttled, ["seconds": String(max(1, Int(wait.seconds.rounded(.up))))])
        case .busy: busy
        case .providerUnavailable, .providerRefused: providerFailed
        case .invalid(field: "username", _): badUsername
        case .invalid(field: "email", _): badEmail
        case .invalid: badPassword
        case .alreadySetUp, .taken: setUpAlready
        default: wrongCredentials
        }
    }
}

extension PageLanguage {
    init(of request: Request) {
        self = .preferred(acceptLanguage: request.headers[.acceptLanguage])
    }
}
