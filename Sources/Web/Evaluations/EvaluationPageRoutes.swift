import Accounts
import Chat
import HTTPTypes
import Hummingbird
import Knowledge
import Storage

/// `/admin/evaluations`: sets of questions, their runs and what these found; plain forms.
struct EvaluationPageRoutes: Sendable {
    private let editor: EvaluationEditor
    private let directory: AssistantDirectory
    private let siteName: String
    private var desk: EvaluationDesk { editor.desk }

    init(editor: EvaluationEditor, directory: AssistantDirectory, siteName: String) {
        self.editor = editor
        self.directory = directory
        self.siteName = siteName
    }

    /// - Parameter group: the pages for admins, behind their gate.
    func add(to group: RouterGroup<WebContext>) {
        let pages = group.group("evaluations")
        pages.get(use: list)
        pages.post(use: create)
        pages.get("{evaluation}", use: show)
        pages.post("{evaluation}", use: change)
        pages.get("{evaluation}/runs/{run}", use: showRun)
    }

    private struct Form: Decodable {
        var `do`: String
        var run: String?
        var note: String?
        var confirmed: String?
    }

    // MARK: All

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        var view = try await listView(request)
        if try request.queryText("done") == "deleted" { view.notice = .init(text: view.words.deleted, isGood: true) }
        return .page(view.render())
    }

    private func listView(_ request: Request) async throws -> EvaluationsView {
        EvaluationsView(
            reader: ReaderLocale(of: request), siteName: siteName, sets: try await desk.sets(), names: try await names())
    }

    /// What may be searched, and what it is called.
    private func names() async throws -> EvaluationTargetNames {
        var assistants: [(id: String, name: String)] = []
        for entry in directory.entries where !entry.isDeleted {
            guard try await desk.targets.knowsAnything(entry.assistant.id) else { continue }
            assistants.append((entry.assistant.id, entry.assistant.name))
        }
        return EvaluationTargetNames(
            collections: try await desk.targets.all().map { ($0.id, $0.name) }, assistants: assistants)
    }

    @Sendable private func create(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let form = try await MultipartForm(&request, limit: EvaluationRoutes.limit)
        let name = form["name"] ?? ""
        let target = form["target"] ?? ""
        do {
            let parts = target.split(separator: ":", maxSplits: 1).map(String.init)
            let isAssistant = parts.first == "assistant"
            let id = parts.count == 2 ? parts[1] : nil
            let bytes = form.file("file") ?? []
            // A list or lines of objects begin with a bracket, whatever the file is called.
            let first = bytes.first { ![0xEF, 0xBB, 0xBF, 9, 10, 13, 32].contains($0) }
            let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
            let file = try QuestionFile(bytes, format: isJSON ? .json : .csv)
            let made = try await editor.create(
                name: name,
                target: try EvaluationEditor.target(
                    collection: isAssistant ? nil : id, assistant: isAssistant ? id : nil), file, Visit(request, context))
            return .redirect(to: "/admin/evaluations/\(made.id)", type: .normal)
        } catch {
            var view = try await listView(request)
            (view.name, view.target) = (name, target)
            switch error {
            case EvaluationError.unusable(let problems, let count):
                (view.problems, view.problemCount) = (problems, count)
            case EvaluationError.unknownTarget: view.notice = .init(text: view.words.unknownTarget)
            case let error as CatalogueError:
                view.notice = .init(text: Words.fill(view.words.unreadable, ["reason": error.description]))
            case let error as APIError where error.status == .unprocessableContent:
                view.notice = .init(text: error.field == "name" ? view.words.badName : view.words.unknownTarget)
            default: throw error
            }
            return .page(view.render(), status: .unprocessableContent)
        }
    }

    // MARK: One

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let id = try context.identifier("evaluation")
        var view = try await view(id, request)
        switch try request.queryText("done") {
        case "started": view.notice = .init(text: view.words.willRun, isGood: true)
        case "removed": view.notice = .init(text: view.words.removed, isGood: true)
        default: break
        }
        return .page(view.render())
    }

    private func view(_ id: String, _ request: Request) async throws -> EvaluationView {
        let (set, runs) = try await APIError.ofEvaluation { (try await desk.set(id), try await desk.runs(of: id)) }
        return EvaluationView(
            reader: ReaderLocale(of: request), siteName: siteName, set: set, runs: runs, names: try await names())
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        let id = try context.identifier("evaluation")
        var request = request
        let form: Form = try await request.decodeForm()
        let run = (form.run ?? "").replacing("\0", with: "")
        let visit = Visit(request, context)
        let path = "/admin/evaluations/\(id.inQuery)"
        do {
            switch form.do {
            case "run":
                _ = try await editor.start(id, note: form.note ?? "", visit)
                return .redirect(to: "\(path)?done=started", type: .normal)
            case "cancel":
                _ = try await desk.cancel(run, of: id)
                return .redirect(to: path, type: .normal)
            case "remove":
                try await editor.delete(run: run, of: id, visit)
                return .redirect(to: "\(path)?done=removed", type: .normal)
            case "delete":
                guard form.confirmed != nil else { return try await confirm(id, request) }
                try await editor.delete(id, visit)
                return .redirect(to: "/admin/evaluations?done=deleted", type: .normal)
            default: throw APIError.invalid("do", "must be run, cancel, remove or delete")
            }
        } catch let error as EvaluationError {
            var view = try await view(id, request)
            view.notice = .init(
                text: error == .busy ? view.words.busy : error == .unknownTarget ? view.words.unknownTarget : view.words.ended)
            return .page(view.render(), status: error == .unknownTarget ? .unprocessableContent : .conflict)
        } catch StorageError.notFound {
            throw APIError.noEvaluation
        }
    }

    private func confirm(_ id: String, _ request: Request) async throws -> Response {
        let set = try await desk.set(id)
        let language = PageLanguage(of: request)
        let words = language.evaluationWords
        let path = "/admin/evaluations/\(id)"
        return .page(
            AdminConfirmView(
                language: language, siteName: siteName, page: .evaluations,
                title: Words.fill(words.deleteQuestion, ["name": set.name]), text: words.deleteText, fields: [("do", "delete")],
                button: words.delete, back: path, action: path
            ).render())
    }

    // MARK: A run

    @Sendable private func showRun(request: Request, context: WebContext) async throws -> Response {
        let (id, run) = (try context.identifier("evaluation"), try context.identifier("run"))
        let against = try request.queryText("against")?.replacing("\0", with: "")
        let leg = try request.queryText("leg")
        guard leg?.filled == nil || leg.map(EvaluationFindings.legs.contains) == true else {
            throw APIError.invalid("leg", "must be keywords, vectors or fused")
        }
        let (set, runs, found) = try await APIError.ofEvaluation {
            (
                try await desk.set(id), try await desk.runs(of: id),
                try await EvaluationFindings(of: run, against: against, leg: leg, in: id, desk)
            )
        }
        return .page(
            EvaluationRunView(
                reader: ReaderLocale(of: request), siteName: siteName, set: set, others: runs.filter { $0.status == .done },
                found: found
            ).render())
    }
}
