import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Knowledge
import Storage

/// `/documents`: collections and their documents as pages with plain forms, for those who have logged in.
struct DocumentPageRoutes: Sendable {
    let library: DocumentLibrary
    let audit: AuditLog
    let siteName: String

    private static let pageSize = 50

    /// - Parameter group: the root, guarded against other sites' pages.
    func add(to group: RouterGroup<WebContext>) {
        let pages = group.group("documents").add(middleware: LoggedInGate())
        pages.get(use: showAll)
        pages.post(use: create)
        pages.get("{collection}", use: show)
        pages.post("{collection}/files", use: addFiles)
        pages.post("{collection}/address", use: addAddress)
        pages.post("{collection}/{document}", use: change)
    }

    private struct NameForm: Decodable { var name: String }
    private struct AddressForm: Decodable { var url: String }
    private struct ChangeForm: Decodable { var `do`: String }

    @Sendable private func showAll(request: Request, context: WebContext) async throws -> Response {
        try await all(request, context)
    }

    private func all(_ request: Request, _ context: WebContext, mistake: String? = nil) async throws -> Response {
        let caller = try context.caller(maying: .read)
        let found = try await library.collections.readable(by: KnowledgeReader(caller))
        let counts = try await library.collections.counts(of: found.map(\.id))
        let view = CollectionsView(
            reader: ReaderLocale(of: request), siteName: siteName, collections: found.map { ($0, counts[$0.id] ?? [:]) },
            mistake: mistake)
        return .page(view.render(), status: mistake == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func create(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.keeper()
        var request = request
        let form: NameForm = try await request.decodeForm()
        let name = form.name.trimmingWhitespace
        guard !name.isEmpty, name.utf8.count <= 200, !name.utf8.contains(0) else {
            throw APIError.invalid("name", "must have 1 to 200 bytes")
        }
        do {
            let made = try await library.collections.create(name: name, owner: caller.owner, readers: .owner)
            return .redirect(to: "/documents/\(made.id)", type: .normal)
        } catch KnowledgeError.nameTaken {
            return try await all(request, context, mistake: PageLanguage(of: request).documentWords.nameTaken)
        }
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        try await page(request, context)
    }

    private func page(_ request: Request, _ context: WebContext, mistake: String? = nil) async throws -> Response {
        let caller = try context.caller(maying: .read)
        let collection = try await library.collection(of: context, for: caller)
        let after = try request.queryText("after")?.replacing("\0", with: "")
        let found = try await library.documents.documents(in: collection.id, after: after, limit: Self.pageSize + 1)
        let counts = try await library.collections.counts(of: collection.id)
        let canManage = KnowledgeReader(caller).mayManage(collection) && caller.scopes.contains(.chat)
        let view = DocumentsView(
            reader: ReaderLocale(of: request), siteName: siteName, collection: collection, canManage: canManage,
            documents: Array(found.prefix(Self.pageSize)),
            unfinished: counts.filter { $0.key.isUnfinished }.values.reduce(0, +),
            next: found.count > Self.pageSize ? found[Self.pageSize - 1].id : nil, mistake: mistake)
        return .page(view.render(), status: mistake == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func addFiles(request: Request, context: WebContext) async throws -> Response {
        let collection = try await library.managedCollection(of: context, for: try context.keeper())
        _ = try await DocumentUpload(library: library).take(request, to: collection)
        return .redirect(to: "/documents/\(collection.id)", type: .normal)
    }

    @Sendable private func addAddress(request: Request, context: WebContext) async throws -> Response {
        let collection = try await library.managedCollection(of: context, for: try context.keeper())
        var request = request
        let form: AddressForm = try await request.decodeForm()
        guard let new = NewDocument.page(form.url.trimmingWhitespace, in: collection.id) else {
            return try await page(request, context, mistake: PageLanguage(of: request).documentWords.noPlace)
        }
        _ = try await library.documents.submit(new, file: nil)
        return .redirect(to: "/documents/\(collection.id)", type: .normal)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        let collection = try await library.managedCollection(of: context, for: try context.keeper())
        let id = try context.parameters.require("document").replacing("\0", with: "")
        guard let document = try await library.documents.document(id), document.collection == collection.id else {
            throw APIError.noDocument
        }
        var request = request
        let form: ChangeForm = try await request.decodeForm()
        do {
            switch form.do {
            case "delete": try await library.documents.delete(id)
            case "cancel": _ = try await library.jobs.cancel(id)
            case "again": _ = try await library.documents.readAgain(id)
            case "accept":
                try await DocumentAcceptance(library: library, audit: audit).accept(document, visit: Visit(request, context))
            default: throw APIError.invalid("do", "must be delete, cancel, again or accept")
            }
        } catch StorageError.notFound {
            // Somebody else was quicker.
        } catch is KnowledgeError {
            throw APIError(.conflict, "file_gone", "Its file is gone; hand it in again.")
        }
        return .redirect(to: "/documents/\(collection.id)", type: .normal)
    }
}

extension NewDocument {
    /// A page of the web; nil when `address` is none.
    static func page(_ address: String, in collection: String, title: String? = nil) -> NewDocument? {
        guard address.utf8.count <= 2000, !address.utf8.contains(0), let url = URL(string: address),
            ["http", "https"].contains(url.scheme?.lowercased() ?? ""), url.host()?.isEmpty == false
        else { return nil }
        return .url(address, in: collection, title: title)
    }
}

/// Sends those who have not logged in to do so.
private struct LoggedInGate: RouterMiddleware {
    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard let principal = context.principal, principal.proof != .browser else {
            return .redirect(to: "/login?next=/documents", type: request.method == .get ? .found : .normal)
        }
        return try await next(request, context)
    }
}
