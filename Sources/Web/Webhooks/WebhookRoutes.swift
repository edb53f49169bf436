import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import LanguageModel
import Notices
import Storage

/// `/api/v1/webhooks`: who is told of events, and what became of it; for admins.
struct WebhookRoutes: Sendable {
    let editor: WebhookEditor
    let time: any TimeSource
    private var desk: WebhookDesk { editor.desk }

    func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.post(use: create)
        group.get("{id}", use: show)
        group.patch("{id}", use: change)
        group.delete("{id}", use: remove)
        group.post("{id}/secret", use: rotate)
        group.post("{id}/test", use: test)
        group.post("{id}/replay", use: replayDead)
        group.get("{id}/deliveries", use: deliveries)
        group.get("{id}/deliveries/{delivery}", use: delivery)
        group.post("{id}/deliveries/{delivery}/replay", use: replay)
    }

    private struct ListDocument: Encodable {
        var webhooks: [WebhookDocument]
        var event_types: [String]
    }

    private struct DeliveriesDocument: Encodable {
        var deliveries: [WebhookDeliveryDocument]
        /// What to send as `before` for the older ones.
        var next: String?
    }

    private struct ReplayedDocument: Encodable {
        var replayed: Int
    }

    /// In a change, what is missing stays.
    private struct Body: Decodable {
        var url: String?
        var description: String?
        var events: [String]?
        var enabled: Bool?
        var allow_local: Bool?

        func apply(to draft: inout WebhookDraft) {
            draft.url = url ?? draft.url
            draft.description = description ?? draft.description
            draft.events = events ?? draft.events
            draft.isEnabled = enabled ?? draft.isEnabled
            draft.allowsLocal = allow_local ?? draft.allowsLocal
        }
    }

    private struct ReplayBody: Decodable {
        var since: String?
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let all = try await desk.list()
        return try .json(
            ListDocument(
                webhooks: all.map { WebhookDocument($0.endpoint, counts: $0.counts, now: time.wallClock) },
                event_types: WebhookEventType.choices.map(\.rawValue)))
    }

    @Sendable private func create(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let body: Body = try await request.decodeJSON(limit: 16 * 1024)
        guard let url = body.url else { throw APIError.invalid("url", "is required") }
        var draft = WebhookDraft(url: url)
        body.apply(to: &draft)
        let made = try await editor.create(draft, Visit(request, context))
        return try .json(
            WebhookDocument(made.endpoint, secret: made.secret, now: time.wallClock), status: .created, headers: Self.unkept)
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let found = try await desk.endpoint(try context.parameters.require("id"))
        return try .json(WebhookDocument(found.endpoint, counts: found.counts, now: time.wallClock))
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let body: Body = try await request.decodeJSON(limit: 16 * 1024)
        let endpoint = try await editor.change(try context.parameters.require("id"), Visit(request, context)) {
            body.apply(to: &$0)
        }
        return try .json(WebhookDocument(endpoint, now: time.wallClock))
    }

    @Sendable private func remove(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        try await editor.delete(try context.parameters.require("id"), Visit(request, context))
        return Response(status: .noContent)
    }

    @Sendable private func rotate(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let made = try await editor.rotate(try context.parameters.require("id"), Visit(request, context))
        return try .json(WebhookDocument(made.endpoint, secret: made.secret, now: time.wallClock), headers: Self.unkept)
    }

    @Sendable private func test(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let delivery = try await desk.test(try context.parameters.require("id"))
        return try .json(WebhookDeliveryDocument(delivery), status: .accepted)
    }

    @Sendable private func replayDead(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let body: ReplayBody? = try await request.decodeJSONIfPresent(limit: 4 * 1024)
        let since = try body?.since.map { text in
            guard let date = try? Date(text, strategy: .iso8601) else {
                throw APIError.invalid("since", "must be a moment such as 2026-11-21T09:00:00Z")
            }
            return date.timeIntervalSince1970
        }
        let count = try await editor.replayDead(
            of: try context.parameters.require("id"), since: since ?? 0, Visit(request, context))
        return try .json(ReplayedDocument(replayed: count), status: .accepted)
    }

    @Sendable private func deliveries(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let status = try request.queryText("status").map { name in
            guard let status = WebhookDelivery.Status(rawValue: name) else {
                throw APIError.invalid("status", "must be pending, delivered or dead")
            }
            return status
        }
        let limit = try request.queryNumber("limit", in: 1...200) ?? 50
        let page = try await desk.deliveries(
            of: try context.parameters.require("id"), status: status, before: try request.queryText("before"), limit: limit)
        return try .json(
            DeliveriesDocument(
                deliveries: page.map(WebhookDeliveryDocument.init), next: page.count == limit ? page.last?.id : nil))
    }

    @Sendable private func delivery(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let detail = try await desk.delivery(
            try context.parameters.require("delivery"), of: try context.parameters.require("id"))
        return try .json(WebhookDeliveryDocument(detail))
    }

    @Sendable private func replay(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let delivery = try await editor.replay(
            try context.parameters.require("delivery"), of: try context.parameters.require("id"), Visit(request, context))
        return try .json(WebhookDeliveryDocument(delivery), status: .accepted)
    }

    private static let unkept: HTTPFields = [.cacheControl: "no-store"]
}
