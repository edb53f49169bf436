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
        group.get("c/{id}/earlier", use: earlier)
    }

    @Sendable private func newConversation(request: Request, context: WebContext) async throws -> Response {
        try await newConversation(with: parts.desk.assistant(nil, for: context.standing), request, context)
    }

    /// The page on which a conversation with `assistant` begins; without one, a page that says that there is nobody for this reader.
    func newConversation(with assistant: Assistant?, _ request: Request, _ context: WebContext) async throws -> Response {
        guard let assistant else {
            let language = Self.language(of: request)
            let words = language.assistantWords
            let login: HTML =
                context.principal?.sessionID == nil
                ? "<p><a class=\"button\" href=\"/login\">\(language.accountWords.logIn)</a></p>" : .empty
            let view = AloneView(
                language: language, title: words.missingTitle, text: words.missingText, siteName: parts.siteName, more: login)
            return Self.withSession(Self.html(view.render(), status: .notFound), request, context)
        }
        var page = try await page(for: request, context, conversation: nil, assistant: assistant)
        page.builtinOnly = await parts.setup.overview().builtinOnly
        if page.builtinOnly, page.suggestions.isEmpty { page.suggestions = Self.handbookQuestions }
        return Self.withSession(Self.html(ChatPageView(page: page).render()), request, context)
    }

    /// The response, with a cookie for a browser that nothing is known of.
    static func withSession(_ response: Response, _ request: Request, _ context: WebContext) -> Response {
        guard context.principal == nil else { return response }
        var response = response
        let secure = LoginCookie.isSecure(request)
        response.headers[.setCookie] = BrowserCookie.setCookie(BrowserCookie.newToken(), secure: secure)
        return response
    }

    @Sendable private func conversation(request: Request, context: WebContext) async throws -> Response {
        let id = try context.parameters.require("id")
        guard let owner = context.principal?.owner,
            let conversation = try await parts.desk.repository.conversation(id, owner: owner)
        else {
            let view = MissingConversationView(
                language: Self.language(of: request), assistantName: parts.siteName)
            return Self.html(view.render(), status: .notFound)
        }
        let tree = try await parts.desk.repository.tree(of: id, owner: owner)
        // A message that was searched for may stand on another path than the one that is open.
        let wanted = request.uri.queryParameters["message"].flatMap { tree.end(from: String($0)) }
        let end = wanted ?? tree.active
        let assistant = parts.desk.assistant(conversation.assistant, for: context.standing)
        var page = try await page(for: request, context, conversation: conversation, assistant: assistant)
        page.isAssistantGone = assistant == nil
        page.running = try await parts.desk.running(in: id, owner: owner, message: end) != nil
        page.builtinOnly = await parts.setup.overview().builtinOnly
        let path = end.map(tree.path(to:)) ?? []
        // What was searched for stands on the page, with something before it to read.
        let place = request.uri.queryParameters["message"].flatMap { wanted in path.firstIndex { $0.id == wanted } }
        let start = max(0, min(path.count - LogView.newest, place.map { $0 - 8 } ?? .max))
        let show = try await messages(of: tree, in: id, owner: owner, for: request)
        page.messages = path[start...].map(show)
        page.firstMessage = path.first?.id
        return Self.html(ChatPageView(page: page).render())
    }

    /// What comes before a message: its stretches, the one next to the message first, each as a line of JSON that holds its
    /// markup. They are rendered as they are sent.
    @Sendable private func earlier(request: Request, context: WebContext) async throws -> Response {
        let id = try context.parameters.require("id")
        let owner = try context.caller(maying: .read).owner
        let conversation = try await parts.desk.conversation(id, owner: owner)
        let tree = try await parts.desk.repository.tree(of: id, owner: owner)
        let before = request.uri.queryParameters["before"].map { tree.path(to: String($0)) } ?? []
        guard !before.isEmpty else { throw ConversationError.notFound }
        let assistant = parts.desk.assistant(conversation.assistant, for: context.standing)
        let view = LogView(
            message: MessageView(
                words: Self.language(of: request).words,
                assistantName: assistant?.name ?? parts.assistants.name(of: conversation.assistant),
                sourceWords: Self.language(of: request).sourceWords,
                showsModels: assistant.map(parts.choices.areOffered) ?? false))
        let show = try await messages(of: tree, in: id, owner: owner, for: request)
        return Response(
            status: .ok, headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                for stretch in LogView.stretches(before.dropLast()) {
                    var line = try JSONText.encode(view.html(stretch.map(show)).markup)
                    line.writeStaticString("\n")
                    try await writer.write(line)
                }
                try await writer.finish(nil)
            })
    }

    /// How the messages of a conversation look to whoever sent `request`, with what they stand on, are about, and recommend.
    private func messages(
        of tree: MessageTree, in id: String, owner: String, for request: Request
    ) async throws -> @Sendable (ChatMessage) -> ChatPage.Message {
        let records = try await parts.desk.adviser?.records.all(in: id, owner: owner) ?? [:]
        let groundings = try await parts.desk.groundings?.all(in: id, owner: owner) ?? [:]
        let selections = try await parts.desk.groundings?.selections(in: id, owner: owner) ?? [:]
        let reader = ReaderLocale(of: request)
        return { message in
            let grounding = groundings[message.id].map { GroundingView(grounding: $0, message: message.id, reader: reader) }
            var shown = pageMessage(message, in: tree, on: grounding)
            shown.selection = selections[message.id]
            if let record = records[message.id] { shown.cards = CardsView(record: record, reader: reader).html }
            return shown
        }
    }

    /// What the built-in answerer finds a good answer to, for whoever has just arrived.
    private static let handbookQuestions = [
        "How do I connect a model?", "What happens when a model fails?", "How do I use it from a program?",
    ]

    private func page(
        for request: Request, _ context: WebContext, conversation: Conversation?, assistant: Assistant?
    ) async throws -> ChatPage {
        let owner = context.principal?.owner
        let chain = await assistant.asyncMap {
            await parts.choices.chain(of: $0, choice: conversation?.defaultModel, owner: owner)
        }
        let list = try await owner.asyncMap {
            try await ConversationPage(of: parts.desk.repository, owner: $0, limit: 50)
        }
        let faces = parts.assistants.all(for: context.standing).map(AssistantFace.init)
        let row = { (conversation: Conversation) -> ChatPage.Conversation in
            var row = ChatPage.Conversation(conversation)
            row.assistant = conversation.assistant
            // Whose it is goes without saying where there is only one.
            if faces.count > 1 { row.assistantName = parts.assistants.name(of: conversation.assistant) }
            return row
        }
        var page = ChatPage(
            language: Self.language(of: request),
            assistantName: assistant?.name ?? parts.assistants.name(of: conversation?.assistant),
            greeting: assistant?.greeting ?? "",
            suggestions: assistant?.suggestions ?? [], conversation: conversation.map(ChatPage.Conversation.init),
            conversations: list?.conversations.map(row) ?? [],
            nextConversations: list?.next?.description, availability: availability(of: chain ?? nil),
            selector: try await selector(for: assistant, conversation, request, owner: owner),
            cloudBlocked: chain??.models.isEmpty ?? false,
            canConnect: try await SetupRoutes.refusal(request, context, users: parts.accounts.users) == nil,
            account: try await account(request, context))
        page.mayWrite = context.principal?.scopes.contains(.chat) ?? true
        page.face = assistant.map(AssistantFace.init)
        page.faces = faces
        if page.mayWrite { page.consent = try await parts.missingConsent(of: owner) }
        page.keepsConversations = parts.keepsConversations
        page.temporaryMinutes = parts.temporaryMinutes
        page.isTemporary =
            parts.keepsConversations
            && (conversation.map { TemporaryName.isOne($0.id) } ?? (request.uri.queryParameters.get("temporary") != nil))
        return page
    }

    private func account(_ request: Request, _ context: WebContext) async throws -> ChatPage.Account {
        let users = parts.accounts.users
        if context.principal?.sessionID != nil, let id = context.principal?.userID {
            return .user(name: try await users.user(id).displayName, isAdmin: context.principal?.isAdmin == true)
        }
        if try await users.hasUsers() { return .visitor }
        return SetupRoutes.isLocal(request, context) ? .firstRun : .none
    }

    /// A new conversation may come with a choice in its address, `/?model=provider:model`.
    private func selector(
        for assistant: Assistant?, _ conversation: Conversation?, _ request: Request, owner: String?
    ) async throws -> ModelSelector? {
        guard let assistant, parts.choices.areOffered(by: assistant) else { return nil }
        let asked = conversation == nil ? request.uri.queryParameters.get("model") : conversation?.defaultModel?.description
        let usual = await parts.choices.chain(of: assistant, choice: nil, owner: owner)
        return ModelSelector(
            options: parts.choices.models(for: owner).map(ModelSelector.Option.init), chosen: asked,
            fallback: usual?.models.first?.id.description, isLocalOnly: parts.choices.reach(of: owner) == .localOnly)
    }

    private func availability(of chain: Chain?) -> ChatPage.Availability? {
        guard let chain, !chain.models.isEmpty else { return nil }
        let availability = parts.board.availability(of: chain, at: parts.time.now)
        guard !availability.isAvailable else { return nil }
        let document = AvailabilityDocument(availability, at: parts.time.wallClock)
        return .init(available: false, message: document.message, retryAfterSeconds: document.retry_after_seconds ?? 1)
    }

    private func pageMessage(_ message: ChatMessage, in tree: MessageTree, on grounding: GroundingView?) -> ChatPage.Message {
        let blocks = { grounding?.blocks(of: message.content) ?? MarkdownRenderer.render(message.content) }
        var shown = ChatPage.Message(
            id: message.id, role: message.role, content: message.content,
            html: message.role == .assistant ? blocks() : [],
            model: message.model?.description, modelName: message.model.map { parts.names[$0] },
            modelPath: message.models.map { parts.names[$0] },
            siblings: tree.siblings(of: message.id).map(\.id), status: .init(message.status), errorCode: message.errorCode)
        if let grounding { shown.sources = grounding.html }
        return shown
    }

    static func language(of request: Request) -> PageLanguage { PageLanguage(of: request) }

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

extension ChatPage.Conversation {
    fileprivate init(_ conversation: Conversation) {
        self.init(
            id: conversation.id, title: conversation.title, isPinned: conversation.isPinned, isArchived: conversation.isArchived)
    }
}
