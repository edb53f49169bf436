import Accounts
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
        var page = try await page(for: request, context, conversation: nil)
        page.builtinOnly = await parts.setup.overview().builtinOnly
        if page.builtinOnly, page.suggestions.isEmpty { page.suggestions = Self.handbookQuestions }
        var response = Self.html(ChatPageView(page: page).render())
        if context.principal == nil {
            let secure = request.headers[.named("x-forwarded-proto")] == "https"
            response.headers[.setCookie] = BrowserCookie.setCookie(BrowserCookie.newToken(), secure: secure)
        }
        return response
    }

    @Sendable private func conversation(request: Request, context: WebContext) async throws -> Response {
        let id = try context.parameters.require("id")
        guard let owner = context.principal?.owner,
            let conversation = try await parts.desk.repository.conversation(id, owner: owner)
        else {
            let view = MissingConversationView(
                language: Self.language(of: request), assistantName: parts.assistants.first?.name ?? "Understudy")
            return Self.html(view.render(), status: .notFound)
        }
        let running = try await parts.desk.running(in: id, owner: owner)
        var page = try await page(for: request, context, conversation: conversation)
        page.running = running != nil
        page.builtinOnly = await parts.setup.overview().builtinOnly
        page.messages = try await parts.desk.repository.messages(of: id, owner: owner).map(pageMessage)
        return Self.html(ChatPageView(page: page).render())
    }

    /// What the built-in answerer finds a good answer to, for whoever has just arrived.
    private static let handbookQuestions = [
        "How do I connect a model?", "What happens when a model fails?", "How do I use it from a program?",
    ]

    private func page(
        for request: Request, _ context: WebContext, conversation: Conversation?
    ) async throws -> ChatPage {
        let assistant = parts.desk.assistant(of: conversation)
        let others =
            try await context.principal.asyncMap { try await parts.desk.repository.list(owner: $0.owner, limit: 200) } ?? []
        return ChatPage(
            language: Self.language(of: request), assistantName: assistant?.name ?? "Understudy",
            greeting: assistant?.greeting ?? "",
            suggestions: assistant?.suggestions ?? [], conversation: conversation.map { .init(id: $0.id, title: $0.title) },
            conversations: others.map { .init(id: $0.id, title: $0.title) }, availability: availability(of: assistant),
            canConnect: SetupRoutes.isLocal(request, context))
    }

    private func availability(of assistant: Assistant?) -> ChatPage.Availability? {
        guard let chain = assistant.flatMap({ parts.directory[$0.chain] }) else { return nil }
        let availability = parts.board.availability(of: chain, at: parts.time.now)
        guard !availability.isAvailable else { return nil }
        let document = AvailabilityDocument(availability, at: parts.time.wallClock)
        return .init(available: false, message: document.message, retryAfterSeconds: document.retry_after_seconds ?? 1)
    }

    private func pageMessage(_ message: ChatMessage) -> ChatPage.Message {
        let name = message.model.map { parts.names[$0] }
        return ChatPage.Message(
            id: message.id, role: message.role, content: message.content,
            html: message.role == .assistant ? MarkdownRenderer.render(message.content) : [], modelName: name,
            modelPath: name.map { [$0] } ?? [], status: .init(message.status), errorCode: message.errorCode)
    }

    private static func language(of request: Request) -> PageLanguage {
        .preferred(acceptLanguage: request.headers[.acceptLanguage])
    }

    private static func html(_ document: String, status: HTTPResponse.Status = .ok) -> Response {
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
    fileprivate func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}
