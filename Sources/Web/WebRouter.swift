package import Accounts
package import Chat
package import Hummingbird
package import LanguageModel
package import Routing
package import Telemetry

/// Everything that the routes are made of.
package struct WebParts: Sendable {
    package var pipeline: ChatPipeline
    package var embeddings: EmbeddingPipeline
    package var answers: RunningAnswers
    package var desk: ConversationDesk
    package var sessions: SessionDesk
    package var directory: ChainDirectory
    package var board: BreakerBoard
    package var assistants: [Assistant]
    package var names: ModelDisplayNames
    package var setup: any ModelSetup
    package var accounts: AccountServices
    package var metrics: ServerMetrics
    package var time: any TimeSource
    package var bodyLimit: Int
    /// Other sites whose pages may call the API.
    package var allowedOrigins: [String]
    package var version: String
    package var isReady: @Sendable () async -> [String: Bool]

    package init(
        pipeline: ChatPipeline, embeddings: EmbeddingPipeline, answers: RunningAnswers, desk: ConversationDesk,
        sessions: SessionDesk, directory: ChainDirectory, board: BreakerBoard,
        assistants: [Assistant], names: ModelDisplayNames, setup: any ModelSetup, accounts: AccountServices,
        metrics: ServerMetrics, time: any TimeSource, bodyLimit: Int, allowedOrigins: [String], version: String,
        isReady: @escaping @Sendable () async -> [String: Bool]
    ) {
        self.pipeline = pipeline
        self.embeddings = embeddings
        self.answers = answers
        self.desk = desk
        self.sessions = sessions
        self.directory = directory
        self.board = board
        self.assistants = assistants
        self.names = names
        self.setup = setup
        self.accounts = accounts
        self.metrics = metrics
        self.time = time
        self.bodyLimit = bodyLimit
        self.allowedOrigins = allowedOrigins
        self.version = version
        self.isReady = isReady
    }

    /// The chain that the page's assistant plays now.
    var pageChain: Chain? { assistants.first.flatMap { directory[$0.chain] } }
}

/// The catalogue of routes: one line an area.
package func makeRouter(_ parts: WebParts) -> Router<WebContext> {
    let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: SecurityHeadersMiddleware())
    router.add(middleware: RequestIDMiddleware())
    router.add(middleware: MetricsMiddleware(metrics: parts.metrics, time: parts.time))
    router.add(middleware: ErrorMiddleware())

    AssetRoutes().add(to: router)
    AvailabilityRoutes(board: parts.board, time: parts.time, chain: { parts.pageChain }).add(to: router)
    HealthRoutes(
        version: parts.version, isReady: parts.isReady,
        canAnswer: { parts.pageChain.map { parts.board.availability(of: $0, at: parts.time.now).isAvailable } ?? false },
        metrics: { parts.metrics.registry.exposition() }
    ).add(to: router)

    // Everything from here on knows who asks.
    router.add(middleware: AuthenticationMiddleware(accounts: parts.accounts))
    PageRoutes(parts).add(to: router.group().add(middleware: LoginGate(accounts: parts.accounts)))

    let root = router.group().add(middleware: SameOriginMiddleware())
    AuthRoutes(accounts: parts.accounts).add(to: root)
    let loginPages = LoginPageRoutes(
        accounts: parts.accounts, conversations: parts.desk.repository, siteName: parts.assistants.first?.name ?? "Understudy")
    loginPages.add(to: root)
    if let login = parts.accounts.openID {
        OpenIDRoutes(login: login, pages: loginPages, accounts: parts.accounts, conversations: parts.desk.repository)
            .add(to: root)
    }
    APIRoutes(version: parts.version).add(to: router)
    if let adviser = parts.desk.adviser {
        let siteName = parts.assistants.first?.name ?? "Understudy"
        CatalogueAdminRoutes(shelf: adviser.shelf, assistants: parts.assistants, siteName: siteName).add(to: root)
        ProfilePageRoutes(adviser: adviser, siteName: siteName).add(to: root)
    }

    let browser = router.group("api/v1").add(middleware: SameOriginMiddleware())
    ConversationRoutes(desk: parts.desk, names: parts.names, time: parts.time)
        .add(to: browser.group("conversations").add(middleware: ScopeMiddleware(reading: .read, changing: .chat)))
    SetupRoutes(setup: parts.setup, accounts: parts.accounts).add(to: browser.group("setup"))
    UserRoutes(users: parts.accounts.users).add(to: browser.group("users"))
    KeyRoutes(keys: parts.accounts.keys, users: parts.accounts.users, time: parts.time).add(to: browser.group("keys"))
    AuditRoutes(audit: parts.accounts.audit).add(to: browser.group("audit"))
    if let adviser = parts.desk.adviser {
        CatalogueRoutes(shelf: adviser.shelf, assistants: parts.assistants).add(to: browser.group("catalogues"))
        CustomerRoutes(adviser: adviser, users: parts.accounts.users, assistants: parts.assistants).add(to: browser)
    }

    let ai = router.group("ai").add(middleware: BearerMiddleware())
    AIRoutes(
        desk: parts.desk,
        models: AIModels(directory: parts.directory, board: parts.board, assistants: parts.assistants, time: parts.time)
    ).add(to: ai)

    let chatbot = router.group("api/chatbot").add(middleware: BearerMiddleware())
    ChatbotRoutes(
        sessions: parts.sessions, directory: parts.directory, board: parts.board, servers: ModelServers(time: parts.time)
    ).add(to: chatbot)

    let api = router.group("v1")
        .add(middleware: AllowedOriginsMiddleware(origins: parts.allowedOrigins))
        .add(middleware: BearerMiddleware())
    OpenAIRoutes(
        pipeline: parts.pipeline, answers: parts.answers, directory: parts.directory, assistants: parts.assistants,
        time: parts.time, bodyLimit: parts.bodyLimit
    ).add(to: api)
    EmbeddingRoutes(pipeline: parts.embeddings, answers: parts.answers, bodyLimit: parts.bodyLimit).add(to: api)
    api.on("**", method: .options) { _, _ in Response(status: .noContent) }
    return router
}
