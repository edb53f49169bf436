package import LanguageModel
import Storage

/// What one counter holds.
package struct SpendingCounter: Sendable, Hashable {
    /// `user:…`, `key:…` or `assistant:…`.
    package var subject: String
    /// ``BudgetPeriod/name``.
    package var period: String
    package var reserved: Money
    package var spent: Money
}

/// Money reserved and spent, in the database: whatever servers share it share the counters. Every change is one transaction, so
/// that a server that is killed leaves no half of one behind.
struct SpendingStore: Sendable {
    /// One counter that a call is counted on.
    struct Line: Sendable, Hashable {
        var subject: String
        var period: BudgetPeriod
        /// What reserved and spent may come to together.
        var ceiling: Int64
    }

    /// Too little is left on a counter.
    struct Shortage: Error, Hashable {
        var line: Line
        var reserved: Int64
        var spent: Int64
    }

    let database: any Database

    /// Reserves `amount` on every line, or on none.
    /// - Parameter now: seconds since 1970.
    /// - Throws: ``Shortage``, ``Storage/StorageError``.
    func reserve(_ amount: Int64, on lines: [Line], for requestID: String, at now: Double) async throws {
        let created = Timestamp(seconds: now).description
        try await database.write { session in
            for line in lines {
                let key: [SQLValue] = [.text(line.subject), .text(line.period.name)]
                let counter = try Self.counter(of: line, in: session)
                let (most, isTooMuch) = line.ceiling.subtractingReportingOverflow(amount)
                let taken =
                    isTooMuch || amount > line.ceiling
                    ? 0
                    : try session.execute(
                        """
                        UPDATE spending_counters SET reserved_picodollars = reserved_picodollars + ?
                        WHERE subject = ? AND period = ? AND reserved_picodollars + spent_picodollars <= ?
                        """, [.integer(Int(amount))] + key + [.integer(Int(most))])
                guard taken == 1 else {
                    throw Shortage(line: line, reserved: counter.reserved, spent: counter.spent)
                }
                try session.execute(
                    """
                    INSERT INTO spending_reservations (request_id, subject, period, amount_picodollars, created_at, expires_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    [.text(requestID)] + key + [
                        .integer(Int(amount)), .text(created),
                        .text(Timestamp(seconds: line.period.ends + Self.patience).description),
                    ])
            }
        }
    }

    /// Puts down what a call really cost, unless that has been done. Whoever does it first does it for all.
    /// - Parameter cost: picodollars; nil where nobody can know, and all that was reserved counts as spent.
    /// - Returns: the counters as they are now; empty when there was nothing to settle.
    @discardableResult
    func settle(_ requestID: String, cost: Int64?) async throws -> [SpendingCounter] {
        try await database.write { try Self.settle(requestID, cost: cost, in: $0) }
    }

    /// Settles what the ledger shows by now, and what nothing will show any more, of calls that other servers, or this one
    /// before it was killed, have left open.
    /// - Parameter open: calls that are under way here.
    /// - Returns: how many were settled.
    func recover(besides open: Set<String>, countsUnpricedAsZero: Bool, at now: Double) async throws -> Int {
        let moment = Timestamp(seconds: now).description
        let found = try await database.read { session -> [(String, Int64?)] in
            let shown = try session.query(
                """
                SELECT r.request_id, MAX(u.cost_picodollars) AS cost FROM spending_reservations r
                JOIN ai_usage_logs u ON u.request_id = r.request_id GROUP BY r.request_id ORDER BY r.request_id LIMIT 500
                """)
            let lapsed = try session.query(
                "SELECT DISTINCT request_id FROM spending_reservations WHERE expires_at < ? ORDER BY request_id LIMIT 500",
                [.text(moment)])
            return try shown.map { row in
                let id = try row.text("request_id")
                if let cost = row["cost"].integer { return (id, Int64(cost)) }
                return (id, try Self.costOfAttempts(id, countsUnpricedAsZero: countsUnpricedAsZero, in: session))
            } + lapsed.map { (try $0.text("request_id"), nil) }
        }
        var settled = 0
        for (id, cost) in found where !open.contains(id) {
            if try await !settle(id, cost: cost).isEmpty { settled += 1 }
        }
        return settled
    }

    /// The counters of these periods.
    func counters(of periods: [BudgetPeriod]) async throws -> [SpendingCounter] {
        let marks = Array(repeating: "?", count: periods.count).joined(separator: ", ")
        return try await database.read { session in
            try session.query(
                "SELECT * FROM spending_counters WHERE period IN (\(marks))", periods.map { .text($0.name) }
            ).map(SpendingCounter.init)
        }
    }

    /// Notes that somebody was warned, and keeps what other programs are told of it.
    /// - Returns: whether nobody had noted it before.
    func noteWarning(
        _ target: LimitTarget, subject: String, period: String, telling event: WebhookEvent?, at now: Double
    ) async throws -> Bool {
        try await database.write { session in
            let isFirst =
                try session.execute(
                    """
                    INSERT INTO spending_warnings (target, subject, period, created_at) VALUES (?, ?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """,
                    [.text(target.description), .text(subject), .text(period), .text(Timestamp(seconds: now).description)]) == 1
            if isFirst, let event { try WebhookOutbox.write(event, at: now, in: session) }
            return isFirst
        }
    }

    /// How long after a period its open reservations may still be settled by the ledger, in seconds.
    private static let patience = 86_400.0

    /// What a counter holds; one that is not there yet begins with what the ledger has of its period.
    private static func counter(of line: Line, in session: any SQLSession) throws -> (reserved: Int64, spent: Int64) {
        let key: [SQLValue] = [.text(line.subject), .text(line.period.name)]
        let row = try session.query("SELECT * FROM spending_counters WHERE subject = ? AND period = ?", key).first
        if let row {
            return (
                Int64(try row.integer("reserved_picodollars")), Int64(try row.integer("spent_picodollars"))
            )
        }
        let parts = line.subject.split(separator: ":", maxSplits: 1)
        let columns = ["user": "user_id", "key": "key_id", "assistant": "assistant"]
        var spent = 0
        if parts.count == 2, let column = columns[String(parts[0])] {
            spent = try session.count(
                """
                SELECT CAST(COALESCE(SUM(cost_picodollars), 0) AS BIGINT) FROM ai_usage_logs
                WHERE \(column) = ? AND created_at >= ?
                """, [.text(String(parts[1])), .text(Timestamp(seconds: line.period.begins).description)])
        }
        try session.execute(
            """
            INSERT INTO spending_counters (subject, period, reserved_picodollars, spent_picodollars) VALUES (?, ?, 0, ?)
            ON CONFLICT DO NOTHING
            """, key + [.integer(spent)])
        return (0, Int64(spent))
    }

    private static func settle(_ requestID: String, cost: Int64?, in session: any SQLSession) throws -> [SpendingCounter] {
        let rows = try session.query("SELECT * FROM spending_reservations WHERE request_id = ?", [.text(requestID)])
        guard !rows.isEmpty else { return [] }
        try session.execute("DELETE FROM spending_reservations WHERE request_id = ?", [.text(requestID)])
        return try rows.compactMap { row in
            let amount = try row.integer("amount_picodollars")
            let key: [SQLValue] = [.text(try row.text("subject")), .text(try row.text("period"))]
            try session.execute(
                """
                UPDATE spending_counters SET reserved_picodollars = reserved_picodollars - ?,
                    spent_picodollars = spent_picodollars + ? WHERE subject = ? AND period = ?
                """, [.integer(amount), .integer(cost.map { Int($0) } ?? amount)] + key)
            return try session.query("SELECT * FROM spending_counters WHERE subject = ? AND period = ?", key).first
                .map(SpendingCounter.init)
        }
    }

    /// What the attempts of a call cost of which the answer's cost is not known; nil when that of one of them is not.
    private static func costOfAttempts(
        _ requestID: String, countsUnpricedAsZero: Bool, in session: any SQLSession
    ) throws -> Int64? {
        let row = try session.query(
            """
            SELECT CAST(COALESCE(SUM(cost_picodollars), 0) AS BIGINT) AS cost,
                COUNT(input_tokens) - COUNT(cost_picodollars) AS unknown FROM ai_attempts WHERE request_id = ?
            """, [.text(requestID)]
        ).first
        guard let row, countsUnpricedAsZero || row["unknown"].integer == 0 else { return nil }
        return row["cost"].integer.map(Int64.init)
    }
}

extension SpendingCounter {
    fileprivate init(_ row: SQLRow) throws {
        self.init(
            subject: try row.text("subject"), period: try row.text("period"),
            reserved: Money(picodollars: Int64(try row.integer("reserved_picodollars"))),
            spent: Money(picodollars: Int64(try row.integer("spent_picodollars"))))
    }
}
