import Accounts
import LanguageModel
import Notices
import Storage

/// Changes webhooks for the API and the pages, and puts on record what was changed.
struct WebhookEditor: Sendable {
    let desk: WebhookDesk
    let audit: AuditLog

    /// - Throws: ``Notices/WebhookError``.
    func create(_ draft: WebhookDraft, _ visit: Visit) async throws -> (endpoint: WebhookEndpoint, secret: Secret) {
        let made = try await desk.create(draft)
        try await audit.note(.webhookCreated, visit: visit, subject: made.endpoint.id)
        return made
    }

    /// - Throws: ``Notices/WebhookError``.
    func change(_ id: String, _ visit: Visit, _ change: (inout WebhookDraft) throws -> Void) async throws -> WebhookEndpoint {
        let endpoint = try await desk.change(id, change)
        try await audit.note(.webhookChanged, visit: visit, subject: id, detail: endpoint.isEnabled ? nil : "disabled")
        return endpoint
    }

    /// - Throws: ``Notices/WebhookError``.
    func delete(_ id: String, _ visit: Visit) async throws {
        try await desk.delete(id)
        try await audit.note(.webhookDeleted, visit: visit, subject: id)
    }

    /// - Throws: ``Notices/WebhookError``.
    func rotate(_ id: String, _ visit: Visit) async throws -> (endpoint: WebhookEndpoint, secret: Secret) {
        let made = try await desk.rotate(id)
        try await audit.note(.webhookRotated, visit: visit, subject: id)
        return made
    }

    /// - Throws: ``Notices/WebhookError``.
    func replay(_ delivery: String, of id: String, _ visit: Visit) async throws -> WebhookDelivery {
        let replayed = try await desk.replay(delivery, of: id)
        try await audit.note(.webhookReplayed, visit: visit, subject: id, detail: delivery)
        return replayed
    }

    /// - Throws: ``Notices/WebhookError``.
    func replayDead(of id: String, since: Double = 0, _ visit: Visit) async throws -> Int {
        let count = try await desk.replayDead(of: id, since: since)
        if count > 0 { try await audit.note(.webhookReplayed, visit: visit, subject: id, detail: "\(count) deliveries") }
        return count
    }
}
