package import LanguageModel

/// Whose conversations are kept how long.
package enum RetentionGroup: String, Sendable, Hashable, Codable, CaseIterable {
    /// Browsers in which nobody has logged in.
    case visitor
    case member
    case viewer
    case admin

    /// Which rows are theirs, as a condition on `user_id`.
    fileprivate var owners: String {
        self == .visitor ? "user_id LIKE 'browser-%'" : "user_id IN (SELECT id FROM users WHERE role = '\(rawValue)')"
    }
}

/// How much was, or would be, taken away.
package struct PurgeCount: Sendable, Hashable {
    package var conversations = 0
    package var messages = 0
    package var suggestions = 0

    package init(conversations: Int = 0, messages: Int = 0, suggestions: Int = 0) {
        self.conversations = conversations
        self.messages = messages
        self.suggestions = suggestions
    }

    package var isNothing: Bool { self == PurgeCount() }

    package static func += (left: inout PurgeCount, right: PurgeCount) {
        left.conversations += right.conversations
        left.messages += right.messages
        left.suggestions += right.suggestions
    }
}

/// Takes away conversations and suggestions that have not been used for long. Pinned ones are like all others; one that is being
/// answered is in use.
package struct RetentionRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// What ``purge(_:before:)`` would take away.
    /// - Parameter moment: seconds since 1970.
    package func count(_ group: RetentionGroup, before moment: Double) async throws -> PurgeCount {
        let before = SQLValue.text(Timestamp(seconds: moment).description)
        return try await database.read { session in
            PurgeCount(
                conversations: try session.count("SELECT COUNT(*) FROM conversations WHERE \(unused(group))", [before]),
                messages: try session.count(
                    """
                    SELECT COUNT(*) FROM chat_messages
                    WHERE conversation_id IN (SELECT id FROM conversations WHERE \(unused(group)))
                    """, [before]),
                suggestions: try session.count(
                    "SELECT COUNT(*) FROM suggestions WHERE \(group.owners) AND updated_at < ?", [before]))
        }
    }

    /// Takes away what was last used before `moment`, some at a time so that others get their turn, and returns how much that
    /// was. Two that purge at once take each row away once.
    package func purge(_ group: RetentionGroup, before moment: Double, batch: Int = PersonalData.batch) async throws -> PurgeCount
    {
        let before = SQLValue.text(Timestamp(seconds: moment).description)
        var total = PurgeCount()
        total.suggestions = try await database.write(unhurried: true) { session in
            try session.execute("DELETE FROM suggestions WHERE \(group.owners) AND updated_at < ?", [before])
        }
        while true {
            let gone = try await database.write(unhurried: true) { session in
                var gone = PurgeCount()
                let rows = try session.query(
                    "SELECT id FROM conversations WHERE \(unused(group)) ORDER BY updated_at LIMIT ?", [before, .integer(batch)])
                for row in rows {
                    let id = SQLValue.text(try row.text("id"))
                    let messages = try session.count("SELECT COUNT(*) FROM chat_messages WHERE conversation_id = ?", [id])
                    guard try session.execute("DELETE FROM conversations WHERE id = ?", [id]) > 0 else { continue }
                    gone += PurgeCount(conversations: 1, messages: messages)
                }
                return gone
            }
            total += gone
            if gone.conversations < batch { return total }
        }
    }

    /// Whether the caller is to do `work` now: true for one of all servers, once in `interval`.
    package func claim(_ work: String, every interval: Duration) async throws -> Bool {
        let (now, due) = (time.wallClock, time.wallClock - interval.seconds)
        return try await database.write { session in
            try session.execute(
                """
                INSERT INTO scheduled_work (name, begun_at) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET begun_at = excluded.begun_at WHERE scheduled_work.begun_at <= ?
                """,
                [.text(work), .text(Timestamp(seconds: now).description), .text(Timestamp(seconds: due).description)]) > 0
        }
    }
}

private func unused(_ group: RetentionGroup) -> String {
    """
    \(group.owners) AND updated_at < ? AND NOT EXISTS (
        SELECT 1 FROM chat_messages m WHERE m.conversation_id = conversations.id AND m.status = 'streaming')
    """
}
