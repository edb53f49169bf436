import Foundation
package import LanguageModel
package import Storage

/// Documents as they are kept: what is known of each, its bytes, its text and its passages.
package struct DocumentRepository: Sendable {
    let database: any Database
    let time: any TimeSource
    let makeID: @Sendable () -> String
    /// Bytes of the largest document.
    package let fileLimit: Int
    private let onDelete: @Sendable (String) -> Void

    /// - Parameter onDelete: told of each document that this has deleted.
    package init(
        database: any Database, time: any TimeSource, makeID: @escaping @Sendable () -> String, fileLimit: Int = .max,
        onDelete: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.database = database
        self.time = time
        self.makeID = makeID
        self.fileLimit = fileLimit
        self.onDelete = onDelete
    }

    var now: String { Timestamp(seconds: time.wallClock).description }

    /// nil when there is none.
    package func document(_ id: String) async throws -> SourceDocument? {
        try await database.read { try DocumentRows.document(id, $0) }
    }

    /// The newest first.
    /// - Parameter id: where the page before ended.
    package func documents(
        in collection: String, status: SourceDocument.Status? = nil, after id: String? = nil, limit: Int
    ) async throws -> [SourceDocument] {
        var sql = "SELECT * FROM documents WHERE collection_id = ?"
        var arguments: [SQLValue] = [.text(collection)]
        if let status {
            sql += " AND status = ?"
            arguments.append(.text(status.rawValue))
        }
        if let id {
            sql += " AND (created_at, id) < (SELECT created_at, id FROM documents WHERE id = ?)"
            arguments.append(.text(id))
        }
        return try await database.read { [sql, arguments] session in
            try session.query(sql + " ORDER BY created_at DESC, id DESC LIMIT ?", arguments + [.integer(limit)])
                .map(SourceDocument.init(row:))
        }
    }

    /// What tells the files below `folder` that were taken in, by their paths.
    package func fileStates(in collection: String) async throws -> [String: (id: String, state: String?)] {
        let rows = try await database.read { session in
            try session.query(
                "SELECT id, address, source_state FROM documents WHERE collection_id = ? AND source = 'path'", [.text(collection)]
            )
        }
        var states: [String: (id: String, state: String?)] = [:]
        for row in rows {
            if let path = row["address"].text { states[path] = (try row.text("id"), row["source_state"].text) }
        }
        return states
    }

    /// Takes it away, with all that was made of it; what is under way ends.
    /// - Throws: ``Storage/StorageError``, `notFound` when there is none.
    package func delete(_ id: String) async throws {
        try await database.write { try DocumentRows.delete(id, $0) }
        onDelete(id)
    }

    /// A part of the kept text, in Unicode scalars; nil when there is none yet.
    /// - Parameter range: what of it lies behind the text's end is left out.
    package func text(of id: String, _ range: Range<Int>? = nil) async throws -> String? {
        try await database.read { session in
            guard let range else {
                return try session.query("SELECT content FROM document_texts WHERE document_id = ?", [.text(id)]).first?[
                    "content"
                ]
                .text
            }
            // Both databases count characters as Unicode scalars.
            return try session.query(
                "SELECT SUBSTR(content, \(range.lowerBound + 1), \(range.count)) AS content FROM document_texts WHERE document_id = ?",
                [.text(id)]
            ).first?["content"].text
        }
    }

    /// How many Unicode scalars the kept text has; nil when there is none yet.
    package func textLength(of id: String) async throws -> Int? {
        try await database.read {
            try $0.query("SELECT LENGTH(content) AS length FROM document_texts WHERE document_id = ?", [.text(id)]).first?[
                "length"
            ]
            .integer
        }
    }

    /// A document's passages, in their order.
    package func passages(of id: String, from ordinal: Int = 0, limit: Int) async throws -> [Passage] {
        try await database.read { session in
            try session.query(
                "SELECT * FROM passages WHERE document_id = ? AND ordinal >= ? ORDER BY ordinal LIMIT ?",
                [.text(id), .integer(ordinal), .integer(limit)]
            ).map(Passage.init(row:))
        }
    }

    /// Those of `ids` that there are, by their numbers. Whether anybody may read them is for the caller to know.
    package func passages(_ ids: [Int64]) async throws -> [Int64: Passage] {
        guard !ids.isEmpty else { return [:] }
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        let rows = try await database.read { session in
            try session.query("SELECT * FROM passages WHERE id IN (\(marks))", ids.map { .integer(Int($0)) })
        }
        return Dictionary(try rows.map(Passage.init(row:)).map { ($0.id, $0) }) { first, _ in first }
    }
}
