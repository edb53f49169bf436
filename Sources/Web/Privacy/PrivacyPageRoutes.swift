import Accounts
import Chat
import HTTPTypes
import Hummingbird
import LanguageModel
import NIOCore
import Storage

/// The forms by which people agree, withdraw, end what is not kept, and take away what is: on the chat page, on `/settings` and at
/// `/account/delete`. They work without script.
struct PrivacyPageRoutes: Sendable {
    private let parts: WebParts
    private var accounts: AccountServices { parts.accounts }

    init(_ parts: WebParts) {
        self.parts = parts
    }

    /// - Parameter group: the root, guarded against other sites' pages.
    func add(to group: RouterGroup<WebContext>) {
        group.post("consent", use: agree)
        group.post("settings/privacy", use: change)
        group.post("c/{id}/end", use: end)
        group.get("account/delete", use: showDeletion)
        group.post("account/delete", use: delete)
    }

    private struct ConsentForm: Decodable {
        var version: String
        var next: String?
    }

    private struct ChangeForm: Decodable {
        enum Change: String, Decodable {
            case withdraw
            case delete
        }

        var `do`: Change
        var sure: String?
    }

    private struct DeletionForm: Decodable {
        /// The password, or the username of somebody who has none.
        var proof: String
    }

    /// Leads back to the page, which shows the text again when it was changed in the meantime.
    @Sendable private func agree(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let owner = try context.owner()
        let form: ConsentForm = try await request.decodeForm(limit: 4096)
        _ = try await accounts.consents.give(form.version, owner: owner)
        return .redirect(to: LoginPageRoutes.localPath(form.next) ?? "/", type: .normal)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let principal = try context.caller(maying: .chat)
        let form: ChangeForm = try await request.decodeForm(limit: 4096)
        switch form.do {
        case .withdraw:
            try await accounts.consents.withdraw(owner: principal.owner)
            return .redirect(to: "/settings?privacy=withdrawn", type: .normal)
        case .delete:
            guard form.sure == "yes" else { throw APIError.invalid("sure", "must be yes") }
            try await parts.desk.stopAll(of: principal.owner)
            try await accounts.personal.forgetConversations(of: principal.owner)
            return .redirect(to: "/settings?privacy=deleted", type: .normal)
        }
    }

    /// Ends a temporary conversation before its time; one that is kept is not ended here by mistake.
    @Sendable private func end(request: Request, context: WebContext) async throws -> Response {
        let owner = try context.caller(maying: .chat).owner
        let id = try context.parameters.require("id")
        guard TemporaryName.isOne(id) else { throw ConversationError.notFound }
        try await parts.desk.delete(id, owner: owner)
        return .redirect(to: "/", type: .normal)
    }

    @Sendable private func showDeletion(request: Request, context: WebContext) async throws -> Response {
        guard let view = try await view(request, context) else {
            return .redirect(to: "/login?next=/account/delete", type: .found)
        }
        return .page(view.render())
    }

    @Sendable private func delete(request: Request, context: WebContext) async throws -> Response {
        var request = request
        guard var view = try await view(request, context), let id = context.principal?.userID else {
            return .redirect(to: "/login?next=/account/delete", type: .normal)
        }
        let form: DeletionForm = try await request.decodeForm()
        let language = PageLanguage(of: request)
        do {
            try await accounts.erasure.check(form.proof, of: id)
            try await parts.desk.stopAll(of: id)
            try await accounts.erasure.delete(id, visit: Visit(request, context))
        } catch let error as AccountError {
            view.message =
                switch error {
                case .lastAdmin: language.privacyWords.lastAdmin
                case .throttled, .busy: language.accountWords.message(for: error)
                default:
                    view.fields[0].type == "password" ? language.accountWords.wrongPassword : language.privacyWords.wrongUsername
                }
            let told = APIError(error)
            var response = Response.page(view.render(), status: told.status)
            if let seconds = told.retryAfterSeconds { response.headers[.retryAfter] = String(seconds) }
            return response
        }
        var response = Response.redirect(to: accounts.policy.isRequired ? "/login" : "/", type: .normal)
        response.headers[.setCookie] = LoginCookie.clear(on: request)
        return response
    }

    private func view(_ request: Request, _ context: WebContext) async throws -> AccountFormView? {
        guard let principal = context.principal, principal.sessionID != nil, let id = principal.userID else { return nil }
        let language = PageLanguage(of: request)
        let (words, account) = (language.privacyWords, language.accountWords)
        let hasPassword = try await accounts.erasure.needsPassword(id)
        let proof = AccountFormView.Field(
            name: "proof", label: hasPassword ? account.currentPassword : words.proofUsername,
            type: hasPassword ? "password" : "text", autocomplete: hasPassword ? "current-password" : "username")
        return AccountFormView(
            language: language, title: words.deleteAccount, siteName: parts.siteName,
            intro: words.deleteIntro, action: "/account/delete", fields: [proof], button: words.deleteAccount, isDanger: true,
            details: """
                <h2>\(words.goesTitle)</h2><p>\(words.goes)</p><h2>\(words.staysTitle)</h2><p id="stays">\(words.stays)</p>
                <p><a href="/api/v1/account/export" download>\(words.download)</a></p>
                """,
            footer: "<p><a href=\"/account\">\(account.account)</a></p>")
    }
}
