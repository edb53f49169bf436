package import LanguageModel

/// Brings a database to the schema that this binary knows, and back.
package struct Migrator: Sendable {
    /// One migration and when it was applied (seconds since 1970); nil when it was not.
    package struct Status: Sendable, Hashable {
        package var number: Int
        package var title: String
        package var appliedAt: Double?
    }

    private struct Applied {
        var checksum: String
        var at: Double
    }

    private let database: any Database
    private let catalogue: [Migration]
    private let time: any TimeSource

    package init(database: any Database, catalogue: [Migration] = Migration.catalogue, time: any TimeSource) {
        self.database = database
        self.catalogue = catalogue
        self.time = time
    }

    /// Applies what is missing, each migration in a transaction of its own, and returns how many that were.
    /// - Parameter report: receives a line before and a line after each migration.
    /// - Throws: ``StorageError``; migrations before the failed one stay applied.
    @discardableResult
    package func up(report: (String) -> Void = { _ in }) async throws -> Int {
        let missing = try await status().filter { $0.appliedAt == nil }.map(\.number)
        var count = 0
        for migration in catalogue where missing.contains(migration.number) {
            report("Running migration: \(migration.title)")
            let now = Timestamp(seconds: time.wallClock)
            let isOurs = try await database.write(unhurried: true) { session in
                try session.execute(lock)
                guard try !migration.isApplied(in: session) else { return false }
                try migration.apply(in: session, at: now)
                return true
            }
            report(isOurs ? "Successfully \(migration.success)" : "Another process was faster: \(migration.title)")
            if isOurs { count += 1 }
        }
        return count
    }

    /// Takes the last `count` applied migrations back, newest first, and returns how many that were.
    /// - Throws: ``StorageError``; migrations taken back before the failed one stay so.
    @discardableResult
    package func down(_ count: Int = 1, report: (String) -> Void = { _ in }) async throws -> Int {
        let applied = try await status().filter { $0.appliedAt != nil }.map(\.number)
        let last = applied.suffix(max(0, count))
        for migration in catalogue.reversed() where last.contains(migration.number) {
            report("Rolling back migration: \(migration.title)")
            try await database.write(unhurried: true) { session in
                try session.execute(lock)
                if try migration.isApplied(in: session) { try migration.revert(in: session) }
            }
            report("Successfully rolled back: \(migration.title)")
        }
        return last.count
    }

    /// Every migration of the catalogue, in order.
    /// - Throws: ``StorageError/newerSchema(found:known:)`` when the database is ahead of this binary,
    ///   ``StorageError/changedMigration(number:title:)`` when a migration was applied in another form.
    package func status() async throws -> [Status] {
        let applied = try await appliedMigrations()
        let known = catalogue.map(\.number).max() ?? 0
        if let newest = applied.keys.max(), newest > known {
            throw StorageError.newerSchema(found: newest, known: known)
        }
        return try catalogue.map { migration in
            let entry = applied[migration.number]
            if let entry, entry.checksum != migration.checksum(database.dialect) {
                throw StorageError.changedMigration(number: migration.number, title: migration.title)
            }
            return Status(number: migration.number, title: migration.title, appliedAt: entry?.at)
        }
    }

    private func appliedMigrations() async throws -> [Int: Applied] {
        let rows = try await database.write(unhurried: true) { session in
            try session.execute(creationLock)
            try session.execute(Migration.table)
            return try session.query("SELECT number, checksum, applied_at FROM schema_migrations")
        }
        return try Dictionary(
            rows.map { row in
                (try row.integer("number"), Applied(checksum: try row.text("checksum"), at: try row.moment("applied_at")))
            }, uniquingKeysWith: { first, _ in first })
    }
}

/// Two processes that find no table yet make it one after the other. The number is "understu" in ASCII.
private let creationLock = SQLStatement(sqlite: nil, postgresql: "SELECT pg_advisory_xact_lock(8461811136750384245)")

/// Has other processes wait before this one looks: a lock on a table is taken without fixing what the transaction sees.
private let lock = SQLStatement(sqlite: nil, postgresql: "LOCK TABLE schema_migrations IN EXCLUSIVE MODE")

extension Migration {
    /// Where the applied ones are noted.
    static let table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number BIGINT PRIMARY KEY, title TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL)
        """

    /// The numbers of those applied, in order; nil when the database has never had a schema.
    static func applied(in session: any SQLSession) throws -> [Int]? {
        let exists =
            switch session.dialect {
            case .sqlite: "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migrations'"
            case .postgresql: "SELECT COUNT(to_regclass('schema_migrations'))"
            }
        guard try session.count(exists) > 0 else { return nil }
        return try session.query("SELECT number FROM schema_migrations ORDER BY number").map { try $0.integer("number") }
    }

    func isApplied(in session: any SQLSession) throws -> Bool {
        try session.count("SELECT COUNT(*) FROM schema_migrations WHERE number = ?", [.integer(number)]) > 0
    }

    func apply(in session: any SQLSession, at moment: Timestamp) throws {
        for statement in up { try session.execute(statement) }
        try session.execute(
            "INSERT INTO schema_migrations (number, title, checksum, applied_at) VALUES (?, ?, ?, ?)",
            [.integer(number), .text(title), .text(checksum(session.dialect)), .text(moment.description)])
    }

    func revert(in session: any SQLSession) throws {
        for statement in down { try session.execute(statement) }
        try session.execute("DELETE FROM schema_migrations WHERE number = ?", [.integer(number)])
    }
}
