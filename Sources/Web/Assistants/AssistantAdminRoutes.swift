import Accounts
import Chat
import HTTPTypes
import Hummingbird
import LanguageModel
import Storage

/// `/admin/assistants`: the pages on which admins make, change, delete and bring back assistants, as plain forms.
struct AssistantAdminRoutes: Sendable {
    private let parts: WebParts
    private var desk: AssistantDesk { parts.assistantDesk }
    /// Bytes of a form, with room for a picture that is too large, so that the page can say so.
    private static let formLimit = 8 << 20

    init(_ parts: WebParts) {
        self.parts = parts
    }

    /// - Parameter group: for admins only, guarded against other sites' pages.
    func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.get("new", use: showNew)
        group.post("new", use: create)
        group.get("{id}", use: showEdit)
        group.post("{id}", use: change)
        group.get("{id}/versions", use: showVersions)
        group.post("{id}/versions/{version}", use: restore)
        group.get("{id}/delete", use: askToDelete)
        group.post("{id}/delete", use: delete)
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        try await desk.refresh()
        let words = PageLanguage(of: request).assistantAdminWords
        let parameters = request.uri.queryParameters
        let done = parameters.get("done").flatMap(AssistantVersion.Change.init)
        let entry = parameters.get("id").flatMap { desk.directory.entry($0) }
        var view = AssistantListView(words: words, entries: desk.directory.entries)
        var notice: AdminFrame.Notice?
        if let done, let entry {
            notice = .init(text: Words.fill(words.done(done), ["name": entry.assistant.name]), isGood: true)
            view.undoable = done == .created ? nil : entry
        }
        return page(request, words.title, view.html, notice: notice)
    }

    @Sendable private func showNew(request: Request, context: WebContext) async throws -> Response {
        var form = AssistantForm()
        if let id = request.uri.queryParameters.get("copy"), let entry = desk.directory.entry(id) {
            form = AssistantForm(entry.assistant, version: nil)
            form.id = ""
            form.keepsPicture = false
        }
        if !desk.chainNames.contains(form.chain) { form.chain = desk.chainNames.first ?? "" }
        return show(form, nil, request)
    }

    @Sendable private func showEdit(request: Request, context: WebContext) async throws -> Response {
        try await desk.refresh()
        let entry = try stored(context)
        return show(AssistantForm(entry.assistant, version: entry.version), entry, request)
    }

    @Sendable private func create(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let sent = try await MultipartForm(&request, limit: Self.formLimit)
        let form = AssistantForm(sent)
        do {
            var assistant = Assistant(id: form.id.filter { !$0.isWhitespace }, name: "", chain: "")
            try form.apply(to: &assistant)
            if let picture = try await picture(sent) { assistant.picture = picture }
            let entry = try await desk.create(assistant, by: ChangeAuthor(request, context))
            return Self.toList(entry.assistant.id, .created)
        } catch let error as AssistantError {
            return show(form, nil, request, mistake: error)
        }
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let entry = try stored(context)
        let id = entry.assistant.id
        let sent = try await MultipartForm(&request, limit: Self.formLimit)
        var form = AssistantForm(sent)
        form.id = id
        do {
            let picture = try await picture(sent)
            _ = try await desk.change(id, seen: form.version, by: ChangeAuthor(request, context)) { assistant in
                try form.apply(to: &assistant)
                if let picture { assistant.picture = picture }
            }
            return Self.toList(id, .changed)
        } catch let error as AssistantError {
            // Whoever saves again has been told, and means it.
            if case .changedMeanwhile(let version) = error { form.version = version }
            return show(form, entry, request, mistake: error)
        }
    }

    private func picture(_ form: MultipartForm) async throws -> AssistantPicture? {
        guard let file = form.file("picture") else { return nil }
        return try await desk.keep(try PictureFile(file))
    }

    // MARK: Versions

    @Sendable private func showVersions(request: Request, context: WebContext) async throws -> Response {
        let id = try context.parameters.require("id")
        try await desk.refresh()
        return try await versions(of: id, request)
    }

    private func versions(of id: String, _ request: Request, mistake: AssistantError? = nil) async throws -> Response {
        let versions = try await desk.versions(of: id)
        var names: [String: String] = [:]
        for author in Set(versions.compactMap(\.createdBy)) {
            names[author] = try? await parts.accounts.users.user(author).displayName
        }
        let words = PageLanguage(of: request).assistantAdminWords
        let view = AssistantVersionsView(
            words: words, id: id, versions: versions, isDeleted: desk.directory.entry(id)?.isDeleted ?? false, names: names)
        let title = Words.fill(words.versionsOf, ["name": desk.directory.name(of: id)])
        return page(request, title, view.html, notice: mistake.map { words.said(of: $0) }, mistake: mistake)
    }

    @Sendable private func restore(request: Request, context: WebContext) async throws -> Response {
        let id = try context.parameters.require("id")
        guard let number = Int(try context.parameters.require("version")) else { throw AssistantError.unknownVersion }
        do {
            _ = try await desk.restore(number, of: id, by: ChangeAuthor(request, context))
        } catch let error as AssistantError {
            guard case .invalid = error else { throw error }
            return try await versions(of: id, request, mistake: error)
        }
        return Self.toList(id, .restored)
    }

    // MARK: Deleting

    @Sendable private func askToDelete(request: Request, context: WebContext) async throws -> Response {
        let entry = try stored(context)
        let words = PageLanguage(of: request).assistantAdminWords
        let title = Words.fill(words.deleteQuestion, ["name": entry.assistant.name])
        let html: HTML = """
            <p>\(words.deleteText)</p>
            <form class="choices" method="post" action="/admin/assistants/\(entry.assistant.id)/delete">\
            <a class="button" href="/admin/assistants">\(words.cancel)</a>\
            <button type="submit" class="button danger">\(words.delete)</button></form>
            """
        return page(request, title, html)
    }

    @Sendable private func delete(request: Request, context: WebContext) async throws -> Response {
        let id = try context.parameters.require("id")
        try await desk.delete(id, by: ChangeAuthor(request, context))
        return Self.toList(id, .deleted)
    }

    // MARK: Pages

    /// The assistant of the address, when it can be changed here.
    private func stored(_ context: WebContext) throws -> AssistantEntry {
        let id = try context.parameters.require("id")
        guard let entry = desk.directory.entry(id), !entry.isDeleted else { throw AssistantError.notFound }
        guard entry.version != nil else { throw AssistantError.configured(id) }
        return entry
    }

    private func show(
        _ form: AssistantForm, _ entry: AssistantEntry?, _ request: Request, mistake: AssistantError? = nil
    ) -> Response {
        let words = PageLanguage(of: request).assistantAdminWords
        let view = AssistantFormView(
            words: words, form: form, face: entry.map { AssistantFace($0.assistant) }, chains: desk.chainNames,
            mistake: mistake.flatMap { error in error.field.map { ($0, words.said(of: error).text) } })
        let title = entry.map { Words.fill(words.editTitle, ["name": $0.assistant.name]) } ?? words.newTitle
        return page(request, title, view.html, notice: mistake.map { words.said(of: $0) }, mistake: mistake)
    }

    private func page(
        _ request: Request, _ title: String, _ content: HTML, notice: AdminFrame.Notice? = nil, mistake: AssistantError? = nil
    ) -> Response {
        let frame = AdminFrame(
            language: PageLanguage(of: request), siteName: parts.siteName, page: .assistants, title: title, notice: notice,
            body: content)
        return PageRoutes.html(frame.render(), status: mistake.map { APIError($0).status } ?? .ok)
    }

    private static func toList(_ id: String, _ done: AssistantVersion.Change) -> Response {
        .redirect(to: "/admin/assistants?done=\(done.rawValue)&id=\(id)", type: .normal)
    }
}

extension AssistantError {
    /// The field of the form that it is about.
    fileprivate var field: String? {
        switch self {
        case .invalid(let field, _): field
        case .taken, .takenByDeleted: "id"
        case .changedMeanwhile, .configured, .notFound, .unknownVersion: nil
        }
    }
}
