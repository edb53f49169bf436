package import Accounts
package import Chat
import Foundation
package import Hummingbird
package import Knowledge
package import LanguageModel
package import Notices
package import Routing
package import Telemetry
package import Usage

/// Everything that the routes are made of.
package struct WebParts: Sendable {
    package var pipeline: ChatPipeline
    package var embeddings: EmbeddingPipeline
    package var answers: RunningAnswers
    package var desk: ConversationDesk
    package var sessions: SessionDesk
    package var queries: QueryDesk
    package var choices: ModelChoices
    package var settings: SettingsDesk
    package var suggestions: SuggestionDesk
    package var directory: ChainDirectory
    package var board: BreakerBoard
    package var assistants: AssistantDirectory
    package var assistantDesk: AssistantDesk
    package var names: ModelDisplayNames
    package var setup: any ModelSetup
    package var clients: any ClientKeeping
    package var chains: any ChainKeeping
    package var accounts: AccountServices
    package var prices: PriceList
    package var usage: UsageReports
    package var budgets: BudgetKeeper
    package var metrics: ServerMetrics
    package var time: any TimeSource
    /// Whether anything is kept of conversations.
    package var keepsConversations: Bool
    /// How long one that is not kept lasts unused.
    package var temporaryLifetime: Duration
    package var bodyLimit: Int
    /// Other sites whose pages may call the API.
    package var allowedOrigins: [String]
    package var version: String
    package var isReady: @Sendable () async -> [String: Bool]
    /// How each part is; nil for no more than ``isReady`` says.
    package var checks: (@Sendable (_ canAnswer: Bool) async -> [HealthCheck])?
    /// Collections of documents; nil where none are kept.
    package var library: DocumentLibrary?
    /// Answers from documents that may be given again.
    package var cache: AnswerCache?
    /// How many requests each may make, and who has made how many.
    package var rates: RequestRates
    package var tally: RequestTally
    package var proxies: TrustedProxies
    /// Questions that measure the search; nil where there is none.
    package var evaluations: EvaluationDesk?
    /// Who is told of events; nil where nobody is.
    package var webhooks: WebhookDesk?

    package init(
        pipeline: ChatPipeline, embeddings: EmbeddingPipeline, answers: RunningAnswers, desk: ConversationDesk,
        sessions: SessionDesk, queries: QueryDesk, choices: ModelChoices, settings: SettingsDesk,
        suggestions: SuggestionDesk, directory: ChainDirectory, board: BreakerBoard,
        assistants: AssistantDirectory, assistantDesk: AssistantDesk, names: ModelDisplayNames, setup: any ModelSetup,
        clients: any ClientKeeping, chains: any ChainKeeping, accounts: AccountServices,
        prices: PriceList, usage: UsageReports, budgets: BudgetKeeper,
        metrics: ServerMetrics, time: any TimeSource, keepsConversations: Bool = true,
        temporaryLifetime: Duration = .seconds(3600), bodyLimit: Int, allowedOrigins: [String], version: String,
        isReady: @escaping @Sendable () async -> [String: Bool], library: DocumentLibrary? = nil, cache: AnswerCache? = nil,
        rates: RequestRates = RequestRates(), proxies: TrustedProxies = .local, evaluations: EvaluationDesk? = nil,
        webhooks: WebhookDesk? = nil, checks: (@Sendable (_ canAnswer: Bool) async -> [HealthCheck])? = nil
    ) {
        self.pipeline = pipeline
        self.embeddings = embeddings
        self.answers = answers
        self.desk = desk
        self.sessions = sessions
        self.queries = queries
        self.choices = choices
        self.settings = settings
        self.suggestions = suggestions
        self.directory = directory
        self.board = board
        self.assistants = assistants
        self.assistantDesk = assistantDesk
        self.names = names
        self.setup = setup
        self.clients = clients
        self.chains = chains
        self.accounts = accounts
        self.prices = prices
        self.usage = usage
        self.budgets = budgets
        self.metrics = metrics
        self.time = time
        self.keepsConversations = keepsConversations
        self.temporaryLifetime = temporaryLifetime
        self.bodyLimit = bodyLimit
        self.allowedOrigins = allowedOrigins
        self.version = version
        self.isReady = isReady
        self.library = library
        self.checks = checks
        self.cache = cache
        self.rates = rates
        self.proxies = proxies
        tally = RequestTally(time: time)
        self.evaluations = evaluations
        self.webhooks = webhooks
    }

    /// The chain that the page's assistant plays now.
    var pageChain: Chain? { assistants.first.flatMap { directory[$0.chain] } }

    /// The chain that the assistant `id` plays for whoever asks.
    func chain(of id: String?, for context: WebContext) -> Chain? {
        desk.assistant(id, for: context.standing).flatMap { directory[$0.chain] }
    }

    /// Counts requests by their routes, or all of them as one `kind`.
    func rateLimit(of kind: RequestRates.Kind? = nil) -> RateLimitMiddleware {
        RateLimitMiddleware(
            rates: rates, tally: tally, proxies: proxies, kind: kind, siteName: { siteName },
            onRefusal: { metrics.refusedRequests.increment($0.rawValue, $1.rawValue) })
    }

    /// What the whole site is called: like its first assistant.
    var siteName: String { assistants.first?.name ?? "Understudy" }
}

/// The catalogue of routes: one line an area.
package func makeRouter(_ parts: WebParts) -> Router<WebContext> {
    let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: SecurityHeadersMiddleware())
    router.add(middleware: RequestIDMiddleware())
    router.add(middleware: MetricsMiddleware(metrics: parts.metrics, time: parts.time))
    router.add(middleware: CrossOriginMiddleware(origins: parts.allowedOrigins, publicOrigins: parts.accounts.publicOrigins))
    router.add(middleware: ErrorMiddleware())

    let open = router.group().add(middleware: parts.rateLimit(of: .assets))
    AssetRoutes().add(to: open)
    WidgetRoutes().add(to: open)
    HealthRoutes(
        version: parts.version, isReady: parts.isReady, checks: parts.checks,
        canAnswer: {
            let chain = parts.pageChain?.within(parts.settings.rules.server)
            return chain.map { !$0.models.isEmpty && parts.board.availability(of: $0, at: parts.time.now).isAvailable } ?? false
        },
        metrics: { parts.metrics.registry.exposition() }
    ).add(to: open)

    // Everything from here on knows who asks.
    router.add(middleware: AuthenticationMiddleware(accounts: parts.accounts))
    router.add(middleware: parts.rateLimit())
    router.add(middleware: PublicKeyMiddleware(authenticator: parts.accounts.authenticator))
    AvailabilityRoutes(
        board: parts.board, time: parts.time,
        chain: { id, context in
            let chain = id == nil ? parts.pageChain : parts.chain(of: id, for: context)
            return chain?.within(parts.settings.rules.reach(of: context.principal?.owner))
        }
    ).add(to: router)
    let pages = router.group().add(middleware: LoginGate(accounts: parts.accounts))
    PageRoutes(parts).add(to: pages)
    SettingsPageRoutes(parts).add(to: pages)
    let models = AIModels(
        directory: parts.directory, choices: parts.choices, board: parts.board, assistants: parts.assistants, time: parts.time)
    let consent = ConsentMiddleware(consents: parts.accounts.consents)
    SuggestionPageRoutes(parts, models: models)
        .add(to: pages.group().add(middleware: SameOriginMiddleware()).add(middleware: consent.onPages))
    AssistantPageRoutes(parts).add(to: pages)
    AdminRoutes(parts).add(to: pages.group("admin"))

    let root = router.group().add(middleware: SameOriginMiddleware(allowing: parts.allowedOrigins))
    AuthRoutes(accounts: parts.accounts).add(to: root)
    let belongings = VisitorBelongings(
        conversations: parts.desk.repository, settings: parts.settings, customers: parts.desk.adviser?.customers,
        consents: parts.accounts.consents)
    PrivacyPageRoutes(parts).add(to: root)
    UsagePageRoutes(parts).add(to: root.group().add(middleware: LoginGate(accounts: parts.accounts)))
    let loginPages = LoginPageRoutes(
        accounts: parts.accounts, belongings: belongings, siteName: parts.siteName)
    loginPages.add(to: root)
    if let login = parts.accounts.openID {
        OpenIDRoutes(login: login, pages: loginPages, accounts: parts.accounts, belongings: belongings)
            .add(to: root)
    }
    APIRoutes(version: parts.version).add(to: router)
    if let adviser = parts.desk.adviser {
        ProfilePageRoutes(adviser: adviser, siteName: parts.siteName).add(to: root)
    }

    if let library = parts.library {
        DocumentPageRoutes(library: library, audit: parts.accounts.audit, siteName: parts.siteName).add(to: root)
        SourceRoutes(library: library, siteName: parts.siteName, isLoginRequired: parts.accounts.policy.isRequired).add(to: root)
    }

    let browser = router.group("api/v1").add(middleware: SameOriginMiddleware(allowing: parts.allowedOrigins))
    ConversationRoutes(desk: parts.desk, names: parts.names, time: parts.time)
        .add(
            to: browser.group("conversations").add(middleware: ScopeMiddleware(reading: .read, changing: .chat))
                .add(middleware: consent))
    QueryRoutes(
        queries: parts.queries, accounts: parts.accounts, library: parts.library,
        makeID: { UUID().uuidString.lowercased() }
    ).add(to: browser.group("chat").add(middleware: consent))
    SuggestionRoutes(desk: parts.suggestions, models: models)
        .add(
            to: browser.group("suggestions").add(middleware: ScopeMiddleware(reading: .read, changing: .chat))
                .add(middleware: consent))
    SetupRoutes(setup: parts.setup, accounts: parts.accounts).add(to: browser.group("setup"))
    ModelRoutes(choices: parts.choices, chain: { parts.pageChain }, wallClock: { parts.time.wallClock })
        .add(to: browser.group("models"))
    SettingsRoutes(settings: parts.settings, choices: parts.choices)
        .add(to: browser.group("settings").add(middleware: ScopeMiddleware(reading: .read, changing: .chat)))
    AssistantRoutes(desk: parts.assistantDesk)
        .add(to: browser.group("assistants").add(middleware: ScopeMiddleware(reading: .models, changing: .admin)))
    AccountDataRoutes(accounts: parts.accounts, desk: parts.desk, library: parts.library, time: parts.time).add(to: browser)
    UserRoutes(users: parts.accounts.users).add(to: browser.group("users"))
    KeyRoutes(
        keys: parts.accounts.keys, users: parts.accounts.users, terms: PublicTermsReader(parts), time: parts.time
    ).add(to: browser.group("keys"))
    UsageRoutes(reports: parts.usage, accounts: parts.accounts, time: parts.time).add(to: browser)
    PriceRoutes(prices: parts.prices, accounts: parts.accounts, time: parts.time).add(to: browser.group("prices"))
    LimitRoutes(budgets: parts.budgets, accounts: parts.accounts).add(to: browser.group("limits"))
    if let cache = parts.cache { CacheRoutes(cache: cache, audit: parts.accounts.audit).add(to: browser.group("cache")) }
    AuditRoutes(audit: parts.accounts.audit).add(to: browser.group("audit"))
    if let adviser = parts.desk.adviser {
        CatalogueRoutes(
            editor: CatalogueEditor(shelf: adviser.shelf, audit: parts.accounts.audit), assistants: parts.assistants
        ).add(to: browser.group("catalogues"))
        CustomerRoutes(adviser: adviser, users: parts.accounts.users, assistants: parts.assistants).add(to: browser)
    }
    if let webhooks = parts.webhooks {
        WebhookRoutes(editor: WebhookEditor(desk: webhooks, audit: parts.accounts.audit), time: parts.time).add(
            to: browser.group("webhooks"))
    }
    ClientRoutes(clients: parts.clients).add(to: browser.group("clients"))
    ChainRoutes(chains: parts.chains).add(to: browser.group("chains"))
    if let library = parts.library {
        CollectionRoutes(library: library).add(to: browser.group("collections"))
        DocumentRoutes(
            library: library, audit: parts.accounts.audit, time: parts.time, isStopping: { parts.answers.isDraining }
        ).add(to: browser)
    }
    if let evaluations = parts.evaluations {
        EvaluationRoutes(editor: EvaluationEditor(desk: evaluations, audit: parts.accounts.audit))
            .add(to: browser.group("evaluations"))
    }

    let ai = router.group("ai").add(middleware: BearerMiddleware())
    AIRoutes(desk: parts.desk, models: models).add(to: ai)
    SuggestRoutes(desk: parts.suggestions, models: models).add(to: ai)

    let chatbot = router.group("api/chatbot").add(middleware: BearerMiddleware())
    ChatbotRoutes(
        sessions: parts.sessions, directory: parts.directory, rules: parts.settings.rules, board: parts.board,
        servers: ModelServers(time: parts.time)
    ).add(to: chatbot)

    let api = router.group("v1")
        .add(middleware: BearerMiddleware())
    OpenAIRoutes(
        pipeline: parts.pipeline, answers: parts.answers, directory: parts.directory, assistants: parts.assistants,
        time: parts.time, bodyLimit: parts.bodyLimit
    ).add(to: api)
    EmbeddingRoutes(pipeline: parts.embeddings, answers: parts.answers, bodyLimit: parts.bodyLimit).add(to: api)
    api.on("**", method: .options) { _, _ in Response(status: .noContent) }
    return router
}
