/// A table as both databases have it: what a backup holds. Indexes for the search and other things that a database makes of
/// these tables by itself are none of them.
struct PortableTable: Sendable, Hashable, Codable {
    enum Kind: String, Sendable, Hashable, Codable {
        case boolean, integer, real, text, bytes
    }

    struct Column: Sendable, Hashable, Codable {
        var name: String
        var kind: Kind
    }

    var name: String
    /// By name, whatever their order in the table is.
    var columns: [Column]

    /// The tables of `catalogue` that are there now, in the order in which migrations make them.
    static func all(in session: any SQLSession, catalogue: [Migration]) throws -> [PortableTable] {
        let sets = SQLDialect.allCases.map { dialect in
            catalogue.flatMap(\.up).compactMap { $0.text(dialect) }.compactMap(madeTable)
        }
        // Where a column gets another type SQLite needs a new table of the same name.
        var seen: Set<String> = []
        let shared = sets[0].filter { name in sets.allSatisfy { $0.contains(name) } && seen.insert(name).inserted }
        return try shared.compactMap { name in
            let columns = try columns(of: name, in: session)
            return columns.isEmpty ? nil : PortableTable(name: name, columns: columns)
        }
    }

    private static func columns(of table: String, in session: any SQLSession) throws -> [Column] {
        let sql =
            switch session.dialect {
            case .sqlite: "SELECT name, type FROM pragma_table_xinfo(?) WHERE hidden = 0"
            case .postgresql:
                """
                SELECT column_name AS name, data_type AS type FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = ? AND is_generated = 'NEVER'
                """
            }
        return try session.query(sql, [.text(table)])
            .map { Column(name: try $0.text("name"), kind: Kind(declared: try $0.text("type"))) }
            .sorted { $0.name < $1.name }
    }

    /// `row`, its values in the order and of the kinds of the columns.
    /// - Throws: ``StorageError/unreadable(_:)`` where a value is of another kind.
    func values(of row: SQLRow) throws -> [SQLValue] {
        try columns.map { column in
            let value = row[column.name]
            guard value != .null else { return .null }
            let fitting: SQLValue? =
                switch column.kind {
                case .boolean: value.bool.map(SQLValue.bool)
                case .integer: value.integer.map(SQLValue.integer)
                case .real: value.real.map(SQLValue.real)
                case .text: value.text.map(SQLValue.text)
                case .bytes: value.bytes.map(SQLValue.bytes)
                }
            guard let fitting else { throw StorageError.unreadable("\(name).\(column.name) holds no \(column.kind.rawValue)") }
            return fitting
        }
    }

    /// Hands every row to `body`, a few at a time in memory: one may have half a megabyte of a file, or a long text.
    func forEachRow(in session: any SQLSession, _ body: ([SQLValue]) throws -> Void) throws {
        let names = columns.map(\.name).joined(separator: ", ")
        let atOnce = 32
        switch session.dialect {
        case .sqlite:
            var last = Int.min
            while true {
                let rows = try session.query(
                    "SELECT rowid AS _row, \(names) FROM \(name) WHERE rowid > ? ORDER BY rowid LIMIT \(atOnce)",
                    [.integer(last)])
                guard let end = rows.last else { return }
                for row in rows { try body(try values(of: row)) }
                last = try end.integer("_row")
            }
        case .postgresql:
            try session.execute("DECLARE portable_rows NO SCROLL CURSOR FOR SELECT \(names) FROM \(name)")
            while true {
                let rows = try session.query("FETCH \(atOnce) FROM portable_rows")
                if rows.isEmpty { break }
                for row in rows { try body(try values(of: row)) }
            }
            try session.execute("CLOSE portable_rows")
        }
    }

    func summary(in session: any SQLSession) throws -> TableSummary {
        var summary = TableSummary(name: name)
        try forEachRow(in: session) { summary.add(BackupLine.row($0)) }
        return summary
    }
}

extension PortableTable.Kind {
    init(declared type: String) {
        let type = type.lowercased()
        self =
            if type.contains("bool") {
                .boolean
            } else if type.contains("int") {
                .integer
            } else if type.contains("double") || type.contains("real") || type.contains("numeric") {
                .real
            } else if type.contains("blob") || type.contains("bytea") {
                .bytes
            } else {
                .text
            }
    }
}

/// The table that `sql` makes; nil when it makes none.
private func madeTable(_ sql: String) -> String? {
    let words = sql.split(maxSplits: 3, omittingEmptySubsequences: true) { $0.isWhitespace || $0 == "(" }
    guard words.count > 2, words[0].uppercased() == "CREATE", words[1].uppercased() == "TABLE" else { return nil }
    return String(words[2])
}
