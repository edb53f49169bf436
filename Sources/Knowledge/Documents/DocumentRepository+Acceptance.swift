import LanguageModel
import Storage

extension DocumentRepository {
    /// Says that a document which looks like orders to a model is all right: answers may stand on all of it, until it is read again.
    /// - Returns: the document as it is now.
    /// - Throws: ``Storage/StorageError``, `notFound` when there is none.
    package func accept(_ id: String) async throws -> SourceDocument {
        let now = now
        return try await database.write { session in
            guard let document = try DocumentRows.document(id, session) else { throw StorageError.notFound }
            guard document.suspicion.isFlagged, document.suspicion.acceptedAt == nil else { return document }
            try session.execute("UPDATE documents SET accepted_at = ? WHERE id = ?", [.text(now), .text(id)])
            try session.execute("UPDATE passages SET withheld = ? WHERE document_id = ?", [.bool(false), .text(id)])
            // What could not be said before can be now.
            try session.execute("UPDATE collections SET version = version + 1 WHERE id = ?", [.text(document.collection)])
            guard let accepted = try DocumentRows.document(id, session) else { throw StorageError.notFound }
            return accepted
        }
    }
}
