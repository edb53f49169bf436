import Foundation

/// Who is told of events, and where.
package struct WebhookEndpoint: Sendable, Hashable {
    package enum Disabled: String, Sendable, Hashable {
        case byAdmin = "admin"
        /// It answered 410.
        case gone
        /// It failed for days.
        case failing
    }

    /// `whk_…`.
    package var id: String
    package var url: String
    package var description: String
    /// Names of ``WebhookEventType``; empty for all.
    package var events: [String]
    /// Whether it may be on this machine or in its network.
    package var allowsLocal: Bool
    /// nil while it is told of events.
    package var disabled: Disabled?
    /// Seconds since 1970; nil when the last attempt succeeded, or there was none.
    package var failingSince: Double?
    /// Until when what is sent is signed with the secret of before, too; seconds since 1970.
    package var previousSecretUntil: Double?
    /// Seconds since 1970.
    package var createdAt: Double
    package var updatedAt: Double

    package var isEnabled: Bool { disabled == nil }
}

/// What an admin says of an endpoint.
package struct WebhookDraft: Sendable, Hashable {
    package var url: String
    package var description: String
    package var events: [String]
    package var allowsLocal: Bool
    package var isEnabled: Bool

    package init(
        url: String, description: String = "", events: [String] = [], allowsLocal: Bool = false, isEnabled: Bool = true
    ) {
        self.url = url
        self.description = description
        self.events = events
        self.allowsLocal = allowsLocal
        self.isEnabled = isEnabled
    }

    package init(_ endpoint: WebhookEndpoint) {
        self.init(
            url: endpoint.url, description: endpoint.description, events: endpoint.events, allowsLocal: endpoint.allowsLocal,
            isEnabled: endpoint.isEnabled)
    }
}

/// One event on its way to one endpoint.
package struct WebhookDelivery: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case pending, delivered
        /// Given up.
        case dead
    }

    /// `dlv_…`.
    package var id: String
    package var eventID: String
    package var type: String
    package var endpointID: String
    package var status: Status
    package var attempts: Int
    /// Of these, those before it was last sent anew.
    package var attemptsBefore: Int
    /// When it is tried next; seconds since 1970. Only while it is pending.
    package var dueAt: Double
    /// HTTP; nil when there was no answer.
    package var lastStatus: Int?
    package var lastError: String?
    package var lastMilliseconds: Double?
    package var createdAt: Double
    package var updatedAt: Double
}

/// One try.
package struct WebhookAttempt: Sendable, Hashable {
    /// 1 for the first.
    package var number: Int
    /// HTTP; nil when there was no answer.
    package var status: Int?
    /// nil when it succeeded.
    package var error: String?
    package var milliseconds: Double
    /// Seconds since 1970.
    package var createdAt: Double

    package init(number: Int, status: Int?, error: String?, milliseconds: Double, createdAt: Double) {
        self.number = number
        self.status = status
        self.error = error
        self.milliseconds = milliseconds
        self.createdAt = createdAt
    }
}

/// How many deliveries of an endpoint, or of all, are in which state.
package struct WebhookCounts: Sendable, Hashable {
    package var pending = 0
    package var delivered = 0
    package var dead = 0
    /// When the oldest that is pending was made; seconds since 1970.
    package var oldestPending: Double?

    package init() {}
}

/// Reads rows of the tables of webhooks.
enum WebhookRows {
    static func endpoint(_ row: SQLRow) throws -> WebhookEndpoint {
        let isEnabled = row["enabled"].bool ?? false
        return WebhookEndpoint(
            id: try row.text("id"), url: try row.text("url"), description: try row.text("description"),
            events: try names(row.text("events")), allowsLocal: row["allows_local"].bool ?? false,
            disabled: isEnabled ? nil : row["disabled_reason"].text.flatMap(WebhookEndpoint.Disabled.init) ?? .byAdmin,
            failingSince: moment(row, "first_failed_at"), previousSecretUntil: moment(row, "previous_ends_at"),
            createdAt: try row.moment("created_at"), updatedAt: try row.moment("updated_at"))
    }

    static func delivery(_ row: SQLRow) throws -> WebhookDelivery {
        let name = try row.text("status")
        guard let status = WebhookDelivery.Status(rawValue: name) else {
            throw StorageError.unreadable("a webhook's delivery has the unknown status \(name)")
        }
        return WebhookDelivery(
            id: try row.text("id"), eventID: try row.text("event_id"), type: try row.text("type"),
            endpointID: try row.text("endpoint_id"), status: status, attempts: try row.integer("attempts"),
            attemptsBefore: try row.integer("attempts_before"), dueAt: try row.moment("due_at"),
            lastStatus: row["last_status"].integer, lastError: row["last_error"].text,
            lastMilliseconds: row["last_duration_ms"].real, createdAt: try row.moment("created_at"),
            updatedAt: try row.moment("updated_at"))
    }

    static func names(_ json: String) throws -> [String] { try JSONDecoder().decode([String].self, from: Data(json.utf8)) }

    static func json(_ names: [String]) throws -> String { String(decoding: try JSONEncoder().encode(names), as: UTF8.self) }

    static func moment(_ row: SQLRow, _ column: String) -> Double? {
        row[column].text.flatMap { Timestamp($0)?.seconds }
    }
}
