/// The SQL that looks for a query among one owner's messages and titles, one row a conversation: its title if it stands there,
/// else the newest message.
struct SearchStatement {
    let sql: String
    let arguments: [SQLValue]

    init(_ query: SearchQuery, owner: String, limit: Int, dialect: SQLDialect) {
        let matches =
            switch dialect {
            case .sqlite: Self.sqlite(query, owner: owner)
            case .postgresql: Self.postgresql(query, owner: owner)
            }
        sql = """
            SELECT \(Conversation.columns), best.hits, best.message_id, found.content AS message_content
            FROM (
                SELECT matches.conversation_id, matches.message_id,
                    COUNT(*) OVER (PARTITION BY matches.conversation_id) AS hits,
                    ROW_NUMBER() OVER (
                        PARTITION BY matches.conversation_id
                        ORDER BY CASE WHEN matches.message_id IS NULL THEN 0 ELSE 1 END, matches.place DESC) AS rank
                FROM (\(matches.sql)) matches) best
            JOIN conversations c ON c.id = best.conversation_id
            LEFT JOIN chat_messages found ON found.id = best.message_id
            WHERE best.rank = 1 ORDER BY COALESCE(found.created_at, c.updated_at) DESC, c.id DESC LIMIT ?
            """
        arguments = matches.arguments + [.integer(max(0, limit))]
    }

    /// Of a word that stands everywhere, only so many places are looked at: SQLite goes through its index from the end, and what
    /// goes through messages themselves begins with the conversation last written to. So whoever has a hundred times as much
    /// waits no longer.
    static let mostMatches = 2000

    /// What is said before in the same transaction. PostgreSQL would otherwise settle for one plan for all words, but a word
    /// that stands everywhere wants another than one that stands nowhere.
    static let planning = SQLStatement(sqlite: nil, postgresql: "SET LOCAL plan_cache_mode = force_custom_plan")

    /// Terms of three characters and more are looked up; shorter ones sift what that finds.
    private static func sqlite(_ query: SearchQuery, owner: String) -> (sql: String, arguments: [SQLValue]) {
        let indexed = query.terms.filter(SearchQuery.hasTrigrams)
        let short = query.terms.filter { !SearchQuery.hasTrigrams($0) }
        guard !indexed.isEmpty else {
            return everything(owner: owner) { text in short.map { ("\(text) LIKE ? ESCAPE '!'", SearchQuery.pattern($0)) } }
        }
        let match = indexed.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: " AND ")
        let sifted = short.map { _ in " AND COALESCE(m.content, c.title) LIKE ? ESCAPE '!'" }.joined()
        // Among many messages each that is looked up lies on a page of its own, so only those that must be read are.
        let messages = short.isEmpty ? "" : "LEFT JOIN chat_messages m ON m.id = e.message_id"
        return (
            """
            SELECT e.conversation_id, e.message_id, e.id AS place FROM search_index
            CROSS JOIN search_entries e ON e.id = search_index.rowid CROSS JOIN conversations c ON c.id = e.conversation_id
            \(messages)
            WHERE search_index MATCH ? AND c.user_id = ?\(sifted)
            ORDER BY search_index.rowid DESC LIMIT \(mostMatches)
            """, [.text(match), .text(owner)] + short.map { .text(SearchQuery.pattern($0)) }
        )
    }

    /// Words are looked up by their beginnings; what PostgreSQL does not take for one word sifts what that finds.
    private static func postgresql(_ query: SearchQuery, owner: String) -> (sql: String, arguments: [SQLValue]) {
        let words = query.terms.filter(SearchQuery.isWord)
        let others = query.terms.filter { !SearchQuery.isWord($0) }
        let match = words.map { "\($0):*" }.joined(separator: " & ")
        return everything(owner: owner) { text in
            let lexemes = text == "c.title" ? "c.title_search" : "m.search"
            return (words.isEmpty ? [] : [("\(lexemes) @@ to_tsquery('simple', ?)", match)])
                + others.map { ("\(text) ILIKE ? ESCAPE '!'", SearchQuery.pattern($0)) }
        }
    }

    /// Messages and titles for which what `conditions` says of the column with their text holds.
    private static func everything(
        owner: String, _ conditions: (String) -> [(sql: String, argument: String)]
    ) -> (sql: String, arguments: [SQLValue]) {
        let ofMessages = conditions("m.content")
        let ofTitles = conditions("c.title")
        return (
            """
            SELECT * FROM (
                SELECT c.id AS conversation_id, m.id AS message_id, m.position AS place
                FROM conversations c JOIN chat_messages m ON m.conversation_id = c.id
                WHERE c.user_id = ? AND m.status <> 'streaming'\(ofMessages.map { " AND \($0.sql)" }.joined())
                ORDER BY c.updated_at DESC LIMIT \(mostMatches)) messages
            UNION ALL
            SELECT c.id, NULL, 0 FROM conversations c
            WHERE c.user_id = ?\(ofTitles.map { " AND \($0.sql)" }.joined())
            """,
            [.text(owner)] + ofMessages.map { .text($0.argument) } + [.text(owner)] + ofTitles.map { .text($0.argument) }
        )
    }
}
