package import LanguageModel

/// Conversations and their messages. Every call names the owner and touches nothing of anyone else.
package struct ConversationRepository: Sendable {
    let database: any Database
    /// Where temporary conversations are: in no list, search or export.
    private let memory: (any Database)?
    let time: any TimeSource
    let writer: String?

    /// - Parameters:
    ///   - memory: for conversations with a ``TemporaryName``; nil where they are with all others.
    ///   - writer: this server's name in its ``WriterLease``.
    package init(database: any Database, memory: (any Database)? = nil, time: any TimeSource, writer: String? = nil) {
        self.database = database
        self.memory = memory
        self.time = time
        self.writer = writer
    }

    /// Where the conversation or message with this identifier is.
    func shelf(of id: String) -> any Database { TemporaryName.isOne(id) ? memory ?? database : database }

    /// - Throws: ``StorageError/rejected(_:)`` when `id` is taken.
    package func create(
        id: String, owner: String, title: String, assistant: String? = nil, defaultModel: ModelIdentifier? = nil
    ) async throws -> Conversation {
        let now = Timestamp(seconds: time.wallClock).seconds
        let conversation = Conversation(
            id: id, owner: owner, title: title, assistant: assistant, defaultModel: defaultModel, createdAt: now, updatedAt: now)
        try await insert([(conversation, [])])
        return conversation
    }

    /// Puts whole conversations in, as they are but for their messages' positions, all of them or none: temporary ones, or others.
    /// - Parameter conversations: each with its messages, a parent before what follows it.
    /// - Throws: ``StorageError/rejected(_:)`` when an identifier is taken.
    package func insert(_ conversations: [(Conversation, [ChatMessage])]) async throws {
        guard let first = conversations.first?.0.id else { return }
        try await shelf(of: first).write { session in
            for (conversation, messages) in conversations {
                try conversation.insert(session)
                for (offset, message) in messages.enumerated() {
                    var message = message
                    message.position = offset + 1
                    try message.insert(session, into: conversation.id)
                }
            }
        }
    }

    /// nil when there is none of that owner's.
    package func conversation(_ id: String, owner: String) async throws -> Conversation? {
        try await shelf(of: id).read { session in
            try session.query(
                "SELECT \(Conversation.columns) FROM conversations c WHERE c.id = ? AND c.user_id = ?", [.text(id), .text(owner)]
            ).first.map(Conversation.init(row:))
        }
    }

    /// A page of the owner's conversations, archived ones or the others: pinned first, then the one last written to.
    /// - Parameter cursor: where the page before ended.
    package func list(
        owner: String, archived: Bool = false, after cursor: ConversationCursor? = nil, limit: Int = 100
    ) async throws -> [Conversation] {
        var arguments: [SQLValue] = [.text(owner), .bool(archived)]
        if let cursor { arguments += [.bool(cursor.isPinned), .text(cursor.updatedAt.description), .text(cursor.id)] }
        return try await database.read { [arguments] session in
            try session.query(
                """
                SELECT \(Conversation.columns) FROM conversations c WHERE c.user_id = ? AND c.archived = ?
                \(cursor == nil ? "" : "AND (c.pinned, c.updated_at, c.id) < (?, ?, ?)")
                ORDER BY c.pinned DESC, c.updated_at DESC, c.id DESC LIMIT ?
                """, arguments + [.integer(max(0, limit))]
            ).map(Conversation.init(row:))
        }
    }

    /// - Throws: ``StorageError/notFound``, also when the message to be opened is not the conversation's.
    package func apply(_ change: ConversationChange, to id: String, owner: String) async throws {
        var assignments: [String] = []
        var arguments: [SQLValue] = []
        func set(_ columns: KeyValuePairs<String, SQLValue>) {
            for (column, value) in columns {
                assignments.append("\(column) = ?")
                arguments.append(value)
            }
        }
        if let title = change.title {
            set(["title": .text(title), "title_origin": .text(Conversation.TitleOrigin.user.rawValue)])
        }
        if let isPinned = change.isPinned { set(["pinned": .bool(isPinned)]) }
        if let isArchived = change.isArchived { set(["archived": .bool(isArchived)]) }
        if let model = change.defaultModel { set(["default_model_id": SQLValue(model?.description)]) }
        if let message = change.activeMessage { set(["active_message_id": .text(message)]) }
        if let assistant = change.assistant { set(["assistant": .text(assistant)]) }
        guard !assignments.isEmpty else { return }
        var sql = "UPDATE conversations SET \(assignments.joined(separator: ", ")) WHERE id = ? AND user_id = ?"
        arguments += [.text(id), .text(owner)]
        if let message = change.activeMessage {
            sql += " AND EXISTS (SELECT 1 FROM chat_messages m WHERE m.id = ? AND m.conversation_id = conversations.id)"
            arguments.append(.text(message))
        }
        try await self.change(id, sql, arguments)
    }

    /// Gives what `from` has to `owner`, as when somebody logs in who began as a visitor, and returns how much that was.
    /// What is still being answered stays where it is written to.
    @discardableResult
    package func adopt(from: String, owner: String) async throws -> Int {
        var count = 0
        for place in [database] + (memory.map { [$0] } ?? []) {
            count += try await place.write { session in
                try session.execute("UPDATE suggestions SET user_id = ? WHERE user_id = ?", [.text(owner), .text(from)])
                return try session.execute(
                    """
                    UPDATE conversations SET user_id = ? WHERE user_id = ? AND NOT EXISTS (
                        SELECT 1 FROM chat_messages m WHERE m.conversation_id = conversations.id AND m.status = 'streaming')
                    """, [.text(owner), .text(from)])
            }
        }
        return count
    }

    /// Gives the conversation a title that nobody has chosen, unless somebody has. Returns whether it has it now.
    @discardableResult
    package func suggest(title: String, from origin: Conversation.TitleOrigin, for id: String, owner: String) async throws -> Bool
    {
        try await shelf(of: id).write { session in
            try session.execute(
                """
                UPDATE conversations SET title = ?, title_origin = ?
                WHERE id = ? AND user_id = ? AND (title_origin = 'first_line' OR title = '')
                """,
                [.text(title), .text(origin.rawValue), .text(id), .text(owner)]) > 0
        }
    }

    /// - Throws: ``StorageError/notFound``.
    package func setDefaultModel(_ model: ModelIdentifier?, of id: String, owner: String) async throws {
        try await apply(ConversationChange(defaultModel: .some(model)), to: id, owner: owner)
    }

    /// Deletes the conversation with its messages.
    /// - Throws: ``StorageError/notFound``.
    package func delete(_ id: String, owner: String) async throws {
        try await change(id, "DELETE FROM conversations WHERE id = ? AND user_id = ?", [.text(id), .text(owner)])
    }

    func change(_ id: String, _ sql: String, _ arguments: [SQLValue]) async throws {
        try await shelf(of: id).write { session in
            guard try session.execute(sql, arguments) > 0 else { throw StorageError.notFound }
        }
    }
}
