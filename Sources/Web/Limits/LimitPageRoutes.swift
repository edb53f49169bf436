import Accounts
import Chat
import HTTPTypes
package import Hummingbird
import LanguageModel
import Usage

/// `/admin/limits`: the page on which admins limit what may be used, and the forms on it.
package struct LimitPageRoutes: Sendable {
    private let editor: LimitEditor
    private var budgets: BudgetKeeper { editor.budgets }
    private let siteName: String

    package init(_ parts: WebParts) {
        editor = LimitEditor(budgets: parts.budgets, accounts: parts.accounts)
        siteName = parts.siteName
    }

    /// - Parameter group: the pages for admins, behind their gate.
    package func add(to group: RouterGroup<WebContext>) {
        let limits = group.group("limits")
        limits.get(use: show)
        limits.post(use: create)
        limits.get("{id}", use: edit)
        limits.post("{id}", use: change)
        limits.get("{id}/delete", use: askToDelete)
        limits.post("{id}/delete", use: remove)
    }

    private struct Form: Decodable {
        var scope: String?
        var name: String?
        var requests_per_minute: String?
        var tokens_per_minute: String?
        var dollars_per_day: String?
        var dollars_per_month: String?

        var values: [LimitRefusal.Measure: String] {
            [
                .requests: requests_per_minute ?? "", .tokens: tokens_per_minute ?? "", .day: dollars_per_day ?? "",
                .month: dollars_per_month ?? "",
            ]
        }

        var body: LimitBody {
            var body = LimitBody(form: values)
            body.scope = scope
            body.name = name
            return body
        }
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        var page = LimitPage(language: PageLanguage(of: request), siteName: siteName)
        let words = page.language.limitWords
        switch request.uri.queryParameters.get("done") {
        case "saved": (page.message, page.isMessageGood) = (words.saved, true)
        case "deleted": (page.message, page.isMessageGood) = (words.deleted, true)
        default: break
        }
        return try await whole(page)
    }

    private func whole(_ page: LimitPage, status: HTTPResponse.Status = .ok) async throws -> Response {
        var page = page
        page.limits = try await budgets.overview()
        return PageRoutes.html(LimitPageView(page: page).render(), status: status)
    }

    @Sendable private func edit(request: Request, context: WebContext) async throws -> Response {
        let rule = try rule(context)
        var page = LimitPage(language: PageLanguage(of: request), siteName: siteName)
        page.entry = LimitPage.Entry(rule)
        return PageRoutes.html(LimitPageView(page: page).render())
    }

    @Sendable private func askToDelete(request: Request, context: WebContext) async throws -> Response {
        var page = LimitPage(language: PageLanguage(of: request), siteName: siteName)
        page.deleting = try rule(context)
        return PageRoutes.html(LimitPageView(page: page).render())
    }

    @Sendable private func create(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let form: Form = try await request.decodeForm()
        do {
            _ = try await editor.enter(form.body, Visit(request, context))
        } catch {
            var page = LimitPage(language: PageLanguage(of: request), siteName: siteName)
            page.entry.scope = form.scope.flatMap(LimitScope.init) ?? .user
            page.entry.name = form.name ?? ""
            page.entry.values = form.values
            page.message = try message(error, form, page.language)
            return try await whole(page, status: .unprocessableContent)
        }
        return .redirect(to: "/admin/limits?done=saved", type: .normal)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        let rule = try rule(context)
        var request = request
        let form: Form = try await request.decodeForm()
        do {
            _ = try await editor.change(rule.id ?? 0, to: form.body, Visit(request, context))
        } catch {
            var page = LimitPage(language: PageLanguage(of: request), siteName: siteName)
            page.entry = LimitPage.Entry(rule)
            page.entry.values = form.values
            page.message = try message(error, form, page.language)
            return PageRoutes.html(LimitPageView(page: page).render(), status: .unprocessableContent)
        }
        return .redirect(to: "/admin/limits?done=saved", type: .normal)
    }

    @Sendable private func remove(request: Request, context: WebContext) async throws -> Response {
        try await editor.remove(try rule(context).id ?? 0, Visit(request, context))
        return .redirect(to: "/admin/limits?done=deleted", type: .normal)
    }

    private func rule(_ context: WebContext) throws -> LimitRule {
        let id = Int(try context.parameters.require("id"))
        guard let id, let rule = budgets.book.all.first(where: { $0.id == id }) else { throw APIError(LimitFault.notFound) }
        return rule
    }

    /// What is wrong with a form; what is wrong with the server is thrown on.
    private func message(_ error: any Error, _ form: Form, _ language: PageLanguage) throws -> String {
        let words = language.limitWords
        let told = APIError(any: error)
        guard told.status.code < 500 else { throw error }
        guard told.code != "limit_taken" else { return words.taken }
        guard let measure = told.field.flatMap(LimitRefusal.Measure.init) else {
            return Words.fill(words.wrong, ["field": words.name, "reason": words.badName])
        }
        guard form.values.values.contains(where: { !$0.isEmpty }) else { return words.oneNeeded }
        return Words.fill(
            words.wrong,
            ["field": words.name(of: measure), "reason": measure.isMoney ? words.badMoney : words.badCount])
    }
}

extension LimitPage.Entry {
    init(_ rule: LimitRule) {
        self.init(id: rule.id, scope: rule.target.scope, name: rule.target.name)
        values[.requests] = rule.values.requestsPerMinute.map(String.init)
        values[.tokens] = rule.values.tokensPerMinute.map(String.init)
        values[.day] = rule.values.perDay?.description
        values[.month] = rule.values.perMonth?.description
    }
}
