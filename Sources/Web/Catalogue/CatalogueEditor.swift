import Accounts
import Hummingbird
import Knowledge
import LanguageModel
import Storage

/// Changes catalogues for the API and the pages: what is changed counts at once, and stands in the audit log.
struct CatalogueEditor: Sendable {
    let shelf: CatalogueShelf
    let audit: AuditLog

    /// - Returns: whether it is a new one.
    @discardableResult
    func save(_ item: CatalogueItem, in catalogue: String, _ visit: Visit) async throws -> Bool {
        let outcome = try await shelf.repository.put([item], in: catalogue)
        if outcome.unchanged == 0 {
            try await audit.note(
                .itemSaved, visit: visit, subject: "\(catalogue)/\(item.id)", detail: outcome.added > 0 ? "added" : "changed")
        }
        try await shelf.refresh(catalogue)
        return outcome.added > 0
    }

    /// - Throws: ``Storage/StorageError/notFound``.
    func delete(_ id: String, in catalogue: String, _ visit: Visit) async throws {
        try await shelf.repository.delete(id, in: catalogue)
        try await audit.note(.itemDeleted, visit: visit, subject: "\(catalogue)/\(id)")
        try await shelf.refresh(catalogue)
    }

    /// Takes the file in that `request` brings.
    /// - Parameter isForm: whether its body is a form with the file in it.
    /// - Throws: as ``ItemsUpload/run(_:into:of:isDryRun:isForm:onEnd:)``.
    func take(
        _ request: Request, into catalogue: String, isDryRun: Bool, isForm: Bool = false, _ visit: Visit
    ) async throws -> CatalogueImportReport {
        try await ItemsUpload.run(request, into: catalogue, of: shelf.repository, isDryRun: isDryRun, isForm: isForm) { report in
            guard !isDryRun, report.rows > 0 else { return }
            try await audit.note(.catalogueImported, visit: visit, subject: catalogue, detail: report.inWords)
            try await shelf.refresh(catalogue)
        }
    }
}

extension CatalogueImportReport {
    /// For the audit log.
    fileprivate var inWords: String {
        "\(added) added, \(changed) changed, \(unchanged) unchanged, \(rejected) rejected"
    }
}
