extension Migration {
    /// Every message and title, looked up by words. An answer joins when it is whole: what is saved every second while it
    /// is written is not worth indexing.
    ///
    /// SQLite keeps trigrams, which find parts of words and languages that put no spaces between them. The index holds no
    /// text of its own; `search_entries` gives each text a number that stays when the file is vacuumed. PostgreSQL keeps
    /// lexemes beside each row, of no more text than a `tsvector` may hold.
    static let createConversationSearch = Migration(
        number: 12,
        title: "Create the search over conversations",
        success: "created the search over chat_messages and conversations",
        up: sqliteSearch.map { SQLStatement(sqlite: $0, postgresql: nil) } + [
            SQLStatement(
                sqlite: nil,
                postgresql: """
                    ALTER TABLE chat_messages ADD COLUMN search TSVECTOR GENERATED ALWAYS AS (
                        CASE WHEN status <> 'streaming' THEN to_tsvector('simple', left(content, 200000)) END) STORED
                    """),
            SQLStatement(
                sqlite: nil,
                postgresql: """
                    ALTER TABLE conversations ADD COLUMN title_search TSVECTOR
                        GENERATED ALWAYS AS (to_tsvector('simple', title)) STORED
                    """),
            SQLStatement(sqlite: nil, postgresql: "CREATE INDEX chat_messages_search ON chat_messages USING GIN (search)"),
        ],
        down: [
            "DROP TRIGGER conversation_search_delete", "DROP TRIGGER conversation_search_update",
            "DROP TRIGGER conversation_search_insert", "DROP TRIGGER chat_message_search_delete",
            "DROP TRIGGER chat_message_search_update", "DROP TRIGGER chat_message_search_insert", "DROP TABLE search_index",
            "DROP TABLE search_entries",
        ].map { SQLStatement(sqlite: $0, postgresql: nil) } + [
            SQLStatement(sqlite: nil, postgresql: "DROP INDEX chat_messages_search"),
            SQLStatement(sqlite: nil, postgresql: "ALTER TABLE conversations DROP COLUMN title_search"),
            SQLStatement(sqlite: nil, postgresql: "ALTER TABLE chat_messages DROP COLUMN search"),
        ])

    private static let sqliteSearch = [
        // A title's entry names no message.
        "CREATE TABLE search_entries (id INTEGER PRIMARY KEY, conversation_id TEXT NOT NULL, message_id TEXT UNIQUE)",
        "CREATE UNIQUE INDEX search_entries_of_titles ON search_entries (conversation_id) WHERE message_id IS NULL",
        "CREATE VIRTUAL TABLE search_index USING fts5(body, content='', tokenize='trigram')",
        """
        INSERT INTO search_entries (conversation_id, message_id)
        SELECT conversation_id, id FROM chat_messages WHERE status <> 'streaming' AND content <> ''
        """,
        "INSERT INTO search_entries (conversation_id) SELECT id FROM conversations WHERE title <> ''",
        """
        INSERT INTO search_index (rowid, body)
        SELECT e.id, COALESCE(m.content, c.title) FROM search_entries e
        JOIN conversations c ON c.id = e.conversation_id LEFT JOIN chat_messages m ON m.id = e.message_id
        """,
        """
        CREATE TRIGGER chat_message_search_insert AFTER INSERT ON chat_messages
        WHEN NEW.status <> 'streaming' AND NEW.content <> '' BEGIN
            INSERT INTO search_entries (conversation_id, message_id) VALUES (NEW.conversation_id, NEW.id);
            INSERT INTO search_index (rowid, body) SELECT id, NEW.content FROM search_entries WHERE message_id = NEW.id;
        END
        """,
        """
        CREATE TRIGGER chat_message_search_update AFTER UPDATE OF content, status ON chat_messages
        WHEN OLD.status <> 'streaming' OR NEW.status <> 'streaming' BEGIN
            INSERT INTO search_index (search_index, rowid, body)
                SELECT 'delete', id, OLD.content FROM search_entries WHERE message_id = OLD.id;
            DELETE FROM search_entries WHERE message_id = OLD.id;
            INSERT INTO search_entries (conversation_id, message_id)
                SELECT NEW.conversation_id, NEW.id WHERE NEW.status <> 'streaming' AND NEW.content <> '';
            INSERT INTO search_index (rowid, body) SELECT id, NEW.content FROM search_entries WHERE message_id = NEW.id;
        END
        """,
        """
        CREATE TRIGGER chat_message_search_delete AFTER DELETE ON chat_messages BEGIN
            INSERT INTO search_index (search_index, rowid, body)
                SELECT 'delete', id, OLD.content FROM search_entries WHERE message_id = OLD.id;
            DELETE FROM search_entries WHERE message_id = OLD.id;
        END
        """,
        """
        CREATE TRIGGER conversation_search_insert AFTER INSERT ON conversations WHEN NEW.title <> '' BEGIN
            INSERT INTO search_entries (conversation_id) VALUES (NEW.id);
            INSERT INTO search_index (rowid, body)
                SELECT id, NEW.title FROM search_entries WHERE conversation_id = NEW.id AND message_id IS NULL;
        END
        """,
        """
        CREATE TRIGGER conversation_search_update AFTER UPDATE OF title ON conversations BEGIN
            INSERT INTO search_index (search_index, rowid, body)
                SELECT 'delete', id, OLD.title FROM search_entries WHERE conversation_id = OLD.id AND message_id IS NULL;
            DELETE FROM search_entries WHERE conversation_id = OLD.id AND message_id IS NULL;
            INSERT INTO search_entries (conversation_id) SELECT NEW.id WHERE NEW.title <> '';
            INSERT INTO search_index (rowid, body)
                SELECT id, NEW.title FROM search_entries WHERE conversation_id = NEW.id AND message_id IS NULL;
        END
        """,
        """
        CREATE TRIGGER conversation_search_delete AFTER DELETE ON conversations BEGIN
            INSERT INTO search_index (search_index, rowid, body)
                SELECT 'delete', id, OLD.title FROM search_entries WHERE conversation_id = OLD.id AND message_id IS NULL;
            DELETE FROM search_entries WHERE conversation_id = OLD.id AND message_id IS NULL;
        END
        """,
    ]
}
