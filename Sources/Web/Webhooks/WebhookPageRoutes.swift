import Accounts
import HTTPTypes
import Hummingbird
import LanguageModel
import Notices
import Storage

/// `/admin/webhooks`: who is told of events, one of them, or one delivery; plain forms.
struct WebhookPageRoutes: Sendable {
    let editor: WebhookEditor
    let time: any TimeSource
    let siteName: String
    private var desk: WebhookDesk { editor.desk }

    private static let pageSize = 50

    func add(to group: RouterGroup<WebContext>) {
        group.get(use: show)
        group.post(use: change)
    }

    private struct Query: Decodable {
        var id: String?
        var delivery: String?
        var status: String?
        var before: String?
        var done: String?
    }

    private struct Form: Decodable {
        var `do`: String
        var id: String?
        var delivery: String?
        var url: String?
        var description: String?
        var events: [String]?
        var allow_local: String?
        var confirmed: String?

        func apply(to draft: inout WebhookDraft) {
            draft.url = url ?? draft.url
            draft.description = description ?? draft.description
            draft.events = events ?? []
            draft.allowsLocal = allow_local != nil
        }
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let query: Query = try request.decodeQuery()
        var page = WebhookPage(language: PageLanguage(of: request), siteName: siteName, now: time.wallClock)
        page.offersLocal = desk.allowsLocal
        page.notice = query.done.flatMap(page.language.webhookWords.done).map { .init(text: $0, isGood: true) }
        guard let id = query.id?.filled else {
            page.endpoints = try await desk.list()
            return PageRoutes.html(WebhookListView(page: page).render())
        }
        if let delivery = query.delivery?.filled {
            let detail = try await desk.delivery(delivery, of: id)
            return PageRoutes.html(WebhookDeliveryView(page: page, endpoint: id, detail: detail).render())
        }
        let view = try await detail(page, id, status: query.status.flatMap(WebhookDelivery.Status.init), before: query.before)
        return PageRoutes.html(view.render())
    }

    private func detail(
        _ page: WebhookPage, _ id: String, status: WebhookDelivery.Status? = nil, before: String? = nil
    ) async throws -> WebhookView {
        let found = try await desk.endpoint(id)
        let deliveries = try await desk.deliveries(of: id, status: status, before: before?.filled, limit: Self.pageSize + 1)
        return WebhookView(
            page: page, endpoint: found.endpoint, counts: found.counts, draft: WebhookDraft(found.endpoint), status: status,
            deliveries: Array(deliveries.prefix(Self.pageSize)),
            next: deliveries.count > Self.pageSize ? deliveries[Self.pageSize - 1].id : nil)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let form: Form = try await request.decodeForm()
        let visit = Visit(request, context)
        var page = WebhookPage(language: PageLanguage(of: request), siteName: siteName, now: time.wallClock)
        page.offersLocal = desk.allowsLocal
        if form.do == "create" { return try await create(form, page, visit) }
        guard let id = form.id?.filled else { throw APIError.invalid("id", "is required") }
        switch form.do {
        case "save": return try await save(form, id, page, visit)
        case "enable", "disable":
            do {
                _ = try await editor.change(id, visit) { $0.isEnabled = form.do == "enable" }
            } catch WebhookError.invalid(_, let reason) {
                page.notice = .init(text: Words.fill(page.language.webhookWords.wrong, ["reason": reason]))
                return PageRoutes.html(try await detail(page, id).render(), status: .unprocessableContent)
            }
            return Self.done(form.do, id)
        case "test":
            return try await unlessDisabled(page, id) {
                _ = try await desk.test(id)
                return Self.done("test", id)
            }
        case "replay":
            guard let delivery = form.delivery?.filled else { throw APIError.invalid("delivery", "is required") }
            return try await unlessDisabled(page, id) {
                _ = try await editor.replay(delivery, of: id, visit)
                return Self.done("replay", id)
            }
        case "replay_dead":
            return try await unlessDisabled(page, id) {
                _ = try await editor.replayDead(of: id, visit)
                return Self.done("replay", id)
            }
        case "rotate": return try await rotate(form, id, page, visit)
        case "delete":
            guard form.confirmed != nil else { return try await confirm(form, id, page) }
            try await editor.delete(id, visit)
            return Self.done("delete", nil)
        default: throw APIError.invalid("do", "is nothing that can be done here")
        }
    }

    private func create(_ form: Form, _ page: WebhookPage, _ visit: Visit) async throws -> Response {
        var page = page
        var draft = WebhookDraft(url: "")
        form.apply(to: &draft)
        do {
            let made = try await editor.create(draft, visit)
            page.secret = made.secret.reveal
            return PageRoutes.html(try await detail(page, made.endpoint.id).render(), status: .created)
        } catch WebhookError.invalid(_, let reason) {
            page.notice = .init(text: Words.fill(page.language.webhookWords.wrong, ["reason": reason]))
            page.endpoints = try await desk.list()
            return PageRoutes.html(WebhookListView(page: page, draft: draft).render(), status: .unprocessableContent)
        }
    }

    private func save(_ form: Form, _ id: String, _ page: WebhookPage, _ visit: Visit) async throws -> Response {
        do {
            _ = try await editor.change(id, visit) { form.apply(to: &$0) }
            return Self.done("save", id)
        } catch WebhookError.invalid(_, let reason) {
            var page = page
            page.notice = .init(text: Words.fill(page.language.webhookWords.wrong, ["reason": reason]))
            var view = try await detail(page, id)
            form.apply(to: &view.draft)
            return PageRoutes.html(view.render(), status: .unprocessableContent)
        }
    }

    private func rotate(_ form: Form, _ id: String, _ page: WebhookPage, _ visit: Visit) async throws -> Response {
        guard form.confirmed != nil else { return try await confirm(form, id, page) }
        var page = page
        page.secret = try await editor.rotate(id, visit).secret.reveal
        return PageRoutes.html(try await detail(page, id).render())
    }

    /// Asks once more before a webhook is deleted, or gets another secret.
    private func confirm(_ form: Form, _ id: String, _ page: WebhookPage) async throws -> Response {
        let words = page.language.webhookWords
        let name = try await desk.endpoint(id).endpoint.url
        let isDelete = form.do == "delete"
        let view = AdminConfirmView(
            language: page.language, siteName: siteName, page: .webhooks, title: isDelete ? words.delete : words.rotate,
            text: Words.fill(isDelete ? words.deleteText : words.rotateText, ["url": name]),
            fields: [("do", form.do), ("id", id)], button: isDelete ? words.delete : words.rotate,
            back: "/admin/webhooks?id=\(id)")
        return PageRoutes.html(view.render())
    }

    private func unlessDisabled(_ page: WebhookPage, _ id: String, _ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch WebhookError.disabled {
            var page = page
            page.notice = .init(text: page.language.webhookWords.isDisabled)
            return PageRoutes.html(try await detail(page, id).render(), status: .conflict)
        }
    }

    private static func done(_ what: String, _ id: String?) -> Response {
        let path = "/admin/webhooks?done=\(what)" + (id.map { "&id=\($0)" } ?? "")
        return Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
    }
}
