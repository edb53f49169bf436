/// A conversation in which something was found.
package struct SearchHit: Sendable, Hashable {
    package var conversation: Conversation
    /// The newest message in which it stands; nil when it is the title that was found.
    package var messageID: String?
    package var snippet: SearchSnippet
    /// In how many of its messages, and its title, it stands.
    package var count: Int
}

extension ConversationRepository {
    /// The owner's conversations in whose messages or title all terms of `query` stand, the one with the newest such message
    /// (or the one last written to, if it is the title) first; archived ones too, and messages outside of the path that is open. Of a word that stands in thousands of messages
    /// the newest alone are counted.
    package func search(_ query: SearchQuery, owner: String, limit: Int = 30) async throws -> [SearchHit] {
        let statement = SearchStatement(query, owner: owner, limit: limit, dialect: database.dialect)
        return try await database.read { session in
            try session.execute(SearchStatement.planning)
            return try session.query(statement.sql, statement.arguments).map { row in
                let conversation = try Conversation(row: row)
                return SearchHit(
                    conversation: conversation, messageID: row["message_id"].text,
                    snippet: SearchSnippet(of: row["message_content"].text ?? conversation.title, for: query),
                    count: try row.integer("hits"))
            }
        }
    }
}
