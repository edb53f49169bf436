package import LanguageModel

/// Everything that is kept of one person, whatever table it is in: taken away, or handed out.
package struct PersonalData: Sendable {
    private let database: any Database
    /// Where conversations are that are kept in memory alone.
    private let memory: (any Database)?
    private let time: any TimeSource
    private let beforeErasing: @Sendable (String, any SQLSession) throws -> Void

    /// How many conversations go in one transaction, so that others get their turn in between.
    package static let batch = 100

    /// - Parameter beforeErasing: does what rows of an owner want done before they go, in the transaction in which they go.
    package init(
        database: any Database, memory: (any Database)? = nil, time: any TimeSource,
        beforeErasing: @escaping @Sendable (String, any SQLSession) throws -> Void = { _, _ in }
    ) {
        self.database = database
        self.memory = memory
        self.time = time
        self.beforeErasing = beforeErasing
    }

    /// Takes away everything of `owner`. The account goes first, in one transaction, so that nothing is done with it any more; a
    /// server that is killed before the rest is gone goes on with it through ``finishErasures()``.
    /// - Parameter check: throws when the owner must stay; nothing is changed then.
    /// - Throws: ``StorageError``, and what `check` throws.
    package func erase(
        _ owner: String, check: @escaping @Sendable (any SQLSession) throws -> Void = { _ in }
    ) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write(unhurried: true) { session in
            try check(session)
            try session.execute(
                """
                INSERT INTO erased_owners (owner_id, erased_at) VALUES (?, ?)
                ON CONFLICT (owner_id) DO UPDATE SET erased_at = excluded.erased_at
                """, [.text(owner), .text(now)])
            // Limits name people as people do.
            let name = "(SELECT username FROM users WHERE id = ?)"
            try session.execute(
                "DELETE FROM spending_limits WHERE scope = 'user' AND name = \(name)", [.text(owner)])
            try session.execute("DELETE FROM spending_warnings WHERE target = 'user:' || \(name)", [.text(owner)])
            try beforeErasing(owner, session)
            for table in PersonalTable.erased where table != .conversations { try table.delete(of: owner, session) }
            // Where the person came from identifies them; where an admin came from who dealt with them does not.
            try session.execute(
                """
                UPDATE audit_log SET address = NULL
                WHERE address IS NOT NULL AND (actor_id = ? OR (subject_id = ? AND actor_id IS NULL))
                """, [.text(owner), .text(owner)])
        }
        try await clear(owner)
        try await scrub()
    }

    /// Takes away what an interrupted ``erase(_:check:)`` left, and what requests that were under way at the time have kept since.
    package func finishErasures() async throws {
        let longAgo = Timestamp(seconds: time.wallClock - 24 * 3600).description
        let owners = try await database.read { session in
            try session.query("SELECT owner_id FROM erased_owners").map { try $0.text("owner_id") }
        }
        for owner in owners { try await clear(owner) }
        try await database.write { session in
            try session.execute("DELETE FROM erased_owners WHERE erased_at < ?", [.text(longAgo)])
        }
    }

    /// Takes away what `owner` said and was answered, and returns how many conversations that were; the account stays.
    @discardableResult
    package func forgetConversations(of owner: String) async throws -> Int {
        var count = 0
        for place in places {
            count += try await deleteConversations(of: owner, in: place)
            try await place.write { session in
                try session.execute("DELETE FROM suggestions WHERE user_id = ?", [.text(owner)])
            }
        }
        try await scrub()
        return count
    }

    /// Makes what was deleted unreadable in the database's own files. The search's index keeps what was taken out of it until
    /// its parts are merged.
    package func scrub() async throws {
        try await database.write(unhurried: true) { session in
            try session.execute(
                SQLStatement(sqlite: "INSERT INTO search_index (search_index) VALUES ('optimize')", postgresql: nil))
        }
        try await database.forgetDeleted()
    }

    /// A page of a person's rows of one table, by column, without its secrets; empty after the last.
    /// - Parameter key: the last one's ``PersonalTable/key``; nil for the first page.
    package func rows(
        of table: PersonalTable, owner: String, after key: SQLValue?, limit: Int = 200
    ) async throws -> [[String: SQLValue]] {
        try await database.read { session in
            guard
                let shape = try PortableTable.all(in: session, catalogue: Migration.catalogue).first(where: {
                    $0.name == table.name
                })
            else { return [] }
            let names = shape.columns.map(\.name).joined(separator: ", ")
            let rows = try session.query(
                """
                SELECT \(names) FROM \(table.name) WHERE \(table.owner) = ? \(key == nil ? "" : "AND \(table.key) > ?")
                ORDER BY \(table.key) LIMIT ?
                """, [.text(owner)] + (key.map { [$0] } ?? []) + [.integer(limit)])
            return try rows.map { row in
                Dictionary(zip(shape.columns.map(\.name), try shape.values(of: row))) { first, _ in first }
                    .filter { !table.secrets.contains($0.key) }
            }
        }
    }

    private var places: [any Database] { [database] + (memory.map { [$0] } ?? []) }

    private func clear(_ owner: String) async throws {
        for place in places {
            try await deleteConversations(of: owner, in: place)
            try await place.write { session in
                try beforeErasing(owner, session)
                for table in PersonalTable.erased { try table.delete(of: owner, session) }
            }
        }
    }

    @discardableResult
    private func deleteConversations(of owner: String, in place: any Database) async throws -> Int {
        var total = 0
        while true {
            let count = try await place.write { session in
                try session.execute(
                    "DELETE FROM conversations WHERE id IN (SELECT id FROM conversations WHERE user_id = ? LIMIT ?)",
                    [.text(owner), .integer(Self.batch)])
            }
            total += count
            if count == 0 { return total }
        }
    }
}

extension PersonalTable {
    fileprivate func delete(of person: String, _ session: any SQLSession) throws {
        try session.execute("DELETE FROM \(name) WHERE \(owner) = ?", [.text(person)])
    }
}
