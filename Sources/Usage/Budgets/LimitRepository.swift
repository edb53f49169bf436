import LanguageModel
import Storage

/// The table `spending_limits`: what admins have entered.
struct LimitRepository: Sendable {
    let database: any Database

    func list() async throws -> [LimitRule] {
        try await database.read { session in
            try session.query("SELECT * FROM spending_limits ORDER BY id").map(LimitRule.init)
        }
    }

    /// - Returns: the rule with its number; nil when there is one for its target already.
    func add(_ rule: LimitRule) async throws -> LimitRule? {
        try await database.write { session in
            let inserted = try session.execute(
                """
                INSERT INTO spending_limits (scope, name, requests_per_minute, tokens_per_minute, day_picodollars,
                    month_picodollars, entered_by, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                [.text(rule.target.scope.rawValue), .text(rule.target.name)] + rule.columns)
            guard inserted == 1 else { return nil }
            let row = try session.query(
                "SELECT * FROM spending_limits WHERE scope = ? AND name = ?",
                [.text(rule.target.scope.rawValue), .text(rule.target.name)]
            ).first
            return try row.map(LimitRule.init)
        }
    }

    /// - Returns: the rule as it is now.
    /// - Throws: ``Storage/StorageError/notFound``.
    func change(_ id: Int, _ change: @escaping @Sendable (inout LimitRule) throws -> Void) async throws -> LimitRule {
        try await database.write { session in
            guard let row = try session.query("SELECT * FROM spending_limits WHERE id = ?", [.integer(id)]).first else {
                throw StorageError.notFound
            }
            var rule = try LimitRule(row)
            try change(&rule)
            try session.execute(
                """
                UPDATE spending_limits SET requests_per_minute = ?, tokens_per_minute = ?, day_picodollars = ?,
                    month_picodollars = ?, entered_by = ?, updated_at = ? WHERE id = ?
                """, rule.columns + [.integer(id)])
            return rule
        }
    }

    /// - Returns: what was taken away.
    /// - Throws: ``Storage/StorageError/notFound``.
    func delete(_ id: Int) async throws -> LimitRule {
        try await database.write { session in
            guard let row = try session.query("SELECT * FROM spending_limits WHERE id = ?", [.integer(id)]).first else {
                throw StorageError.notFound
            }
            try session.execute("DELETE FROM spending_limits WHERE id = ?", [.integer(id)])
            return try LimitRule(row)
        }
    }
}

extension LimitRule {
    fileprivate var columns: [SQLValue] {
        [
            SQLValue(values.requestsPerMinute), SQLValue(values.tokensPerMinute),
            SQLValue(values.perDay.map { Int($0.picodollars) }), SQLValue(values.perMonth.map { Int($0.picodollars) }),
            SQLValue(enteredBy), .text(Timestamp(seconds: updatedAt ?? 0).description),
        ]
    }

    fileprivate init(_ row: SQLRow) throws {
        guard let scope = LimitScope(rawValue: try row.text("scope")) else {
            throw StorageError.unreadable("a limit is for nobody")
        }
        func money(_ column: String) -> Money? { row[column].integer.map { Money(picodollars: Int64($0)) } }
        self.init(
            id: try row.integer("id"), target: LimitTarget(scope, try row.text("name")),
            values: LimitValues(
                requestsPerMinute: row["requests_per_minute"].integer, tokensPerMinute: row["tokens_per_minute"].integer,
                perDay: money("day_picodollars"), perMonth: money("month_picodollars")),
            enteredBy: row["entered_by"].text, updatedAt: try row.moment("updated_at"))
    }
}
