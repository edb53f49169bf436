extension Migration {
    /// Rows without a session do not stand in each other's way: NULL equals nothing.
    static let addSessionToConversations = Migration(
        number: 14,
        title: "Add session_id to conversations",
        success: "added session_id column to conversations table",
        up: [
            "ALTER TABLE conversations ADD COLUMN session_id TEXT",
            "CREATE UNIQUE INDEX conversations_by_session ON conversations (user_id, session_id)",
        ],
        down: [
            "DROP INDEX conversations_by_session",
            "ALTER TABLE conversations DROP COLUMN session_id",
        ])
}
