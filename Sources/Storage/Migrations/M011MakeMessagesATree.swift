extension Migration {
    /// Messages that were a row become a tree without branches. The way back keeps of each tree the path that was open.
    static let makeMessagesATree = Migration(
        number: 11,
        title: "Add parent_id and model_path to chat_messages, active_message_id to conversations",
        success: "added parent_id and model_path columns to chat_messages table, active_message_id column to conversations table",
        up: [
            "ALTER TABLE chat_messages ADD COLUMN parent_id TEXT",
            "ALTER TABLE chat_messages ADD COLUMN model_path TEXT",
            "ALTER TABLE conversations ADD COLUMN active_message_id TEXT",
            """
            UPDATE chat_messages SET parent_id = (
                SELECT before.id FROM chat_messages before
                WHERE before.conversation_id = chat_messages.conversation_id AND before.position < chat_messages.position
                ORDER BY before.position DESC LIMIT 1)
            """,
            """
            UPDATE conversations SET active_message_id = (
                SELECT m.id FROM chat_messages m WHERE m.conversation_id = conversations.id ORDER BY m.position DESC LIMIT 1)
            """,
        ],
        down: [
            """
            DELETE FROM chat_messages WHERE id NOT IN (
                WITH RECURSIVE path (id, parent_id) AS (
                    SELECT m.id, m.parent_id FROM conversations c JOIN chat_messages m ON m.id = c.active_message_id
                    UNION
                    SELECT m.id, m.parent_id FROM path JOIN chat_messages m ON m.id = path.parent_id)
                SELECT id FROM path)
            """,
            "ALTER TABLE conversations DROP COLUMN active_message_id",
            "ALTER TABLE chat_messages DROP COLUMN model_path",
            "ALTER TABLE chat_messages DROP COLUMN parent_id",
        ])
}
