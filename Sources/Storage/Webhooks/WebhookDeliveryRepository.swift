package import LanguageModel

/// The tables `webhook_deliveries` and `webhook_attempts`. Several servers may share them: each takes what nobody has in hand.
package struct WebhookDeliveryRepository: Sendable {
    /// How long a delivery stays in the hands of whoever took it, without a word.
    package static let lease = Duration.seconds(60)

    private let database: any Database
    private let time: any TimeSource
    /// The same after a restart.
    private let worker: String

    package init(database: any Database, worker: String, time: any TimeSource) {
        self.database = database
        self.worker = worker
        self.time = time
    }

    /// What is to be sent.
    package struct Work: Sendable, Hashable {
        package var delivery: WebhookDelivery
        package var endpoint: WebhookEndpoint
        package var payload: String
    }

    /// Writes `event` at once, in a transaction of its own.
    /// - Returns: the deliveries that were made of it.
    @discardableResult
    package func write(_ event: WebhookEvent, only endpoint: String? = nil) async throws -> [String] {
        let now = time.wallClock
        return try await database.write { try WebhookOutbox.write(event, only: endpoint, at: now, in: $0) }
    }

    /// Takes what is due, the oldest first.
    /// - Parameter room: how many of an endpoint may be taken, once so many of others have been.
    package func claim(room: @escaping @Sendable (_ endpoint: String, _ taken: Int) -> Int) async throws -> [Work] {
        let now = time.wallClock
        let due = try await database.read { try Self.due($0, at: now) }
        guard due.contains(where: { room($0.id, 0) > 0 }) else { return [] }
        let until = Timestamp(seconds: now + Self.lease.seconds).description
        return try await database.write { session in
            var taken: [Work] = []
            // Once more, for another server may have been faster.
            for endpoint in try Self.due(session, at: now) {
                let room = room(endpoint.id, taken.count)
                guard room > 0 else { continue }
                let rows = try session.query(
                    """
                    SELECT d.*, e.type, e.payload FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event_id
                    WHERE d.endpoint_id = ? AND d.status = 'pending' AND d.due_at <= ? ORDER BY d.due_at, d.id LIMIT ?
                    """,
                    [.text(endpoint.id), .text(Timestamp(seconds: now).description), .integer(room)])
                for row in rows {
                    try session.execute(
                        "UPDATE webhook_deliveries SET due_at = ?, worker = ? WHERE id = ?",
                        [.text(until), .text(worker), row["id"]])
                    taken.append(
                        Work(delivery: try WebhookRows.delivery(row), endpoint: endpoint, payload: try row.text("payload")))
                }
            }
            return taken
        }
    }

    private static func due(_ session: any SQLSession, at now: Double) throws -> [WebhookEndpoint] {
        try session.query(
            """
            SELECT * FROM webhook_endpoints p WHERE p.enabled = ? AND EXISTS (
                SELECT 1 FROM webhook_deliveries d WHERE d.endpoint_id = p.id AND d.status = 'pending' AND d.due_at <= ?)
            ORDER BY p.created_at, p.id
            """, [.bool(true), .text(Timestamp(seconds: now).description)]
        ).map(WebhookRows.endpoint)
    }

    /// What becomes of a delivery after an attempt.
    package enum Outcome: Sendable, Hashable {
        case delivered
        /// Seconds since 1970.
        case again(at: Double)
        case dead
        /// Given up, and the endpoint with it.
        case gone
    }

    /// Puts an attempt on record, and what follows from it.
    /// - Parameter patience: how long an endpoint may fail before it is disabled.
    /// - Returns: why the endpoint was disabled; nil when it was not.
    @discardableResult
    package func end(
        _ work: Work, _ attempt: WebhookAttempt, as outcome: Outcome, patience: Duration
    ) async throws -> WebhookEndpoint.Disabled? {
        let now = time.wallClock
        return try await database.write { session in
            let moment = Timestamp(seconds: now).description
            let (status, due): (WebhookDelivery.Status, Double) =
                switch outcome {
                case .delivered: (.delivered, now)
                case .again(let at): (.pending, at)
                case .dead, .gone: (.dead, now)
                }
            let changed = try session.execute(
                """
                UPDATE webhook_deliveries SET status = ?, attempts = ?, due_at = ?, worker = NULL, last_status = ?, last_error = ?,
                    last_duration_ms = ?, updated_at = ?
                WHERE id = ? AND worker = ? AND status = 'pending' AND attempts = ?
                """,
                [
                    .text(status.rawValue), .integer(attempt.number), .text(Timestamp(seconds: due).description),
                    SQLValue(attempt.status), SQLValue(attempt.error), .real(attempt.milliseconds), .text(moment),
                    .text(work.delivery.id), .text(worker), .integer(attempt.number - 1),
                ])
            // It was taken away, or deleted with its endpoint.
            guard changed > 0 else { return nil }
            try session.execute(
                """
                INSERT INTO webhook_attempts (delivery_id, number, status, error, duration_ms, created_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(work.delivery.id), .integer(attempt.number), SQLValue(attempt.status), SQLValue(attempt.error),
                    .real(attempt.milliseconds), .text(Timestamp(seconds: attempt.createdAt).description),
                ])
            return try Self.judge(work.endpoint.id, outcome, patience: patience, at: now, session)
        }
    }

    /// Notes whether an endpoint fails, and disables it when it has for too long.
    private static func judge(
        _ id: String, _ outcome: Outcome, patience: Duration, at now: Double, _ session: any SQLSession
    ) throws -> WebhookEndpoint.Disabled? {
        guard let row = try session.query("SELECT * FROM webhook_endpoints WHERE id = ?", [.text(id)]).first else { return nil }
        let endpoint = try WebhookRows.endpoint(row)
        let moment = Timestamp(seconds: now).description
        guard outcome != .delivered else {
            if endpoint.failingSince != nil {
                try session.execute("UPDATE webhook_endpoints SET first_failed_at = NULL WHERE id = ?", [.text(id)])
            }
            return nil
        }
        if endpoint.failingSince == nil {
            try session.execute("UPDATE webhook_endpoints SET first_failed_at = ? WHERE id = ?", [.text(moment), .text(id)])
        }
        let isOld = now - (endpoint.failingSince ?? now) >= patience.seconds
        guard endpoint.isEnabled, outcome == .gone || isOld else { return nil }
        let reason: WebhookEndpoint.Disabled = outcome == .gone ? .gone : .failing
        try session.execute(
            "UPDATE webhook_endpoints SET enabled = ?, disabled_reason = ?, updated_at = ? WHERE id = ?",
            [.bool(false), .text(reason.rawValue), .text(moment), .text(id)])
        try AuditRow(event: "webhook.disabled", subjectID: id, detail: reason.rawValue).insert(in: session, now: moment)
        return reason
    }

    /// Leaves a delivery to whoever comes next.
    package func giveBack(_ id: String) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            try session.execute(
                "UPDATE webhook_deliveries SET due_at = ?, worker = NULL WHERE id = ? AND worker = ? AND status = 'pending'",
                [.text(now), .text(id), .text(worker)])
        }
    }

    /// At a start: what this worker had in hand when it went down is due at once.
    package func giveBackAll() async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            try session.execute(
                "UPDATE webhook_deliveries SET due_at = ?, worker = NULL WHERE worker = ? AND status = 'pending'",
                [.text(now), .text(worker)])
        }
    }

    /// Has a delivery begin anew, with the same event.
    /// - Throws: ``StorageError/notFound`` when the endpoint has no such delivery.
    package func replay(_ id: String, of endpoint: String) async throws {
        let count = try await replay(
            "id = ? AND endpoint_id = ? AND (status <> 'pending' OR worker IS NULL)", [.text(id), .text(endpoint)])
        guard count == 0 else { return }
        // In hand right now: that is as good.
        _ = try await delivery(id, of: endpoint)
    }

    /// Has every dead delivery begin anew that was made since then (seconds since 1970).
    /// - Returns: how many.
    package func replayDead(of endpoint: String, since: Double) async throws -> Int {
        try await replay(
            "endpoint_id = ? AND status = 'dead' AND created_at >= ?",
            [.text(endpoint), .text(Timestamp(seconds: since).description)])
    }

    private func replay(_ condition: String, _ arguments: [SQLValue]) async throws -> Int {
        let now = SQLValue.text(Timestamp(seconds: time.wallClock).description)
        return try await database.write { session in
            try session.execute(
                """
                UPDATE webhook_deliveries SET status = 'pending', attempts_before = attempts, due_at = ?, worker = NULL,
                    updated_at = ? WHERE \(condition)
                """, [now, now] + arguments)
        }
    }

    /// An endpoint's deliveries, the newest first.
    /// - Parameter before: a delivery; only older ones.
    package func list(
        of endpoint: String, status: WebhookDelivery.Status? = nil, before: String? = nil, limit: Int
    ) async throws -> [WebhookDelivery] {
        try await database.read { session in
            var condition = "d.endpoint_id = ?"
            var arguments: [SQLValue] = [.text(endpoint)]
            if let status {
                condition += " AND d.status = ?"
                arguments.append(.text(status.rawValue))
            }
            if let before {
                let row = try session.query(
                    "SELECT created_at FROM webhook_deliveries WHERE id = ? AND endpoint_id = ?",
                    [.text(before), .text(endpoint)]
                ).first
                guard let row else { return [] }
                condition += " AND (d.created_at < ? OR (d.created_at = ? AND d.id < ?))"
                arguments += [row["created_at"], row["created_at"], .text(before)]
            }
            arguments.append(.integer(limit))
            return try session.query(
                """
                SELECT d.*, e.type FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event_id
                WHERE \(condition) ORDER BY d.created_at DESC, d.id DESC LIMIT ?
                """, arguments
            ).map(WebhookRows.delivery)
        }
    }

    /// A delivery, what is sent, and what was tried, the first attempt first.
    package struct Detail: Sendable, Hashable {
        package var delivery: WebhookDelivery
        package var payload: String
        package var attempts: [WebhookAttempt]
    }

    /// - Throws: ``StorageError/notFound`` when the endpoint has no such delivery.
    package func delivery(_ id: String, of endpoint: String) async throws -> Detail {
        try await database.read { session in
            let row = try session.query(
                """
                SELECT d.*, e.type, e.payload FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event_id
                WHERE d.id = ? AND d.endpoint_id = ?
                """, [.text(id), .text(endpoint)]
            ).first
            guard let row else { throw StorageError.notFound }
            let attempts = try session.query(
                "SELECT * FROM webhook_attempts WHERE delivery_id = ? ORDER BY number", [.text(id)]
            ).map { row in
                WebhookAttempt(
                    number: try row.integer("number"), status: row["status"].integer, error: row["error"].text,
                    milliseconds: row["duration_ms"].real ?? 0, createdAt: try row.moment("created_at"))
            }
            return Detail(delivery: try WebhookRows.delivery(row), payload: try row.text("payload"), attempts: attempts)
        }
    }

    /// By endpoint; those without deliveries are missing.
    /// - Parameter all: whether those that arrived are counted, too, of which there may be very many.
    package func counts(all: Bool = true) async throws -> [String: WebhookCounts] {
        try await database.read { session in
            let rows = try session.query(
                """
                SELECT endpoint_id, status, COUNT(*) AS many, MIN(created_at) AS oldest FROM webhook_deliveries
                WHERE status IN ('pending', 'dead') GROUP BY endpoint_id, status
                """)
            let arrived =
                all
                ? try session.query(
                    """
                    SELECT endpoint_id, status, COUNT(*) AS many FROM webhook_deliveries
                    WHERE status = 'delivered' GROUP BY endpoint_id, status
                    """) : []
            var found: [String: WebhookCounts] = [:]
            for row in rows + arrived {
                let endpoint = try row.text("endpoint_id")
                var counts = found[endpoint] ?? WebhookCounts()
                let many = try row.integer("many")
                switch WebhookDelivery.Status(rawValue: try row.text("status")) {
                case .pending: (counts.pending, counts.oldestPending) = (many, WebhookRows.moment(row, "oldest"))
                case .delivered: counts.delivered = many
                case .dead: counts.dead = many
                case nil: break
                }
                found[endpoint] = counts
            }
            return found
        }
    }

    /// Takes away events from before then (seconds since 1970), with their deliveries and attempts.
    /// - Returns: how many.
    @discardableResult
    package func purge(before moment: Double) async throws -> Int {
        try await database.write { session in
            try session.execute(
                "DELETE FROM webhook_events WHERE created_at < ?", [.text(Timestamp(seconds: moment).description)])
        }
    }
}
