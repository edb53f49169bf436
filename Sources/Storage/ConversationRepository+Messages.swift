package import LanguageModel

extension ConversationRepository {
    /// Appends messages, each after the one before it, in one transaction; the last one is the conversation's open end then.
    /// Returns them with their parents, positions and time.
    /// - Parameter place: where the first of them goes.
    /// - Throws: ``StorageError/notFound`` when the conversation is not the owner's or has no such message,
    ///   ``StorageError/rejected(_:)`` when a message's `id` is taken.
    @discardableResult
    package func append(
        _ messages: [ChatMessage], to conversation: String, owner: String, at place: MessagePlace = .end
    ) async throws -> [ChatMessage] {
        let now = Timestamp(seconds: time.wallClock)
        return try await shelf(of: conversation).write { session in
            // First of all, since it keeps others out of this conversation until the transaction ends.
            let touched = try session.execute(
                "UPDATE conversations SET updated_at = ? WHERE id = ? AND user_id = ?",
                [.text(now.description), .text(conversation), .text(owner)])
            guard touched > 0 else { throw StorageError.notFound }
            var parent = try self.parent(at: place, in: conversation, session)
            var position = try session.count(
                "SELECT COALESCE(MAX(position), 0) FROM chat_messages WHERE conversation_id = ?", [.text(conversation)])
            let stored = try messages.map { message in
                position += 1
                var stored = message
                stored.parent = parent
                stored.position = position
                stored.createdAt = now.seconds
                try stored.insert(session, into: conversation)
                if let writer, stored.status == .streaming {
                    try session.execute(
                        "UPDATE chat_messages SET writer = ? WHERE id = ?", [.text(writer), .text(stored.id)])
                }
                parent = stored.id
                return stored
            }
            try session.execute(
                "UPDATE conversations SET active_message_id = ? WHERE id = ?", [SQLValue(parent), .text(conversation)])
            return stored
        }
    }

    private func parent(at place: MessagePlace, in conversation: String, _ session: any SQLSession) throws -> String? {
        switch place {
        case .end:
            return try session.query("SELECT active_message_id FROM conversations WHERE id = ?", [.text(conversation)])
                .first?["active_message_id"].text
        case .first:
            return nil
        case .after(let id):
            let found = try session.count(
                "SELECT COUNT(*) FROM chat_messages WHERE id = ? AND conversation_id = ?", [.text(id), .text(conversation)])
            guard found > 0 else { throw StorageError.notFound }
            return id
        }
    }

    /// Replaces a message's content and standing.
    /// - Parameter models: every model that has spoken in it, in order.
    /// - Throws: ``StorageError/notFound`` when the owner has no such message.
    package func update(
        message id: String, owner: String, content: String, status: ChatMessage.Status, models: [ModelIdentifier] = [],
        errorCode: String? = nil
    ) async throws {
        try await change(
            id,
            """
            UPDATE chat_messages SET content = ?, status = ?, model_identifier = ?, model_path = ?, error_code = ?
            WHERE id = ? AND conversation_id IN (SELECT id FROM conversations WHERE user_id = ?)
            """,
            [
                .text(content.storable), .text(status.rawValue), SQLValue(models.last?.description), ChatMessage.path(models),
                SQLValue(errorCode), .text(id), .text(owner),
            ])
    }

    /// The messages of the path that is open, in order; empty when the conversation is not the owner's.
    package func messages(of conversation: String, owner: String) async throws -> [ChatMessage] {
        try await tree(of: conversation, owner: owner).activePath
    }

    /// All messages; none when the conversation is not the owner's.
    package func tree(of conversation: String, owner: String) async throws -> MessageTree {
        try await shelf(of: conversation).read { session in
            let rows = try session.query(
                """
                SELECT \(ChatMessage.columns), c.active_message_id FROM conversations c
                JOIN chat_messages m ON m.conversation_id = c.id
                WHERE c.id = ? AND c.user_id = ? ORDER BY m.position
                """, [.text(conversation), .text(owner)])
            return MessageTree(try rows.map(ChatMessage.init(row:)), active: rows.first?["active_message_id"].text)
        }
    }
}
