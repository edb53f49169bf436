import Foundation
package import Storage

/// What was recommended with one answer, as it was then.
package struct RecommendationRecord: Sendable, Hashable, Codable {
    /// Who found it.
    package enum Source: String, Sendable, Hashable, Codable {
        /// A model answered, and what it named comes first.
        case model
        /// No model did: a plain search.
        case search
    }

    package struct Item: Sendable, Hashable, Codable {
        package var id: String
        package var name: String
        package var category: String
        package var description: String
        package var price: Double?
        package var currency: String?
        package var stock: Int?
        package var picture: String?
        package var why: Recommendation.Why
        package var reason: String
    }

    package var source: Source
    package var items: [Item]
    /// How many of those that the answer named were left out, by ``RecommendationList/Drop``.
    package var dropped: [String: Int]

    package init(source: Source = .search, items: [Item] = [], dropped: [String: Int] = [:]) {
        self.source = source
        self.items = items
        self.dropped = dropped
    }

    package init(_ list: RecommendationList, source: Source) {
        self.init(
            source: source, items: list.recommendations.map(Item.init),
            dropped: Dictionary(uniqueKeysWithValues: list.dropped.map { ($0.key.rawValue, $0.value) }))
    }
}

extension RecommendationRecord.Item {
    init(_ recommendation: Recommendation) {
        let item = recommendation.item
        self.init(
            id: item.id, name: item.name, category: item.category, description: item.description, price: item.price,
            currency: item.currency, stock: item.stock, picture: item.picture, why: recommendation.why,
            reason: recommendation.reason)
    }
}

/// The recommendations of answers, kept with their messages.
package struct RecommendationRepository: Sendable {
    private let database: any Database
    /// For those of temporary conversations.
    private let memory: (any Database)?

    package init(database: any Database, memory: (any Database)? = nil) {
        self.database = database
        self.memory = memory
    }

    private func shelf(of id: String) -> any Database { TemporaryName.isOne(id) ? memory ?? database : database }

    package func keep(_ record: RecommendationRecord, with message: String) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(record), as: UTF8.self)
        try await shelf(of: message).write { session in
            try session.execute(
                """
                INSERT INTO message_recommendations (message_id, content) VALUES (?, ?)
                ON CONFLICT (message_id) DO UPDATE SET content = excluded.content
                """, [.text(message), .text(json)])
        }
    }

    /// Keeps what was recommended with messages with copies of them, too.
    /// - Parameter copies: the copy's identifier by the original's.
    package func copy(_ copies: [String: String]) async throws {
        guard let first = copies.keys.first else { return }
        try await shelf(of: first).write { session in
            for (message, copy) in copies {
                try session.execute(
                    """
                    INSERT INTO message_recommendations (message_id, content)
                    SELECT ?, content FROM message_recommendations WHERE message_id = ?
                    """, [.text(copy), .text(message)])
            }
        }
    }

    /// By message; none when the conversation is not the owner's.
    package func all(in conversation: String, owner: String) async throws -> [String: RecommendationRecord] {
        let rows = try await shelf(of: conversation).read { session in
            try session.query(
                """
                SELECT r.message_id, r.content FROM conversations c JOIN chat_messages m ON m.conversation_id = c.id
                JOIN message_recommendations r ON r.message_id = m.id WHERE c.id = ? AND c.user_id = ?
                """, [.text(conversation), .text(owner)])
        }
        return try rows.reduce(into: [:]) { records, row in
            records[try row.text("message_id")] = try? JSONDecoder().decode(
                RecommendationRecord.self, from: Data(try row.text("content").utf8))
        }
    }
}
