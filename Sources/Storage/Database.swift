/// The database that repositories stand on: SQLite or PostgreSQL.
///
/// SQL is written once, with `?` for each argument, `ON CONFLICT … DO NOTHING`, and the column types that both SQLite and
/// PostgreSQL understand (`TEXT`, `BIGINT`, `DOUBLE PRECISION`, `BOOLEAN`, `TIMESTAMPTZ`); bytes are `BLOB` in the one and `BYTEA` in
/// the other.
package protocol Database: Sendable {
    var dialect: SQLDialect { get }

    /// Runs `body` on one consistent snapshot.
    /// - Throws: ``StorageError``, or what `body` throws.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value

    /// Runs `body` in one transaction, as if no other ran at the time: all of it, or none. Cancelling the calling task does
    /// not tear it apart. Where another transaction was in its way `body` is run again, so it must do nothing else.
    /// - Parameter unhurried: whether its statements may take longer than statements usually may. On PostgreSQL it sees one
    ///   snapshot and is run again when another has changed a row that it changes, too; a row that it only reads, and that must
    ///   stay as it is, it has to lock.
    /// - Throws: ``StorageError``, or what `body` throws; nothing was written then.
    @discardableResult
    func write<Value: Sendable>(
        unhurried: Bool, _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value

    /// Makes what was deleted unreadable in the database's own files, as far as that is this program's to do. What somebody is
    /// still reading goes with the next call.
    func forgetDeleted() async throws

    /// Closes all connections; later calls throw.
    func close() async throws
}

extension Database {
    /// PostgreSQL's own vacuum does it.
    package func forgetDeleted() async throws {}

    /// ``write(unhurried:_:)`` for all that people wait for.
    @discardableResult
    package func write<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
        try await write(unhurried: false, body)
    }
}

/// What can be said inside a transaction. Once a statement has failed the transaction cannot be saved.
package protocol SQLSession {
    var dialect: SQLDialect { get }

    /// Runs one statement and returns how many rows it changed.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]
}

extension SQLSession {
    @discardableResult
    package func execute(_ sql: String) throws -> Int { try execute(sql, []) }

    /// Does nothing where the statement is not for this database.
    package func execute(_ statement: SQLStatement, _ arguments: [SQLValue] = []) throws {
        if let sql = statement.text(dialect) { try execute(sql, arguments) }
    }

    package func query(_ sql: String) throws -> [SQLRow] { try query(sql, []) }

    /// The single number that `sql` selects; 0 when it selects nothing.
    package func count(_ sql: String, _ arguments: [SQLValue] = []) throws -> Int {
        try query(sql, arguments).first?.values.first?.integer ?? 0
    }
}

/// One value on its way into or out of the database.
package enum SQLValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    case real(Double)
    case text(String)
    case bytes([UInt8])

    package init(_ value: String?) { self = value.map(SQLValue.text) ?? .null }
    package init(_ value: Int?) { self = value.map(SQLValue.integer) ?? .null }
    package init(_ value: Double?) { self = value.map(SQLValue.real) ?? .null }
    package init(_ value: Bool?) { self = value.map(SQLValue.bool) ?? .null }

    package var text: String? {
        guard case .text(let value) = self else { return nil }
        return value
    }

    package var bytes: [UInt8]? {
        guard case .bytes(let value) = self else { return nil }
        return value
    }

    /// SQLite has no truth values of its own, so a number passes for one and the reverse.
    package var integer: Int? {
        switch self {
        case .integer(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    package var real: Double? {
        switch self {
        case .real(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }

    package var bool: Bool? { integer.map { $0 != 0 } }

    /// Whether `stored`, read back from a database, is this value.
    package func isStored(as stored: SQLValue) -> Bool {
        switch self {
        case .null: stored == .null
        case .bool(let value): stored.bool == value
        case .integer(let value): stored.integer == value
        case .real(let value): stored.real == value
        case .text(let value): stored.text == value
        case .bytes(let value): stored.bytes == value
        }
    }
}

/// One row of an answer.
package struct SQLRow: Sendable {
    package let values: [SQLValue]
    /// Column name to position; shared by all rows of an answer.
    private let positions: [String: Int]

    package init(values: [SQLValue], positions: [String: Int]) {
        self.values = values
        self.positions = positions
    }

    /// The value of `column`; null when there is no such column.
    package subscript(column: String) -> SQLValue {
        positions[column].map { values[$0] } ?? .null
    }

    /// - Throws: ``StorageError/unreadable(_:)`` when `column` holds no text.
    package func text(_ column: String) throws -> String {
        guard let value = self[column].text else { throw StorageError.unreadable("column \(column) holds no text") }
        return value
    }

    /// - Throws: ``StorageError/unreadable(_:)`` when `column` holds no whole number.
    package func integer(_ column: String) throws -> Int {
        guard let value = self[column].integer else { throw StorageError.unreadable("column \(column) holds no whole number") }
        return value
    }

    /// A moment as seconds since 1970.
    /// - Throws: ``StorageError/unreadable(_:)`` when `column` holds none.
    package func moment(_ column: String) throws -> Double {
        guard let text = self[column].text, let value = Timestamp(text) else {
            throw StorageError.unreadable("column \(column) holds no moment")
        }
        return value.seconds
    }
}
