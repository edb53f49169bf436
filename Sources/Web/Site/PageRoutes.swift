import Accounts
import Chat
import HTTPTypes
package import Hummingbird
import Knowledge
import LanguageModel
import Routing
import Storage

/// The pages for people: `/` for a new conversation, `/c/<id>` for one of theirs.
package struct PageRoutes: Sendable {
    private let parts: WebParts

    package init(_ parts: WebParts) {
        self.parts = parts
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get("/", use: newConversation)
        group.get("c/{id}", use: conversation)
    }

    @Sendable private func newConversation(request: Request, context: WebContext) async throws -> Response {
        var page = try await page(for: request, context, conversation: nil)
        page.builtinOnly = await parts.setup.overview().builtinOnly
        if page.builtinOnly, page.suggestions.isEmpty { page.suggestions = Self.handbookQuestions }
        var response = Self.html(ChatPageView(page: page).render())
        if context.principal == nil {
            let secure = LoginCookie.isSecure(request)
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
        let tree = try await parts.desk.repository.tree(of: id, owner: owner)
        // A message that was searched for may stand on another path than the one that is open.
        let wanted = request.uri.queryParameters["message"].flatMap { tree.end(from: String($0)) }
        let end = wanted ?? tree.active
        var page = try await page(for: request, context, conversation: conversation)
        page.running = try await parts.desk.running(in: id, owner: owner, message: end) != nil
        page.builtinOnly = await parts.setup.overview().builtinOnly
        page.messages = end.map { tree.path(to: $0).map { pageMessage($0, in: tree) } } ?? []
        if let records = try await parts.desk.adviser?.records.all(in: id, owner: owner) {
            let reader = ReaderLocale(of: request)
            for index in page.messages.indices {
                guard let record = records[page.messages[index].id] else { continue }
                page.messages[index].cards = CardsView(record: record, reader: reader).html
            }
        }
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
        let list = try await context.principal.asyncMap {
            try await ConversationPage(of: parts.desk.repository, owner: $0.owner, limit: 50)
        }
        return ChatPage(
            language: Self.language(of: request), assistantName: assistant?.name ?? "Understudy",
            greeting: assistant?.greeting ?? "",
            suggestions: assistant?.suggestions ?? [], conversation: conversation.map(ChatPage.Conversation.init),
            conversations: list?.conversations.map(ChatPage.Conversation.init) ?? [],
            nextConversations: list?.next?.description, availability: availability(of: assistant),
            canConnect: try await SetupRoutes.refusal(request, context, users: parts.accounts.users) == nil,
            account: try await account(request, context))
    }

    private func account(_ request: Request, _ context: WebContext) async throws -> ChatPage.Account {
        let users = parts.accounts.users
        if context.principal?.sessionID != nil, let id = context.principal?.userID {
            return .user(name: try await users.user(id).displayName)
        }
        if try await users.hasUsers() { return .visitor }
        return SetupRoutes.isLocal(request, context) ? .firstRun : .none
    }

    private func availability(of assistant: Assistant?) -> ChatPage.Availability? {
        guard let chain = assistant.flatMap({ parts.directory[$0.chain] }) else { return nil }
        let availability = parts.board.availability(of: chain, at: parts.time.now)
        guard !availability.isAvailable else { return nil }
        let document = AvailabilityDocument(availability, at: parts.time.wallClock)
        return .init(available: false, message: document.message, retryAfterSeconds: document.retry_after_seconds ?? 1)
    }

    private func pageMessage(_ message: ChatMessage, in tree: MessageTree) -> ChatPage.Message {
        ChatPage.Message(
            id: message.id, role: message.role, content: message.content,
            html: message.role == .assistant ? MarkdownRenderer.render(message.content) : [],
            modelName: message.model.map { parts.names[$0] }, modelPath: message.models.map { parts.names[$0] },
            siblings: tree.siblings(of: message.id).map(\.id), status: .init(message.status), errorCode: message.errorCode)
    }

    private static func language(of request: Request) -> PageLanguage { PageLanguage(of: request) }

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

extension ChatPage.Conversation {
    fileprivate init(_ conversation: Conversation) {
        self.init(
            id: conversation.id, title: conversation.title, isPinned: conversation.isPinned, isArchived: conversation.isArchived)
    }
}
