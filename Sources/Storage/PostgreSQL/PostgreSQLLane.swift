import Dispatch
import LanguageModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One connection of the pool, opened when it is needed, and the thread on which its transactions run from their first
/// statement to their last.
///
/// Unchecked: `connection` is touched on `queue` alone.
final class PostgreSQLLane: @unchecked Sendable {
    enum Purpose: Sendable {
        case read
        case write
        /// A write whose statements may take as long as they need. It sees one snapshot and is not serializable: while a
        /// serializable transaction is open the server remembers all that ended since, and once it has no more room for that
        /// (some thousands of them) it takes every later one for a conflict.
        case unhurriedWrite

        var begin: String {
            switch self {
            case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            case .write: "BEGIN ISOLATION LEVEL SERIALIZABLE"
            case .unhurriedWrite: "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL statement_timeout = 0"
            }
        }
    }

    /// How often a transaction is run, and for how long at least, before a conflict is the caller's. Somebody else's long
    /// transaction on the same server may be in everybody's way until it ends.
    private static let attempts = 20
    private static let persistence = Duration.seconds(10)
    /// From this attempt on contenders come one after another, so that none is passed by for ever.
    private static let orderlyFrom = 3
    /// The lock they queue for: "conflict" in ASCII.
    private static let conflictLock = 0x636F_6E66_6C69_6374

    private let options: PostgreSQLOptions
    private let gate: ReconnectGate
    private let queue: DispatchQueue
    private var connection: PostgreSQLConnection?

    init(number: Int, options: PostgreSQLOptions, gate: ReconnectGate) {
        self.options = options
        self.gate = gate
        queue = DispatchQueue(label: "postgresql-\(number)")
    }

    /// Runs `body` in one transaction, and again when another transaction was in its way.
    func transaction<Value: Sendable>(
        _ purpose: Purpose, _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.repeated(purpose, body) }) }
        }
    }

    /// Closes the connection once what is under way has ended.
    func close() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.connection = nil
                continuation.resume()
            }
        }
    }

    private func repeated<Value>(_ purpose: Purpose, _ body: (any SQLSession) throws -> Value) throws -> Value {
        var attempt = 0
        let giveUp = ContinuousClock.now + Self.persistence
        while true {
            attempt += 1
            let isFresh = connection == nil
            do {
                let connection = try self.connection ?? gate.connect(options)
                self.connection = connection
                guard attempt >= Self.orderlyFrom else { return try once(purpose, on: connection, body) }
                try connection.execute("SELECT pg_advisory_lock(\(Self.conflictLock))")
                defer { try? connection.execute("SELECT pg_advisory_unlock(\(Self.conflictLock))") }
                return try once(purpose, on: connection, body)
            } catch let failure as PostgreSQLFailure {
                if failure.isLost { connection = nil }
                let isWorthAnother =
                    failure.isConflict || (failure.isStalePlan && attempt == 1) || (failure.isLost && !isFresh)
                guard isWorthAnother, attempt < Self.attempts || ContinuousClock.now < giveUp else { throw StorageError(failure) }
                if failure.isStalePlan { try? connection?.forgetStatements() }
                // What is in the way may be a transaction that is open for a while; this thread is the lane's own.
                if failure.isConflict, attempt >= Self.orderlyFrom { usleep(UInt32(1 << min(attempt, 7)) * 1000) }
            }
        }
    }

    /// - Throws: ``PostgreSQLFailure`` when the database failed, ``StorageError`` when it did so beyond repeating, or what
    ///   `body` throws.
    private func once<Value>(
        _ purpose: Purpose, on connection: PostgreSQLConnection, _ body: (any SQLSession) throws -> Value
    ) throws -> Value {
        let patience = connection.patience
        if purpose == .unhurriedWrite { connection.patience = nil }
        defer { connection.patience = patience }
        try connection.execute(purpose.begin)
        let session = PostgreSQLSession(connection: connection)
        let value: Value
        do {
            value = try body(session)
            // A failure that the body has kept to itself has spoilt the transaction all the same.
            if let failure = session.failure { throw failure }
        } catch {
            rollBack(connection)
            if let failure = session.failure, failure.isConflict || failure.isStalePlan || failure.isLost { throw failure }
            throw error
        }
        do {
            try connection.execute("COMMIT")
        } catch let failure where failure.isLost {
            self.connection = nil
            guard purpose != .read else { return value }
            throw StorageError.unavailable("the connection broke while the end was being written; it may be stored or not")
        } catch {
            rollBack(connection)
            throw error
        }
        return value
    }

    private func rollBack(_ connection: PostgreSQLConnection) {
        do { try connection.execute("ROLLBACK") } catch { self.connection = nil }
    }
}

/// One transaction on one connection; lives on its lane's thread.
private final class PostgreSQLSession: SQLSession {
    let dialect = SQLDialect.postgresql
    private let connection: PostgreSQLConnection
    /// The first one, after which nothing else can be done in the transaction.
    private(set) var failure: PostgreSQLFailure?

    init(connection: PostgreSQLConnection) { self.connection = connection }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int { try run(sql, arguments).changed }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] { try run(sql, arguments).rows }

    private func run(_ sql: String, _ arguments: [SQLValue]) throws -> (rows: [SQLRow], changed: Int) {
        do {
            return try connection.run(sql, arguments)
        } catch {
            failure = failure ?? error
            throw StorageError(error)
        }
    }
}
