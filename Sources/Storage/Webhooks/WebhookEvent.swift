import Foundation
package import LanguageModel

/// What other programs may be told of. Names are part of the API: more may come, none changes its meaning.
package enum WebhookEventType: String, Sendable, Hashable, CaseIterable {
    case documentReady = "document.ready"
    case documentFailed = "document.failed"
    case answerCompleted = "answer.completed"
    case answerFailed = "answer.failed"
    case chainExhausted = "chain.exhausted"
    case chainRecovered = "chain.recovered"
    case breakerOpened = "breaker.opened"
    case budgetWarning = "budget.warning"
    case userCreated = "user.created"
    /// Sent to one endpoint when somebody asks for it.
    case test = "webhook.test"

    /// What an endpoint may ask for.
    package static let choices = allCases.filter { $0 != .test }
}

/// Something that happened. Its data are identifiers and numbers, never what people wrote or how their documents are called.
package struct WebhookEvent: Sendable, Hashable {
    /// The version of ``payload``'s shape.
    package static let version = "1"

    /// `evt_…`; the same for the same happening, however often it is written.
    package var id: String
    package var type: WebhookEventType
    /// Seconds since 1970.
    package var happenedAt: Double
    /// What is null is left out.
    package var data: [String: JSONValue]

    package init(id: String, type: WebhookEventType, happenedAt: Double, data: [String: JSONValue]) {
        self.id = id
        self.type = type
        self.happenedAt = happenedAt
        self.data = data.filter { $0.value != .null }
    }

    /// With an identifier of its own.
    package init(_ type: WebhookEventType, happenedAt: Double, data: [String: JSONValue]) {
        self.init(id: "evt_\(UUID().uuidString.lowercased())", type: type, happenedAt: happenedAt, data: data)
    }

    /// The body that is posted: `{"data":{…},"timestamp":"…","type":"…","version":"1"}`.
    package func payload() throws -> String {
        let body: JSONValue = [
            "type": .string(type.rawValue), "timestamp": .string(Self.date(happenedAt)), "version": .string(Self.version),
            "data": .object(data),
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(body), as: UTF8.self)
    }

    /// `2026-11-21T09:00:00.123Z`.
    private static func date(_ seconds: Double) -> String {
        Timestamp(seconds: seconds).description.replacing(" ", with: "T") + "Z"
    }
}

/// Where events are written, within the transaction that makes them happen: what is committed is told, what is not is not.
package enum WebhookOutbox {
    /// Keeps `event` for each endpoint that wants it; does nothing when none does, or when the event is there already.
    /// - Parameter endpoint: only this one, whatever it has asked for.
    /// - Returns: the deliveries that are due now.
    @discardableResult
    package static func write(
        _ event: WebhookEvent, only endpoint: String? = nil, at now: Double, in session: any SQLSession
    ) throws -> [String] {
        try write([event], only: endpoint, at: now, in: session)
    }

    /// The same for many, with one look at the endpoints.
    @discardableResult
    package static func write(
        _ events: [WebhookEvent], only endpoint: String? = nil, at now: Double, in session: any SQLSession
    ) throws -> [String] {
        guard !events.isEmpty else { return [] }
        let listeners = try session.query("SELECT id, events FROM webhook_endpoints WHERE enabled = ?", [.bool(true)]).map {
            row in
            (id: try row.text("id"), events: try WebhookRows.names(row.text("events")))
        }
        let now = Timestamp(seconds: now).description
        var written: [String] = []
        for event in events {
            let wanting = listeners.filter { listener in
                if let endpoint { return listener.id == endpoint }
                return listener.events.isEmpty || listener.events.contains(event.type.rawValue)
            }
            guard !wanting.isEmpty else { continue }
            let isNew = try session.execute(
                "INSERT INTO webhook_events (id, type, payload, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                [.text(event.id), .text(event.type.rawValue), .text(try event.payload()), .text(now)])
            guard isNew > 0 else { continue }
            for listener in wanting {
                let id = "dlv_\(UUID().uuidString.lowercased())"
                try session.execute(
                    """
                    INSERT INTO webhook_deliveries (id, event_id, endpoint_id, status, attempts, attempts_before, due_at,
                        created_at, updated_at) VALUES (?, ?, ?, 'pending', 0, 0, ?, ?, ?)
                    """, [.text(id), .text(event.id), .text(listener.id), .text(now), .text(now), .text(now)])
                written.append(id)
            }
        }
        return written
    }
}
