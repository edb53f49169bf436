import Foundation
import LanguageModel
import Notices
import Storage

/// An endpoint as admins see it.
struct WebhookDocument: Encodable {
    struct Counts: Encodable {
        var pending: Int
        var delivered: Int
        var dead: Int
    }

    var id: String
    var url: String
    var description: String
    var events: [String]
    var enabled: Bool
    var disabled_reason: String?
    var allow_local: Bool
    var failing_since: String?
    var previous_secret_until: String?
    var created_at: String
    var updated_at: String
    var deliveries: Counts?
    /// Only when it has just been made.
    var secret: String?

    init(_ endpoint: WebhookEndpoint, counts: WebhookCounts? = nil, secret: Secret? = nil, now: Double) {
        id = endpoint.id
        url = endpoint.url
        description = endpoint.description
        events = endpoint.events
        enabled = endpoint.isEnabled
        disabled_reason = endpoint.disabled?.rawValue
        allow_local = endpoint.allowsLocal
        failing_since = endpoint.failingSince.map { AvailabilityDocument.date($0) }
        previous_secret_until = endpoint.previousSecretUntil.flatMap { $0 > now ? AvailabilityDocument.date($0) : nil }
        created_at = AvailabilityDocument.date(endpoint.createdAt)
        updated_at = AvailabilityDocument.date(endpoint.updatedAt)
        deliveries = counts.map { Counts(pending: $0.pending, delivered: $0.delivered, dead: $0.dead) }
        self.secret = secret?.reveal
    }
}

/// One event on its way.
struct WebhookDeliveryDocument: Encodable {
    struct Attempt: Encodable {
        var number: Int
        var status: Int?
        var error: String?
        var duration_ms: Double
        var created_at: String
    }

    var id: String
    var event_id: String
    var type: String
    var status: String
    var attempts: Int
    var next_attempt_at: String?
    var last_status: Int?
    var last_error: String?
    var last_duration_ms: Double?
    var created_at: String
    var updated_at: String
    /// Only of a single one.
    var payload: JSONValue?
    var log: [Attempt]?

    init(_ delivery: WebhookDelivery) {
        id = delivery.id
        event_id = delivery.eventID
        type = delivery.type
        status = delivery.status.rawValue
        attempts = delivery.attempts
        next_attempt_at = delivery.status == .pending ? AvailabilityDocument.date(delivery.dueAt) : nil
        last_status = delivery.lastStatus
        last_error = delivery.lastError
        last_duration_ms = delivery.lastMilliseconds
        created_at = AvailabilityDocument.date(delivery.createdAt)
        updated_at = AvailabilityDocument.date(delivery.updatedAt)
    }

    init(_ detail: WebhookDeliveryRepository.Detail) throws {
        self.init(detail.delivery)
        payload = try JSONDecoder().decode(JSONValue.self, from: Data(detail.payload.utf8))
        log = detail.attempts.map {
            Attempt(
                number: $0.number, status: $0.status, error: $0.error, duration_ms: $0.milliseconds,
                created_at: AvailabilityDocument.date($0.createdAt))
        }
    }
}
