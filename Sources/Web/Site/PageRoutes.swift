import Chat
import HTTPTypes
package import Hummingbird
import LanguageModel
import Routing
import Storage

/// The pages for people: `/` for a new conversation, `/c/<id>` for one of theirs.
package struct PageRoutes: Sendable {
    private let parts: WebParts

    package init(_ parts: WebParts) {
        self.parts = parts
    }

    package func add(to router: Router<WebContext>) {
        router.get("/", use: newConversation)
        router.get("c/{id}", use: conversation)
    }

    @Sendable private func newConversation(request: Request, context: WebContext) async throws -> Response {
        let token = Owner.token(of: request)
        var page = try await page(for: request, context, owner: token.map(Owner.init(token:)), conversation: nil)
        page.builtinOnly = await parts.setup.overview().builtinOnly
        if page.builtinOnly, page.suggestions.isEmpty { page.suggestions = Self.handbookQuestions }
        return Self.withSession(Self.html(ChatPageView(page: page).render()), request)
    }

    /// The response, with a session for a browser that has none.
    static func withSession(_ response: Response, _ request: Request) -> Response {
        guard Owner.token(of: request) == nil else { return response }
        var response = response
        let secure = request.headers[.named("x-forwarded-proto")] == "https"
        response.headers[.setCookie] = Owner.setCookie(Owner.newToken(), secure: secure)
        return response
    }

    @Sendable private func conversation(request: Request, context: WebContext) async throws -> Response {
        let id = try context.parameters.require("id")
        guard let owner = Owner.token(of: request).map(Owner.init(token:)),
            let conversation = try await parts.desk.repository.conversation(id, owner: owner.id)
        else {
            let view = MissingConversationView(
                language: Self.language(of: request), assistantName: parts.assistants.first?.name ?? "Understudy")
            return Self.html(view.render(), status: .notFound)
        }
        let running = try await parts.desk.running(in: id, owner: owner.id)
        var page = try await page(for: request, context, owner: owner, conversation: conversation)
        page.running = running != nil
        page.builtinOnly = await parts.setup.overview().builtinOnly
        page.messages = try await parts.desk.repository.messages(of: id, owner: owner.id).map(pageMessage)
        return Self.html(ChatPageView(page: page).render())
    }

    /// What the built-in answerer finds a good answer to, for whoever has just arrived.
    private static let handbookQuestions = [
        "How do I connect a model?", "What happens when a model fails?", "How do I use it from a program?",
    ]

    private func page(
        for request: Request, _ context: WebContext, owner: Owner?, conversation: Conversation?
    ) async throws -> ChatPage {
        let assistant = parts.desk.assistant(of: conversation)
        let others = try await owner.asyncMap { try await parts.desk.repository.list(owner: $0.id, limit: 200) } ?? []
        let chain = try await assistant.asyncMap {
            try await parts.choices.chain(of: $0, choice: conversation?.defaultModel, owner: owner?.id)
        }
        return ChatPage(
            language: Self.language(of: request), assistantName: assistant?.name ?? "Understudy",
            greeting: assistant?.greeting ?? "",
            suggestions: assistant?.suggestions ?? [], conversation: conversation.map { .init(id: $0.id, title: $0.title) },
            conversations: others.map { .init(id: $0.id, title: $0.title) }, availability: availability(of: chain ?? nil),
            selector: try await selector(for: assistant, conversation, request, owner: owner?.id),
            cloudBlocked: chain??.models.isEmpty ?? false, canConnect: SetupRoutes.isLocal(request, context))
    }

    /// A new conversation may come with a choice in its address, `/?model=provider:model`.
    private func selector(
        for assistant: Assistant?, _ conversation: Conversation?, _ request: Request, owner: String?
    ) async throws -> ModelSelector? {
        guard let assistant, parts.choices.areOffered(by: assistant) else { return nil }
        let asked = conversation == nil ? request.uri.queryParameters.get("model") : conversation?.defaultModel?.description
        let usual = try await parts.choices.chain(of: assistant, choice: nil, owner: owner)
        return ModelSelector(
            options: parts.choices.models(for: owner).map(ModelSelector.Option.init), chosen: asked,
            fallback: usual?.models.first?.id.description, isLocalOnly: parts.choices.areLocalOnly(for: owner))
    }

    private func availability(of chain: Chain?) -> ChatPage.Availability? {
        guard let chain, !chain.models.isEmpty else { return nil }
        let availability = parts.board.availability(of: chain, at: parts.time.now)
        guard !availability.isAvailable else { return nil }
        let document = AvailabilityDocument(availability, at: parts.time.wallClock)
        return .init(available: false, message: document.message, retryAfterSeconds: document.retry_after_seconds ?? 1)
    }

    private func pageMessage(_ message: ChatMessage) -> ChatPage.Message {
        let name = message.model.map { parts.names[$0] }
        return ChatPage.Message(
            id: message.id, role: message.role, content: message.content,
            html: message.role == .assistant ? MarkdownRenderer.render(message.content) : [],
            model: message.model?.description, modelName: name,
            modelPath: name.map { [$0] } ?? [], status: .init(message.status), errorCode: message.errorCode)
    }

    static func language(of request: Request) -> PageLanguage {
        .preferred(acceptLanguage: request.headers[.acceptLanguage])
    }

    static func html(_ document: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: .init(string: document)))
    }
}

extension ChatPage.Message.Status {
    init(_ status: ChatMessage.Status) {
        switch status {
        case .complete: self = .complete
        case .streaming: self = .running
        case .stopped: self = .stopped
        case .interrupted: self = .interrupted
        case .failed: self = .failed
        }
    }
}

extension Optional {
    func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}
