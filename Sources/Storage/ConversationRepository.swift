package import LanguageModel

/// Conversations and their messages. Every call names the owner and touches nothing of anyone else.
package struct ConversationRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// - Throws: ``StorageError/rejected(_:)`` when `id` is taken.
    package func create(
        id: String, owner: String, title: String, assistant: String? = nil, defaultModel: ModelIdentifier? = nil
    ) async throws -> Conversation {
        let now = Timestamp(seconds: time.wallClock)
        let conversation = Conversation(
            id: id, owner: owner, title: title, assistant: assistant, defaultModel: defaultModel, createdAt: now.seconds,
            updatedAt: now.seconds)
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO conversations (id, user_id, title, assistant, default_model_id, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(id), .text(owner), .text(title), SQLValue(assistant), SQLValue(defaultModel?.description),
                    .text(now.description), .text(now.description),
                ])
        }
        return conversation
    }

    /// nil when there is none of that owner's.
    package func conversation(_ id: String, owner: String) async throws -> Conversation? {
        try await database.read { session in
            try session.query("SELECT * FROM conversations WHERE id = ? AND user_id = ?", [.text(id), .text(owner)])
                .first.map(Conversation.init(row:))
        }
    }

    /// The owner's conversations, the one last written to first.
    package func list(owner: String, limit: Int = 100) async throws -> [Conversation] {
        try await database.read { session in
            try session.query(
                "SELECT * FROM conversations WHERE user_id = ? ORDER BY updated_at DESC, id DESC LIMIT ?",
                [.text(owner), .integer(max(0, limit))]
            ).map(Conversation.init(row:))
        }
    }

    /// - Throws: ``StorageError/notFound``.
    package func rename(_ id: String, owner: String, title: String) async throws {
        try await change(
            "UPDATE conversations SET title = ? WHERE id = ? AND user_id = ?", [.text(title), .text(id), .text(owner)])
    }

    /// - Throws: ``StorageError/notFound``.
    package func setDefaultModel(_ model: ModelIdentifier?, of id: String, owner: String) async throws {
        try await change(
            "UPDATE conversations SET default_model_id = ? WHERE id = ? AND user_id = ?",
            [SQLValue(model?.description), .text(id), .text(owner)])
    }

    /// Deletes the conversation with its messages.
    /// - Throws: ``StorageError/notFound``.
    package func delete(_ id: String, owner: String) async throws {
        try await change("DELETE FROM conversations WHERE id = ? AND user_id = ?", [.text(id), .text(owner)])
    }

    /// Appends messages in one transaction and returns them with their positions and time.
    /// - Throws: ``StorageError/notFound`` when the conversation is not the owner's, ``StorageError/rejected(_:)`` when a
    ///   message's `id` is taken.
    @discardableResult
    package func append(_ messages: [ChatMessage], to conversation: String, owner: String) async throws -> [ChatMessage] {
        let now = Timestamp(seconds: time.wallClock)
        return try await database.write { session in
            let touched = try session.execute(
                "UPDATE conversations SET updated_at = ? WHERE id = ? AND user_id = ?",
                [.text(now.description), .text(conversation), .text(owner)])
            guard touched > 0 else { throw StorageError.notFound }
            var position = try session.count(
                "SELECT COALESCE(MAX(position), 0) FROM chat_messages WHERE conversation_id = ?", [.text(conversation)])
            return try messages.map { message in
                position += 1
                var stored = message
                stored.position = position
                stored.createdAt = now.seconds
                try session.execute(
                    """
                    INSERT INTO chat_messages (id, conversation_id, position, role, content, model_identifier, status,
                        error_code, request_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        .text(message.id), .text(conversation), .integer(position), .text(message.role.rawValue),
                        .text(message.content), SQLValue(message.model?.description), .text(message.status.rawValue),
                        SQLValue(message.errorCode), SQLValue(message.requestID), .text(now.description),
                    ])
                return stored
            }
        }
    }

    /// Replaces a message's content and standing.
    /// - Throws: ``StorageError/notFound`` when the owner has no such message.
    package func update(
        message id: String, owner: String, content: String, status: ChatMessage.Status, model: ModelIdentifier? = nil,
        errorCode: String? = nil
    ) async throws {
        try await change(
            """
            UPDATE chat_messages SET content = ?, status = ?, model_identifier = ?, error_code = ?
            WHERE id = ? AND conversation_id IN (SELECT id FROM conversations WHERE user_id = ?)
            """,
            [
                .text(content), .text(status.rawValue), SQLValue(model?.description), SQLValue(errorCode), .text(id),
                .text(owner),
            ])
    }

    /// Deletes a message, as when an answer is asked for anew.
    /// - Throws: ``StorageError/notFound`` when the owner has no such message.
    package func delete(message id: String, owner: String) async throws {
        try await change(
            "DELETE FROM chat_messages WHERE id = ? AND conversation_id IN (SELECT id FROM conversations WHERE user_id = ?)",
            [.text(id), .text(owner)])
    }

    /// The conversation's messages in order; empty when it is not the owner's.
    package func messages(of conversation: String, owner: String) async throws -> [ChatMessage] {
        try await database.read { session in
            try session.query(
                """
                SELECT m.* FROM chat_messages m JOIN conversations c ON c.id = m.conversation_id
                WHERE c.id = ? AND c.user_id = ? ORDER BY m.position
                """, [.text(conversation), .text(owner)]
            ).map(ChatMessage.init(row:))
        }
    }

    /// At the server's start: what was being written when it went down is `interrupted` now. Returns how many that were.
    @discardableResult
    package func interruptStreaming() async throws -> Int {
        try await database.write { session in
            try session.execute("UPDATE chat_messages SET status = 'interrupted' WHERE status = 'streaming'")
        }
    }

    private func change(_ sql: String, _ arguments: [SQLValue]) async throws {
        try await database.write { session in
            guard try session.execute(sql, arguments) > 0 else { throw StorageError.notFound }
        }
    }
}

extension Conversation {
    fileprivate init(row: SQLRow) throws {
        self.init(
            id: try row.text("id"), owner: try row.text("user_id"), title: try row.text("title"),
            assistant: row["assistant"].text, defaultModel: row["default_model_id"].text.flatMap { ModelIdentifier($0) },
            createdAt: try row.moment("created_at"), updatedAt: try row.moment("updated_at"))
    }
}

extension ChatMessage {
    fileprivate init(row: SQLRow) throws {
        guard let role = Role(rawValue: try row.text("role")), let status = Status(rawValue: try row.text("status")) else {
            throw StorageError.unreadable("message \(try row.text("id")) has no known role or status")
        }
        self.init(
            id: try row.text("id"), role: role, content: try row.text("content"),
            model: row["model_identifier"].text.flatMap { ModelIdentifier($0) }, status: status,
            errorCode: row["error_code"].text, requestID: row["request_id"].text, position: try row.integer("position"),
            createdAt: try row.moment("created_at"))
    }
}
