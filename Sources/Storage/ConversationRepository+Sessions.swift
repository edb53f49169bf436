import LanguageModel

/// A conversation as its owner's own name for it tells it: a session.
package struct ConversationSession: Sendable, Hashable {
    /// The owner's name for it; another owner's of the same name is another session.
    package var id: String
    package var title: String
    /// How many messages there are.
    package var messages: Int
    /// Seconds since 1970.
    package var createdAt: Double
    package var updatedAt: Double

    /// Begins the names of sessions of questions to documents, which are in no list of sessions.
    package static let queryPrefix = "query\u{1F}"
}

extension ConversationRepository {
    /// nil when the owner has no such session.
    package func conversation(session: String, owner: String) async throws -> Conversation? {
        try await database.read { try Self.conversation(session: session, owner: owner, $0) }
    }

    /// The owner's conversation of that session; a new and empty one where there is none yet.
    /// - Parameter id: what a new one is called.
    package func open(session: String, id: String, owner: String, assistant: String?) async throws -> Conversation {
        let now = Timestamp(seconds: time.wallClock).description
        return try await database.write { database in
            try database.execute(
                """
                INSERT INTO conversations (id, user_id, title, assistant, session_id, created_at, updated_at)
                VALUES (?, ?, '', ?, ?, ?, ?) ON CONFLICT (user_id, session_id) DO NOTHING
                """,
                [.text(id), .text(owner), SQLValue(assistant), .text(session), .text(now), .text(now)])
            guard let conversation = try Self.conversation(session: session, owner: owner, database) else {
                throw StorageError.notFound
            }
            return conversation
        }
    }

    /// The owner's sessions, the one last written to first.
    package func sessions(owner: String, limit: Int = 200) async throws -> [ConversationSession] {
        try await database.read { database in
            try database.query(
                """
                SELECT c.session_id, c.title, c.created_at, c.updated_at,
                    (SELECT COUNT(*) FROM chat_messages m WHERE m.conversation_id = c.id) AS messages
                FROM conversations c WHERE c.user_id = ? AND c.session_id IS NOT NULL AND c.session_id NOT LIKE ?
                ORDER BY c.updated_at DESC, c.id DESC LIMIT ?
                """, [.text(owner), .text(ConversationSession.queryPrefix + "%"), .integer(max(0, limit))]
            ).map { row in
                ConversationSession(
                    id: try row.text("session_id"), title: try row.text("title"), messages: try row.integer("messages"),
                    createdAt: try row.moment("created_at"), updatedAt: try row.moment("updated_at"))
            }
        }
    }

    private static func conversation(
        session: String, owner: String, _ database: any SQLSession
    ) throws -> Conversation? {
        try database.query("SELECT * FROM conversations WHERE user_id = ? AND session_id = ?", [.text(owner), .text(session)])
            .first.map(Conversation.init(row:))
    }
}
