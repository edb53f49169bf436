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
        for migration in catalogue where missing.contains(migration.number) {
            report("Running migration: \(migration.title)")
            let now = Timestamp(seconds: time.wallClock).description
            try await database.write { session in
                // Another process may have been faster.
                let applied = try session.count(
                    "SELECT COUNT(*) FROM schema_migrations WHERE number = ?", [.integer(migration.number)])
                guard applied == 0 else { return }
                for statement in migration.up { try session.execute(statement) }
                try session.execute(
                    "INSERT INTO schema_migrations (number, title, checksum, applied_at) VALUES (?, ?, ?, ?)",
                    [.integer(migration.number), .text(migration.title), .text(migration.checksum(session.dialect)), .text(now)])
            }
            report("Successfully \(migration.success)")
        }
        return missing.count
    }

    /// Takes the last `count` applied migrations back, newest first, and returns how many that were.
    /// - Throws: ``StorageError``; migrations taken back before the failed one stay so.
    @discardableResult
    package func down(_ count: Int = 1, report: (String) -> Void = { _ in }) async throws -> Int {
        let applied = try await status().filter { $0.appliedAt != nil }.map(\.number)
        let last = applied.suffix(max(0, count))
        for migration in catalogue.reversed() where last.contains(migration.number) {
            report("Rolling back migration: \(migration.title)")
            try await database.write { session in
                for statement in migration.down { try session.execute(statement) }
                try session.execute("DELETE FROM schema_migrations WHERE number = ?", [.integer(migration.number)])
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
        let rows = try await database.write { session in
            try session.execute(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    number BIGINT PRIMARY KEY, title TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL)
                """)
            return try session.query("SELECT number, checksum, applied_at FROM schema_migrations")
        }
        return try Dictionary(
            rows.map { row in
                (try row.integer("number"), Applied(checksum: try row.text("checksum"), at: try row.moment("applied_at")))
            }, uniquingKeysWith: { first, _ in first })
    }
}
