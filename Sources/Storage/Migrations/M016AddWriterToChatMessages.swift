extension Migration {
    /// Which server writes a message, and when each server was last heard of. It goes by the database's own clock, so that
    /// servers whose clocks differ agree.
    static let addWriterToChatMessages = Migration(
        number: 16,
        title: "Add writer to chat_messages",
        success: "added writer column to chat_messages table, server_instances table",
        up: [
            "ALTER TABLE chat_messages ADD COLUMN writer TEXT",
            "CREATE TABLE server_instances (id TEXT PRIMARY KEY, seen_at TIMESTAMPTZ NOT NULL)",
            "CREATE INDEX chat_messages_being_written ON chat_messages (writer) WHERE status = 'streaming'",
        ],
        down: [
            "DROP INDEX chat_messages_being_written",
            "DROP TABLE server_instances",
            "ALTER TABLE chat_messages DROP COLUMN writer",
        ])
}
