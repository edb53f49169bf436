import Foundation
import GRDB

/// The embedded database: SQLite in WAL mode, one writer and several readers at a time.
package struct SQLiteDatabase: Database {
    package let dialect = SQLDialect.sqlite
    private let connections: any DatabaseWriter

    /// Opens the file at `path`, which is made when it is missing, its folder (for the owner alone) included.
    /// - Parameter busyTimeout: how long a call waits for another process's transaction, in seconds.
    /// - Throws: ``StorageError/unavailable(_:)``.
    package init(path: String, busyTimeout: Double = 5) throws {
        var configuration = Self.configuration(["synchronous = NORMAL"])
        configuration.busyMode = .timeout(busyTimeout)
        configuration.maximumReaderCount = 4
        do {
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            connections = try Self.open(path, configuration, until: Date(timeIntervalSinceNow: busyTimeout))
        } catch let error as DatabaseError {
            throw StorageError(error)
        } catch {
            throw StorageError.unavailable("\(path) cannot be opened: \(error.localizedDescription)")
        }
    }

    /// Opening writes to the file, and what is refused then because another process has written meanwhile is not waited for by
    /// SQLite itself.
    private static func open(_ path: String, _ configuration: Configuration, until deadline: Date) throws -> DatabasePool {
        while true {
            do {
                return try DatabasePool(path: path, configuration: configuration)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && Date() < deadline {
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }

    /// A database that is in this process's memory alone: nothing of it is ever written to a file, and it is gone with the process.
    /// - Parameter limit: bytes; what would make it larger is refused.
    /// - Throws: ``StorageError/unavailable(_:)``.
    package init(inMemory limit: Int) throws {
        do {
            connections = try DatabaseQueue(
                configuration: Self.configuration(["temp_store = MEMORY", "max_page_count = \(max(1, limit / 4096))"]))
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }

    private static func configuration(_ pragmas: [String]) -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { connection in
            // What is deleted is overwritten, and not only given free.
            for pragma in ["secure_delete = ON"] + pragmas { try connection.execute(sql: "PRAGMA \(pragma)") }
            // As PostgreSQL's `encode` and `decode` do; null for what is no Base64.
            connection.add(
                function: DatabaseFunction("base64_text", argumentCount: 1, pure: true) { values in
                    Data.fromDatabaseValue(values[0])?.base64EncodedString()
                })
            connection.add(
                function: DatabaseFunction("base64_bytes", argumentCount: 1, pure: true) { values in
                    String.fromDatabaseValue(values[0]).flatMap { Data(base64Encoded: $0) }
                })
        }
        return configuration
    }

    /// Where the embedded database of the data folder `data` lives.
    package static func path(inData data: String) -> String { "\(data)/understudy.db" }

    package func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
        try await translatingErrors {
            try await connections.read { try body(SQLiteSession(connection: $0)) }
        }
    }

    @discardableResult
    package func write<Value: Sendable>(
        unhurried: Bool, _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await translatingErrors {
            // A task of its own, so that a caller who is cancelled still gets written what it decided to write.
            try await Task {
                try await connections.write { try body(SQLiteSession(connection: $0)) }
            }.value
        }
    }

    /// Moves everything into the database's file, where it is overwritten, and empties the log of what was written before.
    package func forgetDeleted() async throws {
        guard let pool = connections as? DatabasePool else { return }
        try await translatingErrors {
            do {
                _ = try await pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED {
                // Somebody is reading.
            }
        }
    }

    /// Closes all connections; later calls throw.
    package func close() throws {
        do {
            try connections.close()
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }
}

private func translatingErrors<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as DatabaseError {
        throw StorageError(error)
    }
}

/// One transaction on one connection.
private struct SQLiteSession: SQLSession {
    let dialect = SQLDialect.sqlite
    let connection: GRDB.Database

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        do {
            let before = connection.totalChangesCount
            try connection.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments.map(\.sqlite)))
            // The statement's own rows, without those that triggers changed.
            return connection.totalChangesCount == before ? 0 : connection.changesCount
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        do {
            let statement = try connection.cachedStatement(sql: sql)
            let positions = Dictionary(statement.columnNames.enumerated().map { ($1, $0) }) { first, _ in first }
            let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments.map(\.sqlite)))
            var rows: [SQLRow] = []
            while let row = try cursor.next() {
                rows.append(SQLRow(values: row.databaseValues.map(SQLValue.init(sqlite:)), positions: positions))
            }
            return rows
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }
}

extension SQLValue {
    fileprivate var sqlite: DatabaseValue {
        switch self {
        case .null: .null
        case .bool(let value): (value ? 1 : 0).databaseValue
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .bytes(let value): Data(value).databaseValue
        }
    }

    fileprivate init(sqlite value: DatabaseValue) {
        self =
            switch value.storage {
            case .null: .null
            case .int64(let number): .integer(Int(number))
            case .double(let number): .real(number)
            case .string(let text): .text(text)
            case .blob(let data): .bytes(Array(data))
            }
    }
}

extension StorageError {
    fileprivate init(_ error: DatabaseError) {
        let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        self =
            switch error.resultCode {
            case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: .rejected(reason)
            default: .unavailable(reason)
            }
    }
}
