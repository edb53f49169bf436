import Accounts
import Chat
import Foundation
import HTTPTypes
import Hummingbird
package import Knowledge
import LanguageModel
import Storage

/// `/api/v1/catalogues`: what assistants recommend from. Everybody reads it, admins change it.
struct CatalogueRoutes: Sendable {
    let editor: CatalogueEditor
    let assistants: AssistantDirectory
    private var shelf: CatalogueShelf { editor.shelf }

    init(editor: CatalogueEditor, assistants: AssistantDirectory) {
        self.editor = editor
        self.assistants = assistants
    }

    func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.get("{catalogue}/items", use: items)
        group.get("{catalogue}/items/{item}", use: show)
        group.put("{catalogue}/items/{item}", use: put)
        group.patch("{catalogue}/items/{item}", use: change)
        group.delete("{catalogue}/items/{item}", use: delete)
        group.post("{catalogue}/import", use: importFile)
    }

    private struct CatalogueDocument: Encodable {
        var id: String
        /// The assistant that recommends from it.
        var name: String
        var items: Int
        /// How many of them can be had now.
        var available: Int
    }

    private struct Page: Encodable {
        var items: [JSONValue]
        /// Pass as `after` for the next page.
        var next: String?
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        try context.caller(maying: .read)
        var found: [CatalogueDocument] = []
        for assistant in assistants.all(for: context.standing) {
            guard let catalogue = await shelf.catalogue(assistant.id) else { continue }
            found.append(
                CatalogueDocument(
                    id: assistant.id, name: assistant.name, items: catalogue.items.count,
                    available: catalogue.items.count(where: \.isAvailable)))
        }
        return try .json(["catalogues": found])
    }

    @Sendable private func items(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .read)
        let catalogue = try catalogue(context)
        let limit = try request.queryNumber("limit", in: 1...200) ?? 50
        let showsAll = try request.queryFlag("all") == true && caller.isAdmin
        if let text = try request.queryText("q"), !text.allSatisfy(\.isWhitespace) {
            // Enough of them that those who may not be shown leave some.
            let found = await shelf.catalogue(catalogue)?.find(text, limit: limit * 5) ?? []
            return try .json(Page(items: found.filter { showsAll || $0.isActive }.prefix(limit).map(\.document)))
        }
        let after = try request.queryText("after")?.replacing("\0", with: "")
        let found = try await shelf.repository.items(in: catalogue, after: after, limit: limit + 1)
        return try .json(
            Page(
                items: found.prefix(limit).filter { showsAll || $0.isActive }.map(\.document),
                next: found.count > limit ? found[limit - 1].id : nil))
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .read)
        let item = try await item(context)
        guard item.isActive || caller.isAdmin else { throw APIError.notFound }
        return try .json(item.document)
    }

    /// Answers 201 for a new one.
    @Sendable private func put(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let catalogue = try catalogue(context)
        var fields: [String: JSONValue] = try await request.decodeJSON(limit: 128 * 1024)
        fields["id"] = .string(try itemID(context))
        let outcome = try await put(fields, in: catalogue, Visit(request, context))
        return try .json(outcome.item.document, status: outcome.isNew ? .created : .ok)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let catalogue = try catalogue(context)
        let item = try await item(context)
        let changes: [String: JSONValue] = try await request.decodeJSON(limit: 128 * 1024)
        var fields = item.fields.merging(changes) { $1 }
        fields["id"] = .string(item.id)
        return try .json(try await put(fields, in: catalogue, Visit(request, context)).item.document)
    }

    private func put(
        _ fields: [String: JSONValue], in catalogue: String, _ visit: Visit
    ) async throws -> (item: CatalogueItem, isNew: Bool) {
        let item = try APIError.naming { () throws(CatalogueError) in try CatalogueItem(fields) }
        return (item, try await editor.save(item, in: catalogue, visit))
    }

    @Sendable private func delete(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let catalogue = try catalogue(context)
        do {
            try await editor.delete(try itemID(context), in: catalogue, Visit(request, context))
        } catch StorageError.notFound {
            throw APIError.notFound
        }
        return Response(status: .noContent)
    }

    @Sendable private func importFile(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let report = try await editor.take(
            request, into: try catalogue(context), isDryRun: try request.queryFlag("dry_run") ?? false, Visit(request, context))
        return try .json(CatalogueImportDocument(report))
    }

    private func item(_ context: WebContext) async throws -> CatalogueItem {
        guard let item = try await shelf.repository.item(try itemID(context), in: try catalogue(context)) else {
            throw APIError.notFound
        }
        return item
    }

    /// A catalogue is an assistant's, and called as it is.
    private func catalogue(_ context: WebContext) throws -> String {
        let id = try context.parameters.require("catalogue")
        guard assistants.assistant(id, for: context.standing) != nil else { throw APIError.notFound }
        return id
    }

    private func itemID(_ context: WebContext) throws -> String {
        let id = try context.parameters.require("item")
        guard let decoded = id.removingPercentEncoding, !decoded.utf8.contains(0) else { throw APIError.notFound }
        return decoded
    }
}

/// An import's report, as the command line prints it, too.
package struct CatalogueImportDocument: Encodable {
    private struct Problem: Encodable {
        var line: Int
        var reason: String
    }

    private var dry_run: Bool
    private var rows: Int
    private var added: Int
    private var changed: Int
    private var unchanged: Int
    private var rejected: Int
    private var problems: [Problem]

    package init(_ report: CatalogueImportReport) {
        dry_run = report.isDryRun
        rows = report.rows
        added = report.added
        changed = report.changed
        unchanged = report.unchanged
        rejected = report.rejected
        problems = report.problems.map { Problem(line: $0.line, reason: $0.reason) }
    }
}

extension CatalogueItem {
    /// As callers of the API read and write it.
    var document: JSONValue { .object(fields) }
}

extension APIError {
    /// What `body` throws, as a mistake of the caller's.
    static func naming<Value>(_ body: () throws(CatalogueError) -> Value) throws(APIError) -> Value {
        do {
            return try body()
        } catch {
            throw APIError(.unprocessableContent, "invalid_parameter", error.description, field: error.field)
        }
    }
}
