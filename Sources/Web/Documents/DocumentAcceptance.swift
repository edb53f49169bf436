import Accounts
import HTTPTypes
import Knowledge

/// Somebody who keeps a collection says that a flagged document is all right, and that is put on record.
struct DocumentAcceptance: Sendable {
    let library: DocumentLibrary
    let audit: AuditLog

    /// - Throws: ``APIError`` 409 for one that is not flagged; ``Storage/StorageError``.
    func accept(_ document: SourceDocument, visit: Visit) async throws {
        guard document.suspicion.isFlagged else {
            throw APIError(.conflict, "not_flagged", "Nothing about this document needs to be accepted.")
        }
        guard document.suspicion.acceptedAt == nil else { return }
        _ = try await library.documents.accept(document.id)
        let reasons = document.suspicion.verdict.reasons.map(\.rawValue).sorted().joined(separator: ", ")
        try await audit.note(
            .documentAccepted, visit: visit, subject: document.id, detail: "\(document.suspicion.verdict.score): \(reasons)")
    }
}
