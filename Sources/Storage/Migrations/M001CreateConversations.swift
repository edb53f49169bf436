extension Migration {
    static let createConversations = Migration(
        number: 1,
        title: "Create conversations and chat_messages",
        success: "created conversations and chat_messages tables",
        up: [
            """
            CREATE TABLE conversations (
                id TEXT PRIMARY KEY,
                user_id TEXT NOT NULL,
                title TEXT NOT NULL,
                assistant TEXT,
                created_at TIMESTAMPTZ NOT NULL,
                updated_at TIMESTAMPTZ NOT NULL)
            """,
            "CREATE INDEX conversations_by_user ON conversations (user_id, updated_at)",
            """
            CREATE TABLE chat_messages (
                id TEXT PRIMARY KEY,
                conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
                position BIGINT NOT NULL,
                role TEXT NOT NULL,
                content TEXT NOT NULL,
                model_identifier TEXT,
                status TEXT NOT NULL,
                error_code TEXT,
                request_id TEXT,
                created_at TIMESTAMPTZ NOT NULL,
                UNIQUE (conversation_id, position))
            """,
            "CREATE INDEX chat_messages_by_status ON chat_messages (status)",
        ],
        down: ["DROP TABLE chat_messages", "DROP TABLE conversations"])
}
