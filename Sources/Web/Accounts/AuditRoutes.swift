package import Accounts
import HTTPTypes
package import Hummingbird

/// `/api/v1/audit`: what was done to accounts, for admins.
package struct AuditRoutes: Sendable {
    private let audit: AuditLog

    package init(audit: AuditLog) {
        self.audit = audit
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
    }

    private struct ListDocument: Encodable {
        struct Entry: Encodable {
            var id: Int
            var created_at: String
            var event: String
            var actor_id: String?
            var subject_id: String?
            var detail: String?
            var address: String?
            var request_id: String?
        }

        var entries: [Entry]
        /// Pass as `before` for the next page.
        var next: Int?
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let limit = try request.queryNumber("limit", in: 1...1000) ?? 100
        let before = try request.queryNumber("before")
        let event = try request.queryText("event")
        let found = try await audit.list(before: before, event: event, limit: limit + 1)
        let page = found.prefix(limit)
        let entries = page.map {
            ListDocument.Entry(
                id: $0.id, created_at: AvailabilityDocument.date($0.createdAt), event: $0.event, actor_id: $0.actorID,
                subject_id: $0.subjectID, detail: $0.detail, address: $0.address, request_id: $0.requestID)
        }
        return try .json(ListDocument(entries: entries, next: found.count > limit ? page.last?.id : nil))
    }
}
