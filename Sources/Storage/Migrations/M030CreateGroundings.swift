extension Migration {
    static let createGroundings = Migration(
        number: 30,
        title: "Create message_groundings and message_selections",
        success: "created message_groundings and message_selections tables",
        up: [
            """
            CREATE TABLE message_groundings (
                message_id TEXT PRIMARY KEY REFERENCES chat_messages (id) ON DELETE CASCADE,
                content TEXT NOT NULL)
            """,
            """
            CREATE TABLE message_selections (
                message_id TEXT PRIMARY KEY REFERENCES chat_messages (id) ON DELETE CASCADE,
                content TEXT NOT NULL)
            """,
        ],
        down: ["DROP TABLE message_selections", "DROP TABLE message_groundings"])
}
