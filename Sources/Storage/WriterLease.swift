/// This server's word that it still writes what it has begun to write. Several servers may share a database; the messages
/// of one that is gone are `interrupted`, those of the others are left alone.
///
/// Moments are the database's own, for the clocks of servers may differ.
package struct WriterLease: Sendable {
    private let database: any Database
    /// The same after a restart, so that a server knows what its predecessor left behind.
    private let id: String
    private let seconds: Int

    /// - Parameter seconds: without a word after which a server counts as gone; several times the pause between two.
    package init(database: any Database, id: String, seconds: Int = 30) {
        self.database = database
        self.id = id
        self.seconds = seconds
    }

    /// At the server's start, before it writes anything: what nobody writes any more is `interrupted`, its predecessor's
    /// messages among them. Returns how many those were.
    /// - Throws: ``StorageError``.
    package func begin() async throws -> Int {
        try await database.write { session in
            let left = try session.execute(
                "UPDATE chat_messages SET status = 'interrupted' WHERE status = 'streaming' AND (writer IS NULL OR writer = ?)",
                [.text(id)])
            try self.beat(session)
            return left + (try self.sweep(session))
        }
    }

    /// Every few seconds from then on: gives word again, and interrupts what servers that are gone were writing. Returns how
    /// many messages those were. One that was only silent for a while sets its messages right as it goes on writing them.
    /// - Throws: ``StorageError``.
    package func renew() async throws -> Int {
        try await database.write { session in
            try self.beat(session)
            return try self.sweep(session)
        }
    }

    private func beat(_ session: any SQLSession) throws {
        let now = session.dialect == .sqlite ? "strftime('%Y-%m-%d %H:%M:%f', 'now')" : "clock_timestamp()"
        try session.execute(
            "INSERT INTO server_instances (id, seen_at) VALUES (?, \(now)) ON CONFLICT (id) DO UPDATE SET seen_at = \(now)",
            [.text(id)])
    }

    private func sweep(_ session: any SQLSession) throws -> Int {
        let limit =
            switch session.dialect {
            case .sqlite: "strftime('%Y-%m-%d %H:%M:%f', 'now', '-\(seconds) seconds')"
            case .postgresql: "clock_timestamp() - INTERVAL '\(seconds) seconds'"
            }
        try session.execute("DELETE FROM server_instances WHERE seen_at < \(limit)")
        return try session.execute(
            """
            UPDATE chat_messages SET status = 'interrupted'
            WHERE status = 'streaming' AND writer IS NOT NULL AND writer NOT IN (SELECT id FROM server_instances)
            """)
    }
}
