import Foundation
import LanguageModel
import Parsing
import Storage

/// What several repositories do within their transactions.
enum DocumentRows {
    /// The next `count` numbers of a kind.
    /// - Returns: the first of them.
    static func take(_ count: Int, of counter: String, _ session: any SQLSession) throws -> Int {
        try session.execute(
            """
            INSERT INTO knowledge_counters (name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = knowledge_counters.value + excluded.value
            """, [.text(counter), .integer(count)])
        return try session.count("SELECT value FROM knowledge_counters WHERE name = ?", [.text(counter)]) - count + 1
    }

    /// Notes for the indexes that passages came or went, and that what can be found is another.
    static func note(
        _ kind: PassageChange.Kind, _ range: ClosedRange<Int64>, document: String, collection: String, _ session: any SQLSession
    ) throws {
        let seq = try take(1, of: "changes", session)
        try session.execute(
            """
            INSERT INTO passage_changes (seq, kind, collection_id, document_id, first_id, last_id) VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(seq), .text(kind.rawValue), .text(collection), .text(document), .integer(Int(range.lowerBound)),
                .integer(Int(range.upperBound)),
            ])
        try session.execute("UPDATE collections SET version = version + 1 WHERE id = ?", [.text(collection)])
    }

    /// Takes a document's passages away, and says so.
    static func removePassages(of document: SourceDocument, _ session: any SQLSession) throws {
        guard let first = document.firstPassage, document.passages > 0 else { return }
        try session.execute("DELETE FROM passages WHERE document_id = ?", [.text(document.id)])
        try note(
            .remove, first...(first + Int64(document.passages) - 1), document: document.id, collection: document.collection,
            session)
    }

    /// Those of `passages` that there are.
    static func known(_ passages: [Int64], in database: any Database) async throws -> Set<Int64> {
        guard !passages.isEmpty else { return [] }
        let marks = passages.map { _ in "?" }.joined(separator: ", ")
        return try await database.read { session in
            Set(
                try session.query("SELECT id FROM passages WHERE id IN (\(marks))", passages.map { .integer(Int($0)) })
                    .map { Int64(try $0.integer("id")) })
        }
    }

    static func document(_ id: String, _ session: any SQLSession) throws -> SourceDocument? {
        try session.query("SELECT * FROM documents WHERE id = ?", [.text(id)]).first.map(SourceDocument.init(row:))
    }

    /// - Throws: ``Storage/StorageError/notFound``.
    static func delete(_ id: String, _ session: any SQLSession) throws {
        guard let document = try document(id, session) else { throw StorageError.notFound }
        try removePassages(of: document, session)
        if let file = document.fileID { try session.execute("DELETE FROM document_files WHERE file_id = ?", [.text(file)]) }
        try session.execute("DELETE FROM documents WHERE id = ?", [.text(id)])
    }

    /// Takes a collection away with all that is in it, and has the indexes told.
    /// - Returns: false when there is none.
    static func delete(collection id: String, _ session: any SQLSession) throws -> Bool {
        for document in try session.query("SELECT id FROM documents WHERE collection_id = ?", [.text(id)]) {
            try delete(try document.text("id"), session)
        }
        return try session.execute("DELETE FROM collections WHERE id = ?", [.text(id)]) > 0
    }
}

/// Passages that came or went, as indexes are told.
struct PassageChange: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable {
        case put, remove
    }

    var seq: Int
    var kind: Kind
    var collection: String
    var document: String
    var range: ClosedRange<Int64>
}

extension SourceDocument {
    init(row: SQLRow) throws {
        self.init(
            id: try row.text("id"), collection: try row.text("collection_id"), title: try row.text("title"),
            source: Source(rawValue: try row.text("source")) ?? .upload, address: row["address"].text,
            mediaType: row["media_type"].text, format: row["format"].text.flatMap(DocumentFormat.init(rawValue:)),
            hash: row["hash"].text, size: try row.integer("size"),
            status: Status(rawValue: try row.text("status")) ?? .failed, reasonCode: row["reason_code"].text,
            reason: row["reason"].text, pages: row["pages"].integer, passages: try row.integer("passages"),
            language: row["language"].text, metadata: [String: JSONValue](json: try row.text("metadata")) ?? [:],
            version: try row.integer("version"), createdAt: try row.moment("created_at"),
            updatedAt: try row.moment("updated_at"), name: try row.text("name"), givenTitle: row["given_title"].text,
            fileID: row["file_id"].text,
            firstPassage: row["first_passage"].integer.map(Int64.init), sourceState: row["source_state"].text,
            suspicion: try Suspicion(row: row))
    }
}

extension SourceDocument.Suspicion {
    init(row: SQLRow) throws {
        let reasons = (row["injection_reasons"].text ?? "").split(separator: ",")
        self.init(
            verdict: InjectionVerdict(
                score: row["injection"].real ?? 0,
                reasons: Set(reasons.compactMap { InjectionVerdict.Reason(rawValue: String($0)) })),
            passages: row["suspect_passages"].integer ?? 0,
            acceptedAt: row["accepted_at"] == .null ? nil : try row.moment("accepted_at"))
    }
}

extension Passage {
    init(row: SQLRow) throws {
        let headings = try? JSONDecoder().decode([String].self, from: Data(try row.text("headings").utf8))
        self.init(
            id: Int64(try row.integer("id")), documentID: try row.text("document_id"),
            collectionID: try row.text("collection_id"), ordinal: try row.integer("ordinal"), headings: headings ?? [],
            start: try row.integer("start_offset"), end: try row.integer("end_offset"), page: row["page"].integer,
            text: try row.text("content"), language: row["language"].text, injection: row["injection"].real ?? 0,
            isWithheld: row["withheld"].bool ?? false)
    }
}
