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
    package var choices: ModelChoices
    package var settings: SettingsDesk
    package var directory: ChainDirectory
    package var board: BreakerBoard
    package var assistants: [Assistant]
    package var names: ModelDisplayNames
    package var setup: any ModelSetup
    package var keys: KeyCache
    package var metrics: ServerMetrics
    package var time: any TimeSource
    package var bodyLimit: Int
    /// Other sites whose pages may call the API.
    package var allowedOrigins: [String]
    package var version: String
    package var isReady: @Sendable () async -> [String: Bool]

    package init(
        pipeline: ChatPipeline, embeddings: EmbeddingPipeline, answers: RunningAnswers, desk: ConversationDesk,
        choices: ModelChoices, settings: SettingsDesk, directory: ChainDirectory, board: BreakerBoard,
        assistants: [Assistant], names: ModelDisplayNames, setup: any ModelSetup, keys: KeyCache, metrics: ServerMetrics,
        time: any TimeSource, bodyLimit: Int, allowedOrigins: [String], version: String,
        isReady: @escaping @Sendable () async -> [String: Bool]
    ) {
        self.pipeline = pipeline
        self.embeddings = embeddings
        self.answers = answers
        self.desk = desk
        self.choices = choices
        self.settings = settings
        self.directory = directory
        self.board = board
        self.assistants = assistants
        self.names = names
        self.setup = setup
        self.keys = keys
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
    AvailabilityRoutes(
        board: parts.board, time: parts.time,
        chain: { request, context in parts.pageChain?.within(parts.settings.rules.reach(of: context.asker(request))) }
    ).add(to: router)
    HealthRoutes(version: parts.version, isReady: parts.isReady, metrics: { parts.metrics.registry.exposition() }).add(to: router)
    PageRoutes(parts).add(to: router)
    SettingsPageRoutes(parts).add(to: router)

    let browser = router.group("api/v1").add(middleware: SameOriginMiddleware())
    ConversationRoutes(desk: parts.desk, names: parts.names, time: parts.time).add(to: browser.group("conversations"))
    SetupRoutes(setup: parts.setup, rules: parts.settings.rules).add(to: browser.group("setup"))
    ModelRoutes(choices: parts.choices, chain: { parts.pageChain }, wallClock: { parts.time.wallClock })
        .add(to: browser.group("models"))
    SettingsRoutes(settings: parts.settings, choices: parts.choices).add(to: browser.group("settings"))

    let api = router.group("v1")
        .add(middleware: AllowedOriginsMiddleware(origins: parts.allowedOrigins))
        .add(middleware: KeyMiddleware(keys: parts.keys))
    OpenAIRoutes(
        pipeline: parts.pipeline, answers: parts.answers, directory: parts.directory, assistants: parts.assistants,
        time: parts.time, bodyLimit: parts.bodyLimit
    ).add(to: api)
    EmbeddingRoutes(pipeline: parts.embeddings, answers: parts.answers, bodyLimit: parts.bodyLimit).add(to: api)
    api.on("**", method: .options) { _, _ in Response(status: .noContent) }
    return router
}
