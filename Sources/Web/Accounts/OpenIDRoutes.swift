package import Accounts
import Foundation
import HTTPTypes
package import Hummingbird
import LanguageModel

/// `/auth/oidc`: to the provider and back, in a browser.
package struct OpenIDRoutes: Sendable {
    private static let cookie = "understudy_openid"
    private let login: OpenIDLogin
    /// Where whoever is not let in finds out why.
    private let pages: LoginPageRoutes
    private let accounts: AccountServices
    private let belongings: VisitorBelongings

    package init(login: OpenIDLogin, pages: LoginPageRoutes, accounts: AccountServices, belongings: VisitorBelongings) {
        self.login = login
        self.pages = pages
        self.accounts = accounts
        self.belongings = belongings
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get("auth/oidc/login") { try await explaining($0, $1, begin) }
        group.get("auth/oidc/callback") { try await explaining($0, $1, finish) }
    }

    private func explaining(
        _ request: Request, _ context: WebContext, _ handler: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await handler(request, context)
        } catch let error as AccountError {
            return pages.refused(request, error)
        }
    }

    private func begin(request: Request, context: WebContext) async throws -> Response {
        let scheme = LoginCookie.isSecure(request) ? "https" : "http"
        guard let host = request.head.authority else { throw APIError(.badRequest, "no_host", "The request names no host.") }
        let next = LoginPageRoutes.localPath(request.uri.queryParameters.get("next"))
        let (url, cookie) = try await login.begin(redirect: "\(scheme)://\(host)/auth/oidc/callback", next: next)
        var response = Response.redirect(to: url, type: .found)
        response.headers[.setCookie] = Self.setCookie(cookie, maxAge: 600, on: request)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func finish(request: Request, context: WebContext) async throws -> Response {
        let query = request.uri.queryParameters
        guard let code = query.get("code"), let state = query.get("state"), let cookie = request.cookies[Self.cookie]?.value
        else { throw AccountError.providerRefused }
        let visit = Visit(request, context)
        let (user, next) = try await login.finish(code: code, state: state, cookie: cookie, visit: visit)
        try await belongings.bring(to: user.id, from: request)
        let session = try await accounts.logins.beginBrowserSession(of: user, visit: visit)
        var response = Response.redirect(to: next ?? "/", type: .found)
        response.headers[.cacheControl] = "no-store"
        response.headers.append(
            HTTPField(name: .setCookie, value: LoginCookie.set(session, lifetime: accounts.logins.lifetime, on: request)))
        response.headers.append(HTTPField(name: .setCookie, value: Self.setCookie("", maxAge: 0, on: request)))
        return response
    }

    private static func setCookie(_ value: String, maxAge: Int, on request: Request) -> String {
        "\(cookie)=\(value); Path=/auth/oidc; Max-Age=\(maxAge); HttpOnly; SameSite=Lax"
            + (LoginCookie.isSecure(request) ? "; Secure" : "")
    }
}
