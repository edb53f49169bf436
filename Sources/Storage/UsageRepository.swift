package import LanguageModel

/// One record of the ledger as a row, keyed by its sequence number in its own journal.
package struct UsageRow: Sendable, Hashable {
    package enum Table: String, Sendable, CaseIterable {
        case answers = "ai_usage_logs"
        case attempts = "ai_attempts"

        /// All columns but `id`.
        package var columns: [String] {
            let tokens = [
                "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens",
                "audio_input_tokens", "audio_output_tokens", "tokens_estimated", "cost", "cost_picodollars",
            ]
            switch self {
            case .answers:
                return [
                    "request_id", "surface", "chain", "assistant", "model_identifier", "provider", "user_id", "key_id",
                    "conversation_id", "outcome", "error_code", "finish_reason",
                ] + tokens + [
                    "attempts", "streamed", "fallback", "latency_ms", "first_content_ms", "text_bytes", "text_sha256",
                    "created_at",
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

/// The index of ledgers in the database. A journal is known by the hash of its first line.
package struct UsageRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource
    private let alongside: @Sendable (_ rows: [UsageRow], _ journal: String, any SQLSession) throws -> Void

    /// - Parameter alongside: what else is written in the transaction that stores these rows, which are of one journal and new.
    package init(
        database: any Database, time: any TimeSource,
        alongside: @escaping @Sendable (_ rows: [UsageRow], _ journal: String, any SQLSession) throws -> Void = { _, _, _ in }
    ) {
        self.database = database
        self.time = time
        self.alongside = alongside
    }

    /// The journals that are stored, the first one first.
    package func journals() async throws -> [String] {
        try await database.read { session in
            try session.query("SELECT journal FROM ledger_checkpoint WHERE journal IS NOT NULL ORDER BY id")
                .map { try $0.text("journal") }
        }
    }

    /// How far `journal` is stored, without counting; 0 when nothing of it is.
    package func checkpoint(of journal: String) async throws -> Int {
        try await database.read { try Shelf.of(journal, in: $0)?.checkpoint ?? 0 }
    }

    package func state(of journal: String) async throws -> IndexState {
        try await database.read { session in
            guard let shelf = try Shelf.of(journal, in: session) else { return IndexState(checkpoint: 0, stored: 0, setAside: 0) }
            return IndexState(
                checkpoint: shelf.checkpoint,
                stored: try tables.reduce(0) { try $0 + shelf.count($1, shelf.all, in: session) },
                setAside: try shelf.count("ledger_set_aside", shelf.all, in: session))
        }
    }

    /// How many rows there are up to `checkpoint`, and how many beyond the checkpoint of this moment, where none may be.
    package func totals(
        of journal: String, through checkpoint: Int
    ) async throws -> (stored: Int, setAside: Int, beyondCheckpoint: Int) {
        try await database.read { session in
            guard let shelf = try Shelf.of(journal, in: session) else { return (0, 0, 0) }
            let beyond = shelf.checkpoint + 1...shelf.all.upperBound
            return (
                try tables.reduce(0) { try $0 + shelf.count($1, 0...checkpoint, in: session) },
                try shelf.count("ledger_set_aside", 0...checkpoint, in: session),
                try (tables + ["ledger_set_aside"]).reduce(0) { try $0 + shelf.count($1, beyond, in: session) }
            )
        }
    }

    /// Stores `entries`, which follow the checkpoint without a gap, and moves the checkpoint, all in one transaction.
    /// Entries up to the checkpoint are skipped, so that the same batch may come twice. Returns the entries that were new.
    /// - Parameter journal: which ledger they are from.
    /// - Throws: ``StorageError/rejected(_:)`` when a row is declined; nothing was stored then.
    @discardableResult
    package func index(_ entries: [IndexEntry], of journal: String) async throws -> Int {
        let now = Timestamp(seconds: time.wallClock).description
        return try await database.write { session in
            let shelf = try Shelf.make(for: journal, in: session)
            let new = entries.filter { $0.sequence > shelf.checkpoint }
            guard let first = new.first, let last = new.last else { return 0 }
            guard first.sequence == shelf.checkpoint + 1 else {
                throw StorageError.unavailable("the records before \(first.sequence) are not stored yet")
            }
            for entry in new {
                switch entry {
                case .row(let row):
                    let insertion = row.table == .answers ? answerInsertion : attemptInsertion
                    try session.execute(
                        insertion.sql, [.integer(shelf.base + row.sequence)] + insertion.columns.map { row.values[$0] ?? .null })
                case .setAside(let sequence, let reason, let record):
                    try session.execute(
                        "INSERT INTO ledger_set_aside (id, reason, record, created_at) VALUES (?, ?, ?, ?)",
                        [.integer(shelf.base + sequence), .text(reason), .text(record), .text(now)])
                }
            }
            try alongside(
                new.compactMap { entry in
                    guard case .row(let row) = entry else { return nil }
                    return row
                }, journal, session)
            try session.execute(
                "UPDATE ledger_checkpoint SET sequence = ? WHERE id = ?", [.integer(last.sequence), .integer(shelf.id)])
            return new.count
        }
    }

    /// The stored rows of these sequence numbers, with the numbers that were set aside.
    package func rows(in range: ClosedRange<Int>, of journal: String) async throws -> (rows: [UsageRow], setAside: Set<Int>) {
        try await database.read { session in
            guard let shelf = try Shelf.of(journal, in: session) else { return ([], []) }
            let bounds: [SQLValue] = [.integer(shelf.base + range.lowerBound), .integer(shelf.base + range.upperBound)]
            let rows = try UsageRow.Table.allCases.flatMap { table in
                let names = table.columns
                return try session.query("SELECT * FROM \(table.rawValue) WHERE id BETWEEN ? AND ? ORDER BY id", bounds).map {
                    row in
                    UsageRow(
                        table: table, sequence: try row.integer("id") - shelf.base,
                        values: Dictionary(names.map { ($0, row[$0]) }) { first, _ in first })
                }
            }
            let aside = try session.query("SELECT id FROM ledger_set_aside WHERE id BETWEEN ? AND ?", bounds)
            return (rows, Set(try aside.map { try $0.integer("id") - shelf.base }))
        }
    }
}

/// The place of one journal's records among those of all servers that share the database.
private struct Shelf {
    /// 1 for the first.
    var id: Int
    var checkpoint: Int

    /// What is added to a sequence number to make an identifier.
    var base: Int { (id - 1) << 40 }
    /// Every sequence number that has a place.
    var all: ClosedRange<Int> { 1...(1 << 40) - 1 }

    /// The journal's own, or the one that nobody has claimed yet; nil when there is neither.
    static func of(_ journal: String, in session: any SQLSession) throws -> Shelf? {
        let rows = try session.query(
            "SELECT id, sequence, journal FROM ledger_checkpoint WHERE journal = ? OR journal IS NULL", [.text(journal)])
        let row = rows.first { $0["journal"].text == journal } ?? rows.first
        return try row.map { Shelf(id: try $0.integer("id"), checkpoint: try $0.integer("sequence")) }
    }

    /// The journal's own, claimed or made when it has none yet.
    static func make(for journal: String, in session: any SQLSession) throws -> Shelf {
        if let shelf = try of(journal, in: session) {
            try session.execute(
                "UPDATE ledger_checkpoint SET journal = ? WHERE id = ? AND journal IS NULL", [.text(journal), .integer(shelf.id)])
            return shelf
        }
        let id = try session.count("SELECT COALESCE(MAX(id), 0) + 1 FROM ledger_checkpoint")
        try session.execute(
            "INSERT INTO ledger_checkpoint (id, sequence, journal) VALUES (?, 0, ?)", [.integer(id), .text(journal)])
        return Shelf(id: id, checkpoint: 0)
    }

    func count(_ table: String, _ range: ClosedRange<Int>, in session: any SQLSession) throws -> Int {
        try session.count(
            "SELECT COUNT(*) FROM \(table) WHERE id BETWEEN ? AND ?",
            [.integer(base + range.lowerBound), .integer(base + range.upperBound)])
    }
}

private let tables = UsageRow.Table.allCases.map(\.rawValue)

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
