package import LanguageModel

/// Conversations that nothing is kept of: in this process's memory, for as long as they are used and not too many.
package struct TemporaryConversations: Sendable {
    /// What there may be of them.
    package struct Bounds: Sendable, Hashable {
        /// How long one stays that nobody uses.
        package var lifetime: Duration
        /// One owner's; the least recently used go first.
        package var perOwner = 50
        /// Bytes of everybody's messages.
        package var size = 64 << 20

        package init(lifetime: Duration) {
            self.lifetime = lifetime
        }

        /// Beyond which nothing is taken in until there is room again. The search's index, which is several times as large as the
        /// text, is not counted in ``size``.
        var limit: Int { size * 8 }
    }

    package let database: any Database
    private let bounds: Bounds
    private let time: any TimeSource

    /// - Throws: ``StorageError``.
    package init(bounds: Bounds, time: any TimeSource) async throws {
        database = try SQLiteDatabase(inMemory: bounds.limit)
        self.bounds = bounds
        self.time = time
        try await Migrator(database: database, time: time).up()
    }

    /// Forgets what is over or too much, but for what is being answered. Returns how many conversations that were.
    @discardableResult
    package func tidy() async throws -> Int {
        let over = Timestamp(seconds: time.wallClock - bounds.lifetime.seconds).description
        return try await database.write { [bounds] session in
            var count = try session.execute("DELETE FROM conversations WHERE updated_at < ? AND \(Self.idle)", [.text(over)])
            try session.execute("DELETE FROM suggestions WHERE updated_at < ?", [.text(over)])
            count += try session.execute(
                """
                DELETE FROM conversations WHERE \(Self.idle) AND id IN (
                    SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY updated_at DESC, id) AS place
                        FROM conversations) AS places
                    WHERE place > ?)
                """, [.integer(bounds.perOwner)])
            while try session.count("SELECT COALESCE(SUM(LENGTH(CAST(content AS BLOB))), 0) FROM chat_messages") > bounds.size {
                let gone = try session.execute(
                    """
                    DELETE FROM conversations WHERE id IN (
                        SELECT id FROM conversations WHERE \(Self.idle) ORDER BY updated_at LIMIT 10)
                    """)
                guard gone > 0 else { break }
                count += gone
            }
            return count
        }
    }

    private static let idle = """
        NOT EXISTS (SELECT 1 FROM chat_messages m WHERE m.conversation_id = conversations.id AND m.status = 'streaming')
        """
}
