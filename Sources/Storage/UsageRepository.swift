package import LanguageModel

/// One record of the ledger as a row, keyed by its sequence number.
package struct UsageRow: Sendable, Hashable {
    package enum Table: String, Sendable, CaseIterable {
        case answers = "ai_usage_logs"
        case attempts = "ai_attempts"

        /// All columns but `id`, in the order of the schema.
        package var columns: [String] {
            let tokens = [
                "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens",
                "tokens_estimated",
            ]
            switch self {
            case .answers:
                return [
                    "request_id", "surface", "chain", "assistant", "model_identifier", "provider", "user_id", "key_id",
                    "conversation_id", "outcome", "error_code", "finish_reason",
                ] + tokens + [
                    "cost", "attempts", "streamed", "latency_ms", "first_content_ms", "text_bytes", "text_sha256", "created_at",
                ]
            case .attempts:
                return ["request_id", "number", "model_identifier", "provider", "failure", "status", "message"] + tokens
                    + ["latency_ms", "first_content_ms", "created_at"]
            }
        }
    }

    package var table: Table
    /// The record's place in the ledger, from 1.
    package var sequence: Int
    /// By column; a column that is missing here is NULL.
    package var values: [String: SQLValue]

    package init(table: Table, sequence: Int, values: [String: SQLValue]) {
        self.table = table
        self.sequence = sequence
        self.values = values
    }

    /// Whether `stored` is this row as a database gives it back.
    package func isStored(as stored: UsageRow) -> Bool {
        table == stored.table && sequence == stored.sequence
            && table.columns.allSatisfy { (values[$0] ?? .null).isStored(as: stored.values[$0] ?? .null) }
    }
}

/// What the database makes of one record of the ledger.
package enum IndexEntry: Sendable {
    case row(UsageRow)
    /// No table can take it: kept as it is, with the reason.
    case setAside(sequence: Int, reason: String, record: String)

    package var sequence: Int {
        switch self {
        case .row(let row): row.sequence
        case .setAside(let sequence, _, _): sequence
        }
    }
}

/// How far the database holds the ledger.
package struct IndexState: Sendable, Hashable {
    /// Every record up to this one is stored or set aside.
    package var checkpoint: Int
    package var stored: Int
    package var setAside: Int

    package init(checkpoint: Int, stored: Int, setAside: Int) {
        self.checkpoint = checkpoint
        self.stored = stored
        self.setAside = setAside
    }
}

/// The ledger's index in the database.
package struct UsageRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    package func state() async throws -> IndexState {
        try await database.read { session in
            IndexState(
                checkpoint: try session.count("SELECT sequence FROM ledger_checkpoint WHERE id = 1"),
                stored: try session.count("SELECT (SELECT COUNT(*) FROM ai_usage_logs) + (SELECT COUNT(*) FROM ai_attempts)"),
                setAside: try session.count("SELECT COUNT(*) FROM ledger_set_aside"))
        }
    }

    /// How many rows there are up to `checkpoint`, and how many beyond the checkpoint of this moment, where none may be.
    package func totals(through checkpoint: Int) async throws -> (stored: Int, setAside: Int, beyondCheckpoint: Int) {
        try await database.read { session in
            func count(_ table: String, _ condition: String, _ arguments: [SQLValue]) throws -> Int {
                try session.count("SELECT COUNT(*) FROM \(table) WHERE \(condition)", arguments)
            }
            let beyond = "id > (SELECT sequence FROM ledger_checkpoint)"
            let tables = UsageRow.Table.allCases.map(\.rawValue)
            return (
                try tables.reduce(0) { try $0 + count($1, "id <= ?", [.integer(checkpoint)]) },
                try count("ledger_set_aside", "id <= ?", [.integer(checkpoint)]),
                try (tables + ["ledger_set_aside"]).reduce(0) { try $0 + count($1, beyond, []) }
            )
        }
    }

    /// Stores `entries`, which follow the checkpoint without a gap, and moves the checkpoint, all in one transaction.
    /// Entries up to the checkpoint are skipped, so that the same batch may come twice. Returns the entries that were new.
    /// - Throws: ``StorageError/rejected(_:)`` when a row is declined; nothing was stored then.
    @discardableResult
    package func index(_ entries: [IndexEntry]) async throws -> Int {
        let now = Timestamp(seconds: time.wallClock).description
        return try await database.write { session in
            let checkpoint = try session.count("SELECT sequence FROM ledger_checkpoint WHERE id = 1")
            let new = entries.filter { $0.sequence > checkpoint }
            guard let last = new.last else { return 0 }
            for entry in new {
                switch entry {
                case .row(let row):
                    let insertion = row.table == .answers ? answerInsertion : attemptInsertion
                    try session.execute(
                        insertion.sql, [.integer(row.sequence)] + insertion.columns.map { row.values[$0] ?? .null })
                case .setAside(let sequence, let reason, let record):
                    try session.execute(
                        "INSERT INTO ledger_set_aside (id, reason, record, created_at) VALUES (?, ?, ?, ?)",
                        [.integer(sequence), .text(reason), .text(record), .text(now)])
                }
            }
            try session.execute("UPDATE ledger_checkpoint SET sequence = ? WHERE id = 1", [.integer(last.sequence)])
            return new.count
        }
    }

    /// The stored rows of these sequence numbers, with the numbers that were set aside.
    package func rows(in range: ClosedRange<Int>) async throws -> (rows: [UsageRow], setAside: Set<Int>) {
        try await database.read { session in
            let bounds: [SQLValue] = [.integer(range.lowerBound), .integer(range.upperBound)]
            let rows = try UsageRow.Table.allCases.flatMap { table in
                let names = table.columns
                return try session.query("SELECT * FROM \(table.rawValue) WHERE id BETWEEN ? AND ? ORDER BY id", bounds).map {
                    row in
                    UsageRow(
                        table: table, sequence: try row.integer("id"),
                        values: Dictionary(names.map { ($0, row[$0]) }) { first, _ in first })
                }
            }
            let aside = try session.query("SELECT id FROM ledger_set_aside WHERE id BETWEEN ? AND ?", bounds)
            return (rows, Set(try aside.map { try $0.integer("id") }))
        }
    }
}

/// The statement that takes a row, with the columns its arguments follow; made once, not a row.
private struct Insertion {
    let columns: [String]
    let sql: String

    init(into table: UsageRow.Table) {
        columns = table.columns
        let marks = Array(repeating: "?", count: columns.count + 1).joined(separator: ", ")
        sql = "INSERT INTO \(table.rawValue) (\((["id"] + columns).joined(separator: ", "))) VALUES (\(marks))"
    }
}

private let answerInsertion = Insertion(into: .answers)
private let attemptInsertion = Insertion(into: .attempts)
