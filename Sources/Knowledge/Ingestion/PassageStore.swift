import Foundation
import LanguageModel
import Parsing
import Storage

/// Puts what was read of a document in the place of what was there, and tells the indexes of it: all of it, or none.
struct PassageStore: Sendable {
    let database: any Database
    let time: any TimeSource

    /// - Parameters:
    ///   - suspicion: of the same passages.
    ///   - file: the bytes that were read.
    /// - Returns: false when they are not the document's any more.
    func put(
        _ chunks: [Chunk], of parsed: ParsedDocument, suspicion: SuspicionOfDocument, document id: String, file: String
    ) async throws -> Bool {
        let now = Timestamp(seconds: time.wallClock).description
        let summary = parsed.summary
        let text = parsed.text
        return try await database.write(unhurried: true) { session in
            guard let document = try DocumentRows.document(id, session), document.fileID == file else { return false }
            try DocumentRows.removePassages(of: document, session)
            let first = try DocumentRows.take(chunks.count, of: "passages", session)
            try session.execute(
                """
                INSERT INTO document_texts (document_id, content) VALUES (?, ?)
                ON CONFLICT (document_id) DO UPDATE SET content = excluded.content
                """, [.text(id), .text(text)])
            var number = 0
            while number < chunks.count {
                // Few statements to prepare: of fifty rows, and of one.
                let count = chunks.count - number >= 50 ? 50 : 1
                try Self.insert(
                    chunks[number..<number + count], verdicts: suspicion.verdicts, first: first, document: document,
                    language: summary.language, session)
                number += count
            }
            try DocumentRows.note(
                .put, Int64(first)...Int64(first + chunks.count - 1), document: id, collection: document.collection, session)
            try session.execute(
                """
                UPDATE documents SET status = 'indexing', title = ?, format = ?, pages = ?, passages = ?, first_passage = ?,
                    language = ?, reason_code = ?, reason = ?, injection = ?, injection_reasons = ?, suspect_passages = ?,
                    accepted_at = NULL, version = version + 1, updated_at = ?
                WHERE id = ?
                """,
                [
                    .text(document.givenTitle ?? summary.title.map { String($0.asName.prefix(500)) } ?? document.name),
                    .text(summary.format.rawValue),
                    SQLValue(summary.pages), .integer(chunks.count), .integer(first), SQLValue(summary.language),
                    SQLValue(summary.lack?.code.rawValue),
                    SQLValue(summary.lack?.reason), .real(suspicion.whole.score),
                    .text(suspicion.whole.reasons.map(\.rawValue).sorted().joined(separator: ",")),
                    .integer(suspicion.suspects), .text(now), .text(id),
                ])
            try session.execute(
                "UPDATE ingestion_jobs SET done = 0, total = ? WHERE document_id = ?", [.integer(chunks.count), .text(id)])
            return true
        }
    }

    private static func insert(
        _ chunks: ArraySlice<Chunk>, verdicts: [InjectionVerdict], first: Int, document: SourceDocument, language: String?,
        _ session: any SQLSession
    ) throws {
        let row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        var arguments: [SQLValue] = []
        for (ordinal, chunk) in zip(chunks.indices, chunks) {
            arguments += [
                .integer(first + ordinal), .text(document.id), .text(document.collection), .integer(ordinal),
                .text(String(decoding: try encoder.encode(chunk.headings), as: UTF8.self)), .integer(chunk.start),
                .integer(chunk.end), SQLValue(chunk.page), .text(chunk.text), SQLValue(language),
                .real(verdicts[ordinal].score), .bool(verdicts[ordinal].score >= InjectionVerdict.withheldFrom),
            ]
        }
        try session.execute(
            """
            INSERT INTO passages (id, document_id, collection_id, ordinal, headings, start_offset, end_offset, page, content, language,
                injection, withheld)
            VALUES \(Array(repeating: row, count: chunks.count).joined(separator: ", "))
            """, arguments)
    }
}
