import Accounts
import Chat
import HTTPTypes
import Hummingbird
import Knowledge
import LanguageModel
import Storage

/// `/admin/catalogue`: the pages on which admins keep a catalogue, as plain forms.
struct CatalogueAdminRoutes: Sendable {
    private let editor: CatalogueEditor
    private let directory: AssistantDirectory
    private let siteName: String
    private var shelf: CatalogueShelf { editor.shelf }
    private var assistants: [Assistant] { directory.entries.filter { !$0.isDeleted }.map(\.assistant) }

    private static let pageSize = 50

    init(editor: CatalogueEditor, directory: AssistantDirectory, siteName: String) {
        self.editor = editor
        self.directory = directory
        self.siteName = siteName
    }

    /// - Parameter group: the pages for admins, behind their gate.
    func add(to group: RouterGroup<WebContext>) {
        let pages = group.group("catalogue")
        pages.get(use: show)
        pages.get("item", use: showItem)
        pages.post("item", use: saveItem)
        pages.post("stock", use: setStock)
        pages.post("import", use: importFile)
    }

    private struct ItemForm: Decodable {
        var id: String
        var name: String?
        var description: String?
        var category: String?
        var price: String?
        var currency: String?
        var stock: String?
        var attributes: String?
        var picture_url: String?
        var active: String?
        var action: String?

        var values: [String: String] {
            [
                "id": id, "name": name ?? "", "description": description ?? "", "category": category ?? "", "price": price ?? "",
                "currency": currency ?? "", "stock": stock ?? "", "attributes": attributes ?? "",
                "picture_url": picture_url ?? "", "active": active ?? "",
            ]
        }
    }

    private struct StockForm: Decodable {
        var id: String
        var stock: String
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        .page(try await view(request).render())
    }

    @Sendable private func showItem(request: Request, context: WebContext) async throws -> Response {
        let catalogue = try await catalogue(request)
        var values = ["active": "true"]
        let id = try request.queryText("id")
        if let id {
            guard !id.utf8.contains(0), let item = try await shelf.repository.item(id, in: catalogue) else {
                throw APIError.notFound
            }
            values = item.formValues
        }
        let isSaved = request.uri.queryParameters["saved"] != nil
        return .page(itemView(request, catalogue, values, isNew: id == nil, isSaved: isSaved).render())
    }

    @Sendable private func saveItem(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let catalogue = try await catalogue(request)
        let form: ItemForm = try await request.decodeForm(limit: 256 * 1024)
        if form.action == "delete" {
            do {
                try await editor.delete(form.id.replacing("\0", with: ""), in: catalogue, Visit(request, context))
            } catch StorageError.notFound {
                // Somebody else was quicker, and it is gone as was asked for.
                try await shelf.refresh(catalogue)
            }
            return .redirect(to: "/admin/catalogue?catalogue=\(catalogue.inQuery)", type: .normal)
        }
        var fields = form.values.mapValues(JSONValue.string)
        fields["active"] = .bool(form.active == "true")
        do {
            let item = try CatalogueItem(fields)
            try await editor.save(item, in: catalogue, Visit(request, context))
            let query = "catalogue=\(catalogue.inQuery)&id=\(item.id.inQuery)&saved=1"
            return .redirect(to: "/admin/catalogue/item?\(query)", type: .normal)
        } catch let error as CatalogueError {
            let isNew =
                form.id.isEmpty || form.id.utf8.contains(0)
                ? true : try await shelf.repository.item(form.id, in: catalogue) == nil
            var view = itemView(request, catalogue, form.values, isNew: isNew, isSaved: false)
            view.message = error.description
            return .page(view.render(), status: .unprocessableContent)
        }
    }

    @Sendable private func setStock(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let catalogue = try await catalogue(request)
        let form: StockForm = try await request.decodeForm()
        guard !form.id.utf8.contains(0), let item = try await shelf.repository.item(form.id, in: catalogue) else {
            throw APIError.notFound
        }
        var fields = item.fields
        fields["stock"] = .string(form.stock)
        let changed = try APIError.naming { () throws(CatalogueError) in try CatalogueItem(fields) }
        try await editor.save(changed, in: catalogue, Visit(request, context))
        let query = (try request.queryText("q") ?? "").inQuery
        return .redirect(to: "/admin/catalogue?catalogue=\(catalogue.inQuery)&q=\(query)", type: .normal)
    }

    @Sendable private func importFile(request: Request, context: WebContext) async throws -> Response {
        let catalogue = try await catalogue(request)
        do {
            let report = try await editor.take(
                request, into: catalogue, isDryRun: try request.queryFlag("dry_run") ?? false, isForm: true,
                Visit(request, context))
            var view = try await view(request)
            view.report = report
            return .page(view.render())
        } catch let error as APIError where error.status == .unprocessableContent {
            var view = try await view(request)
            view.mistake = error.message
            return .page(view.render(), status: error.status)
        }
    }

    private func view(_ request: Request) async throws -> CatalogueAdminView {
        let id = try await catalogue(request)
        let catalogue = await shelf.catalogue(id) ?? Catalogue()
        let query = try request.queryText("q") ?? ""
        var view = CatalogueAdminView(
            reader: ReaderLocale(of: request), siteName: siteName, catalogue: id,
            catalogues: assistants.map { ($0.id, $0.name) }, count: catalogue.items.count, query: query, items: [])
        if query.allSatisfy(\.isWhitespace) {
            let found = try await shelf.repository.items(
                in: id, after: try request.queryText("after")?.replacing("\0", with: ""), limit: Self.pageSize + 1)
            view.items = Array(found.prefix(Self.pageSize))
            view.next = found.count > Self.pageSize ? view.items.last?.id : nil
        } else {
            view.items = catalogue.find(query, limit: Self.pageSize)
        }
        return view
    }

    private func itemView(
        _ request: Request, _ catalogue: String, _ values: [String: String], isNew: Bool, isSaved: Bool
    ) -> CatalogueItemView {
        let language = PageLanguage(of: request)
        return CatalogueItemView(
            language: language, siteName: siteName, catalogue: catalogue, values: values, isNew: isNew,
            message: isSaved ? language.catalogueWords.saved : nil, isMessageGood: isSaved)
    }

    /// The one that is asked for, or the first that has something in it.
    private func catalogue(_ request: Request) async throws -> String {
        let name = try request.queryText("catalogue")
        if let asked = assistants.first(where: { $0.id == name }) { return asked.id }
        for assistant in assistants where await shelf.catalogue(assistant.id) != nil { return assistant.id }
        return assistants.first?.id ?? ""
    }
}
