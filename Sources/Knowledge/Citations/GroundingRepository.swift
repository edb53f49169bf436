import Foundation
package import LanguageModel
package import Storage

/// What answers stand on, and what questions were asked about, kept with their messages.
package struct GroundingRepository: Sendable {
    private let database: any Database
    /// For those of temporary conversations.
    private let memory: (any Database)?

    package init(database: any Database, memory: (any Database)? = nil) {
        self.database = database
        self.memory = memory
    }

    private func shelf(of id: String) -> any Database { TemporaryName.isOne(id) ? memory ?? database : database }

    package func keep(_ grounding: Grounding, with message: String) async throws {
        try await keep(grounding, in: "message_groundings", message)
    }

    package func keep(_ selection: Selection, with message: String) async throws {
        try await keep(selection, in: "message_selections", message)
    }

    private func keep(_ content: some Encodable, in table: String, _ message: String) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(content), as: UTF8.self)
        try await shelf(of: message).write { session in
            try session.execute(
                """
                INSERT INTO \(table) (message_id, content) VALUES (?, ?)
                ON CONFLICT (message_id) DO UPDATE SET content = excluded.content
                """, [.text(message), .text(json)])
        }
    }

    /// Keeps what belongs to messages with copies of them, too.
    /// - Parameter copies: the copy's identifier by the original's.
    package func copy(_ copies: [String: String]) async throws {
        guard let first = copies.keys.first else { return }
        try await shelf(of: first).write { session in
            for (message, copy) in copies {
                for table in ["message_groundings", "message_selections"] {
                    try session.execute(
                        "INSERT INTO \(table) (message_id, content) SELECT ?, content FROM \(table) WHERE message_id = ?",
                        [.text(copy), .text(message)])
                }
            }
        }
    }

    /// By message; none when the conversation is not the owner's.
    package func all(in conversation: String, owner: String) async throws -> [String: Grounding] {
        try await all(Grounding.self, of: "message_groundings", in: conversation, owner)
    }

    /// By message; none when the conversation is not the owner's.
    package func selections(in conversation: String, owner: String) async throws -> [String: Selection] {
        try await all(Selection.self, of: "message_selections", in: conversation, owner)
    }

    private func all<Value: Decodable>(
        _ type: Value.Type, of table: String, in conversation: String, _ owner: String
    ) async throws -> [String: Value] {
        let rows = try await shelf(of: conversation).read { session in
            try session.query(
                """
                SELECT t.message_id, t.content FROM conversations c JOIN chat_messages m ON m.conversation_id = c.id
                JOIN \(table) t ON t.message_id = m.id WHERE c.id = ? AND c.user_id = ?
                """, [.text(conversation), .text(owner)])
        }
        return try rows.reduce(into: [:]) { found, row in
            found[try row.text("message_id")] = try? JSONDecoder().decode(
                Value.self, from: Data(try row.text("content").utf8))
        }
    }
}
