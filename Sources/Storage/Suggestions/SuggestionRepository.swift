package import LanguageModel

/// What models suggested, and what became of it. Every call names the owner and touches nothing of anyone else.
package struct SuggestionRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// Keeps them all, or none.
    package func insert(_ suggestions: [Suggestion]) async throws {
        let rows = try suggestions.map { try ($0, $0.content.stored()) }
        try await database.write { session in
            for (suggestion, content) in rows {
                try session.execute(
                    """
                    INSERT INTO suggestions (id, user_id, kind, source_title, content, status, model_identifier, request_id,
                        position, created_at, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        .text(suggestion.id), .text(suggestion.owner), .text(suggestion.kind.rawValue),
                        .text(suggestion.sourceTitle), .text(content), .text(suggestion.status.rawValue),
                        .text(suggestion.model.description), .text(suggestion.requestID), .integer(suggestion.position),
                        .text(Timestamp(seconds: suggestion.createdAt).description),
                        .text(Timestamp(seconds: suggestion.updatedAt).description),
                    ])
            }
        }
    }

    /// The owner's, newest request first, each request's in order.
    /// - Parameters:
    ///   - kind: nil for all.
    ///   - status: nil for all.
    package func list(
        owner: String, kind: Suggestion.Kind? = nil, status: Suggestion.Status? = nil, limit: Int = 200
    ) async throws -> [Suggestion] {
        var sql = "SELECT * FROM suggestions WHERE user_id = ?"
        var arguments: [SQLValue] = [.text(owner)]
        if let kind {
            sql += " AND kind = ?"
            arguments.append(.text(kind.rawValue))
        }
        if let status {
            sql += " AND status = ?"
            arguments.append(.text(status.rawValue))
        }
        sql += " ORDER BY created_at DESC, request_id, position LIMIT ?"
        arguments.append(.integer(max(0, limit)))
        return try await database.read { [sql, arguments] session in
            try session.query(sql, arguments).map(Suggestion.init(row:))
        }
    }

    /// Decides on one, or says it otherwise, and returns it as it is then.
    /// - Parameters:
    ///   - status: nil keeps the one that it has.
    ///   - rewording: what it says then; what this throws is thrown, and nothing changed.
    /// - Throws: ``StorageError/notFound`` when it is not the owner's.
    @discardableResult
    package func change(
        _ id: String, owner: String, status: Suggestion.Status? = nil,
        rewording: @escaping @Sendable (Suggestion) throws -> Suggestion.Content = { $0.content }
    ) async throws -> Suggestion {
        let now = Timestamp(seconds: time.wallClock)
        return try await database.write { session in
            let row = try session.query(
                "SELECT * FROM suggestions WHERE id = ? AND user_id = ?", [.text(id), .text(owner)]
            ).first
            guard var suggestion = try row.map(Suggestion.init(row:)) else { throw StorageError.notFound }
            suggestion.content = try rewording(suggestion)
            if let status { suggestion.status = status }
            suggestion.updatedAt = now.seconds
            try session.execute(
                "UPDATE suggestions SET content = ?, status = ?, updated_at = ? WHERE id = ? AND user_id = ?",
                [
                    .text(try suggestion.content.stored()), .text(suggestion.status.rawValue), .text(now.description), .text(id),
                    .text(owner),
                ])
            return suggestion
        }
    }

    /// Decides on all of a kind that are still pending, and returns how many those were.
    @discardableResult
    package func decideAll(_ kind: Suggestion.Kind, owner: String, status: Suggestion.Status) async throws -> Int {
        let now = Timestamp(seconds: time.wallClock).description
        return try await database.write { session in
            try session.execute(
                "UPDATE suggestions SET status = ?, updated_at = ? WHERE user_id = ? AND kind = ? AND status = 'pending'",
                [.text(status.rawValue), .text(now), .text(owner), .text(kind.rawValue)])
        }
    }

    /// - Throws: ``StorageError/notFound`` when it is not the owner's.
    package func delete(_ id: String, owner: String) async throws {
        try await database.write { session in
            guard try session.execute("DELETE FROM suggestions WHERE id = ? AND user_id = ?", [.text(id), .text(owner)]) > 0
            else { throw StorageError.notFound }
        }
    }
}
