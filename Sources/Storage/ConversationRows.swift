import Foundation
import LanguageModel

extension Conversation {
    /// What ``init(row:)`` reads, of a table called `c`.
    static let columns = """
        c.id, c.user_id, c.title, c.title_origin, c.assistant, c.default_model_id, c.pinned, c.archived, c.active_message_id, \
        c.created_at, c.updated_at
        """

    init(row: SQLRow) throws {
        self.init(
            id: try row.text("id"), owner: try row.text("user_id"), title: try row.text("title"),
            titleOrigin: row["title_origin"].text.flatMap(TitleOrigin.init) ?? .user, assistant: row["assistant"].text,
            defaultModel: row["default_model_id"].text.flatMap { ModelIdentifier($0) }, isPinned: row["pinned"].bool ?? false,
            isArchived: row["archived"].bool ?? false, activeMessage: row["active_message_id"].text,
            createdAt: try row.moment("created_at"), updatedAt: try row.moment("updated_at"))
    }

    func insert(_ session: any SQLSession) throws {
        try session.execute(
            """
            INSERT INTO conversations (id, user_id, title, title_origin, assistant, default_model_id, pinned, archived,
                active_message_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(id), .text(owner), .text(title), .text(titleOrigin.rawValue), SQLValue(assistant),
                SQLValue(defaultModel?.description), .bool(isPinned), .bool(isArchived), SQLValue(activeMessage),
                .text(Timestamp(seconds: createdAt).description), .text(Timestamp(seconds: updatedAt).description),
            ])
    }
}

extension ChatMessage {
    /// What ``init(row:)`` reads, of a table called `m`.
    static let columns = """
        m.id, m.parent_id, m.role, m.content, m.model_identifier, m.model_path, m.status, m.error_code, m.request_id, \
        m.position, m.created_at
        """

    init(row: SQLRow) throws {
        guard let role = Role(rawValue: try row.text("role")), let status = Status(rawValue: try row.text("status")) else {
            throw StorageError.unreadable("message \(try row.text("id")) has no known role or status")
        }
        // Messages from before there was a path know the last model only.
        let last = row["model_identifier"].text.flatMap { ModelIdentifier($0) }
        self.init(
            id: try row.text("id"), parent: row["parent_id"].text, role: role, content: try row.text("content"),
            models: row["model_path"].text.map(Self.models) ?? last.map { [$0] } ?? [], status: status,
            errorCode: row["error_code"].text, requestID: row["request_id"].text, position: try row.integer("position"),
            createdAt: try row.moment("created_at"))
    }

    func insert(_ session: any SQLSession, into conversation: String) throws {
        try session.execute(
            """
            INSERT INTO chat_messages (id, conversation_id, parent_id, position, role, content, model_identifier, model_path,
                status, error_code, request_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(id), .text(conversation), SQLValue(parent), .integer(position), .text(role.rawValue),
                .text(content.storable), SQLValue(model?.description), Self.path(models), .text(status.rawValue),
                SQLValue(errorCode), SQLValue(requestID), .text(Timestamp(seconds: createdAt).description),
            ])
    }

    /// A JSON list of `provider:model`; null when nobody spoke.
    static func path(_ models: [ModelIdentifier]) -> SQLValue {
        guard !models.isEmpty, let json = try? JSONEncoder().encode(models) else { return .null }
        return .text(String(decoding: json, as: UTF8.self))
    }

    private static func models(_ path: String) -> [ModelIdentifier] {
        (try? JSONDecoder().decode([ModelIdentifier].self, from: Data(path.utf8))) ?? []
    }
}

extension String {
    /// Without the one character that PostgreSQL keeps in no text.
    var storable: String { utf8.contains(0) ? replacingOccurrences(of: "\0", with: "") : self }
}
