import Accounts
import Chat
import HTTPTypes
import Hummingbird
import LanguageModel
import Routing
import Storage

/// `/assistants/tasks`, `/assistants/events` and `/assistants/notes`: suggestions as cards, for people. Every form leads back
/// to a page, so that all of it works without script.
struct SuggestionPageRoutes: Sendable {
    private let parts: WebParts
    private let models: AIModels
    private var desk: SuggestionDesk { parts.suggestions }

    init(_ parts: WebParts, models: AIModels) {
        self.parts = parts
        self.models = models
    }

    func add(to group: RouterGroup<WebContext>) {
        for kind in Suggestion.Kind.allCases {
            group.get("assistants/\(kind.path)") { request, context in try await show(kind, request, context) }
            group.post("assistants/\(kind.path)") { request, context in try await ask(kind, request, context) }
        }
        group.post("assistants/suggestions", use: decideAll)
        group.post("assistants/suggestions/{id}", use: decide)
    }

    private struct AskForm: Decodable {
        var title: String
        var description: String?
        var model: String?
    }

    fileprivate struct DecisionForm: Decodable {
        enum Decision: String, Decodable {
            case accept
            case dismiss
            case restore
            case save
        }

        var `do`: Decision
        var text: String?
        /// For all of a kind at once.
        var kind: Suggestion.Kind?
    }

    private func show(_ kind: Suggestion.Kind, _ request: Request, _ context: WebContext) async throws -> Response {
        var response = try await page(kind, request, context)
        if context.principal == nil {
            let secure = LoginCookie.isSecure(request)
            response.headers[.setCookie] = BrowserCookie.setCookie(BrowserCookie.newToken(), secure: secure)
        }
        return response
    }

    /// What comes is kept even when the reader has left: it is there when they come back.
    private func ask(_ kind: Suggestion.Kind, _ request: Request, _ context: WebContext) async throws -> Response {
        var body = request
        let caller = try context.caller(maying: .chat)
        let form: AskForm = try await body.decodeForm(limit: SuggestBody.limit)
        let model = form.model.flatMap { $0.isEmpty ? nil : $0 }
        do {
            let asked = try SuggestBody(title: form.title, description: form.description, model: model)
                .request(kind, models: models, caller: caller, requestID: context.requestID)
            guard let task = desk.suggestAndKeep(asked) else { throw APIError.stopping }
            _ = try await task.value.get()
        } catch {
            let told = APIError(any: error)
            guard told.code != "internal_error", told.code != "database_unavailable" else { throw error }
            return try await page(kind, request, context, form: form, error: told)
        }
        return .redirect(to: "/assistants/\(kind.path)#pending-title", type: .normal)
    }

    @Sendable private func decide(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let caller = try context.caller(maying: .chat)
        let form: DecisionForm = try await request.decodeForm()
        let text = form.text.map(\.trimmingWhitespace).flatMap { $0.isEmpty ? nil : $0 }
        return try await SuggestionRoutes.known {
            let suggestion = try await desk.change(
                try context.parameters.require("id"), owner: caller.owner, text: try text.map(SuggestionRoutes.text),
                status: form.do.status)
            return .redirect(to: "/assistants/\(suggestion.kind.path)", type: .normal)
        }
    }

    @Sendable private func decideAll(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let caller = try context.caller(maying: .chat)
        let form: DecisionForm = try await request.decodeForm()
        guard let kind = form.kind else { throw APIError.invalid("kind", "is required") }
        guard let status = form.do.status, status != .pending else {
            throw APIError.invalid("do", "must be accept or dismiss")
        }
        try await desk.repository.decideAll(kind, owner: caller.owner, status: status)
        return .redirect(to: "/assistants/\(kind.path)", type: .normal)
    }

    // MARK: The page

    private func page(
        _ kind: Suggestion.Kind, _ request: Request, _ context: WebContext, form: AskForm? = nil, error: APIError? = nil
    ) async throws -> Response {
        let language = PageLanguage(of: request)
        var page = AssistantPage(
            language: language, siteName: parts.siteName, kind: kind, title: form?.title ?? "",
            description: form?.description ?? "", model: form?.model)
        page.mayAsk = context.principal?.scopes.contains(.chat) ?? true
        page.message = error.map { language.suggestionWords.message(for: $0) }
        if let assistant = parts.assistants.first, parts.choices.areOffered(by: assistant) {
            page.models = parts.choices.models(for: context.principal?.owner).filter { $0.kind != .builtin }
                .map { (id: $0.id.description, name: $0.name) }
        }
        if let owner = context.principal?.owner {
            page.pending = try await desk.repository.list(owner: owner, kind: kind, status: .pending)
            page.accepted = try await desk.repository.list(owner: owner, kind: kind, status: .accepted)
        }
        let names = parts.names
        let view = SuggestionPageView(page: page, modelName: { text in ModelIdentifier(text).map { names[$0] } ?? text })
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]
        if let seconds = error?.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
        return Response(
            status: error?.status ?? .ok, headers: headers, body: .init(byteBuffer: .init(string: view.render())))
    }
}

extension SuggestionPageRoutes.DecisionForm.Decision {
    /// What becomes of the suggestion; nil when it stays as it is.
    fileprivate var status: Suggestion.Status? {
        switch self {
        case .accept: .accepted
        case .dismiss: .dismissed
        case .restore: .pending
        case .save: nil
        }
    }
}

extension SuggestionWords {
    fileprivate func message(for error: APIError) -> String {
        switch error.code {
        case "invalid_parameter" where error.message.contains("empty"): titleMissing
        case "invalid_parameter": tooLong
        case "invalid_structure": Words.fill(notUnderstood, ["count": String(error.calls ?? 0)])
        case "no_language_model": noModel
        case "all_models_unavailable": outOfModels
        case "content_policy": declined
        default: failed
        }
    }
}
