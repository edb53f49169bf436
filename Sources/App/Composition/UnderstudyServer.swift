import Accounts
import Chat
import Foundation
import Hummingbird
import Knowledge
package import LanguageModel
import Ledger
package import Logging
import NIOPosix
import Providers
import Routing
import ServiceLifecycle
import Storage
import Telemetry
import UnixSignals
import Usage
import Web

/// The running server: settings in, services out.
package struct UnderstudyServer: Sendable {
    /// What the routes are made of.
    let parts: WebParts
    private let services: [any Service]
    private let gracePeriod: Duration
    private let logger: Logger
    /// What it answers to, such as `GET /v1/models/{id}`.
    package let routes: [String]

    /// Opens the journal and the database, brings the schema up to date, and puts every part together.
    /// - Parameters:
    ///   - environment: where keys are looked for that the page says were found.
    ///   - time: the clock of everything in it.
    ///   - onHangUp: called at SIGHUP, as log rotation sends it.
    ///   - onListening: called with the port once the server takes requests.
    /// - Throws: when the data folder, journal or database cannot be opened, in words for an operator.
    package init(
        settings: Settings, environment: [String: String], logger: Logger, time: any TimeSource = SystemTime(),
        onHangUp: @escaping @Sendable () -> Void, onListening: @escaping @Sendable (Int) async -> Void
    ) async throws {
        let metrics = ServerMetrics()
        let store = try await DataStore(settings: settings, time: time, logger: logger)
        metrics.reportLedger { store.ledgerCounts }
        metrics.reportDataFolder(settings.data)

        let transport = NIOTransport()
        let crew = StageCrew(settings: settings, transport: transport, documents: Handbook.index())
        let directory = ChainDirectory(crew.chains())
        let errands = RunningAnswers(grace: .zero, time: time)
        let webhooks = Webhooks(
            settings: settings.webhooks, store: store, worker: try InstanceFile.name(inData: settings.data), transport: transport,
            metrics: metrics, errands: errands, time: time, logger: logger)
        let outages = ChainOutages(
            directory: directory, repository: ChainOutageRepository(database: store.database, time: time), time: time,
            tell: webhooks.tell)
        let board = BreakerBoard(
            policy: settings.breakerPolicy, time: time,
            onChange: { model, phase in
                metrics.breakerState.set(phase.level, model.description)
                outages.changed(model, phase)
                if case .open(_, let reason) = phase { logger.warning("Breaker of \(model.model) is open: \(reason.rawValue)") }
            })
        let keeper = StageKeeper(
            crew: crew, directory: directory, board: board, connections: store.connections, versions: store.chainVersions)
        try await keeper.refresh()
        for model in directory.models { metrics.breakerState.set(0, model.id.description) }

        let rules = CloudRules(server: settings.routing.reach, owners: try await store.ownerSettings.ownersWithoutCloud())
        let settingsDesk = SettingsDesk(repository: store.ownerSettings, rules: rules)
        let prices = PriceList(database: store.database, configured: settings.priceList, time: time)
        try await prices.load()
        let cache = AnswerCache(policy: settings.answerCache, time: time)
        metrics.reportAnswerCache { .init(cache.counts) }
        let accounts = await AccountServices(
            settings: settings, database: store.database, memory: store.temporary.database, keys: store.keys, box: store.box,
            time: time, transport: transport, onErasure: { cache.drop(owner: $0) })
        let budgets = BudgetKeeper(
            settings: settings, database: store.database, prices: prices, accounts: accounts, time: time,
            observer: BudgetNotices(
                settings: settings.budgets, transport: transport, metrics: metrics, errands: errands, accounts: accounts,
                time: time, logger: logger))
        try await budgets.refresh()
        let embeddingBoard = BreakerBoard(
            policy: settings.breakerPolicy, time: time,
            onChange: { model, phase in
                metrics.embeddingBreakerState.set(phase.level, model.description)
                if case .open(_, let reason) = phase {
                    logger.warning("Breaker of \(model.model) for embeddings is open: \(reason.rawValue)")
                }
            })
        let embeddings = EmbeddingPipeline(
            directory: EmbeddingDirectory(
                time: time, deadlines: { crew.deadlines(of: $0) }, sources: { crew.embeddingSources() }),
            runner: EmbeddingRunner(board: embeddingBoard, policy: settings.routingPolicy, time: time), recorder: store.journal,
            time: time, observer: MetricsObserver(metrics: metrics), rules: rules, prices: prices, budgets: budgets,
            logger: logger)
        let instance = try InstanceFile.name(inData: settings.data)
        let indexes = try KnowledgeIndexes(
            settings: settings, database: store.database, instance: instance,
            embedder: PipelineEmbedder(pipeline: embeddings, makeID: { UUID().uuidString.lowercased() }), transport: transport,
            metrics: metrics, time: time, logger: logger)
        let ingestion = Ingestion(
            settings: settings, database: store.database, worker: instance, transport: transport,
            feeds: [indexes.keywords], time: time, cache: cache,
            report: { report in
                report.note(in: metrics)
                report.note(in: logger)
            })
        let library = ingestion.library(fileLimit: settings.knowledge.maxFileSize)
        let pipeline = ChatPipeline(
            runner: ChainRunner(board: board, policy: settings.routingPolicy, time: time), recorder: store.journal, time: time,
            observer: MetricsObserver(metrics: metrics, onEnd: outages.ended), rules: rules, prices: prices, budgets: budgets,
            reading: ReadingDesk(search: indexes.sources, library: library, knowledge: { $0.knowledge }), cache: cache,
            logger: logger,
            logsMessages: settings.log.messages)
        let executor = EventLoopExecutor(group: .singleton)
        let answers = RunningAnswers(grace: settings.server.gracePeriod, time: time, executor: executor)
        let assistants = try AssistantDirectory(settings.assistants, time: time)
        let assistantDesk = AssistantDesk(
            directory: assistants, repository: AssistantRepository(database: store.database, time: time), chains: directory,
            collections: indexes.collections, logger: logger)
        try await assistantDesk.refresh()
        for missing in try await assistantDesk.missingKnowledge() {
            logger.warning("\(missing) It is searched as soon as it is there.")
        }
        let titles = TitleWriter(
            repository: store.conversations, pipeline: pipeline, errands: errands, directory: directory,
            makeID: { UUID().uuidString.lowercased() }, logger: logger)
        let choices = ModelChoices(
            directory: directory, board: board, settings: settingsDesk, needsSeveral: settings.defaultChainIsDerived, time: time)
        let shelf = CatalogueShelf(repository: CatalogueRepository(database: store.database, time: time), time: time)
        try await CatalogueSeeds(shelf: shelf, logger: logger).sow(settings.assistants)
        let adviser = Adviser(
            shelf: shelf, customers: CustomerRepository(database: store.database, time: time),
            records: RecommendationRepository(database: store.spoken, memory: store.temporary.database),
            onDrop: { for (reason, count) in $0 { metrics.droppedRecommendations.increment(by: Double(count), reason) } })
        let desk = ConversationDesk(
            repository: store.conversations, pipeline: pipeline, answers: answers, models: choices, assistants: assistants,
            titles: settings.conversations.titles == .model ? titles : nil, adviser: adviser,
            groundings: GroundingRepository(database: store.spoken, memory: store.temporary.database), time: time,
            makeID: { UUID().uuidString.lowercased() }, logger: logger)
        let sessions = SessionDesk(desk: desk, assistants: assistants, makeID: { UUID().uuidString.lowercased() })
        let queries = QueryDesk(desk: desk, assistants: assistants, makeID: { UUID().uuidString.lowercased() })
        let suggestions = try SuggestionDesk(
            repository: SuggestionRepository(database: store.spoken, time: time),
            road: StructuredRoad(pipeline: pipeline, time: time, logger: logger), answers: answers, models: choices,
            assistants: assistants, time: time, makeID: { UUID().uuidString.lowercased() })
        let found = FoundProviders(settings: settings, environment: environment, crew: crew)
        let observer = MetricsObserver(metrics: metrics)
        let prober = RecoveryProber(directory: directory, board: board, time: time, reach: settings.routing.reach) { attempt in
            let attempt = attempt.priced(by: prices.book, at: attempt.startedAt)
            store.journal.note(
                .attempt(AttemptRecord(requestID: "probe_\(UUID().uuidString.lowercased())", number: 1, attempt: attempt)))
            observer.count(attempt, of: attempt.model.description)
        }

        let clients = ClientDesk(
            keeper: keeper, pipeline: pipeline, rules: rules, audit: accounts.audit, time: time, logger: logger)
        let setup = SetupDesk(clients: clients, found: found)
        let chains = ChainDesk(
            keeper: keeper, audit: accounts.audit, users: accounts.users,
            assistants: { chain in
                assistants.entries.filter { !$0.isDeleted && $0.assistant.chain == chain }.map(\.assistant.name)
            }, time: time, logger: logger)
        let evaluations = Evaluations(
            database: store.database, collections: ingestion.collections, worker: instance, chunks: settings.knowledge.chunks,
            search: indexes.evaluated, time: time, knowledge: { assistants.entry($0)?.assistant.knowledge })
        let health = HealthBoard(HealthBoard.Probe.all(store: store, indexes: indexes, answers: answers), time: time)
        parts = WebParts(
            pipeline: pipeline, embeddings: embeddings, answers: answers, desk: desk, sessions: sessions, queries: queries,
            choices: choices,
            settings: settingsDesk, suggestions: suggestions, directory: directory, board: board,
            assistants: assistants, assistantDesk: assistantDesk,
            names: ModelDisplayNames { settings.model($0).name }, setup: setup, clients: clients, chains: chains,
            accounts: accounts, prices: prices, usage: UsageReports(database: store.database),
            budgets: budgets, metrics: metrics, time: time,
            keepsConversations: settings.privacy.store == .conversations,
            temporaryLifetime: settings.privacy.temporaryLifetime, bodyLimit: settings.server.maxBodySize,
            allowedOrigins: settings.server.allowedOrigins, version: Version.current,
            isReady: {
                ["database": await store.isReachable, "ledger": store.journal.isWritable, "accepting": !answers.isDraining]
            }, library: library,
            cache: cache, rates: settings.rates, proxies: settings.server.trustedProxies, evaluations: evaluations.desk,
            webhooks: webhooks.desk,
            checks: { canAnswer in
                await health.checks() + [HealthCheck(name: "models", status: canAnswer ? .ok : .down)]
            })
        let router = makeRouter(parts)
        routes = router.routes.map(\.description)
        declineOtherMethods(of: router)
        let web = makeApplication(router: router, settings: settings.server, logger: logger, onListening: onListening)

        // Stopped in reverse: answers first, then the listener, then what they stood on.
        services =
            [
                ClosingService { try await store.close() }, ClosingService { try await transport.shutdown() }, store.journal,
                store.indexer, RecoveryService(prober: prober), HangUpService(onHangUp: onHangUp),
                RepeatedWork(what: "renew the lease of this server", interval: .seconds(5), time: time, logger: logger) {
                    let count = try await store.lease.renew()
                    if count > 0 { logger.warning("\(count) answers were being written by another server that is gone") }
                },
                RepeatedWork(what: "read who has disabled cloud providers", interval: .seconds(5), time: time, logger: logger) {
                    try await settingsDesk.refreshRules()
                },
                RepeatedWork(what: "read the chains and AI clients", interval: .seconds(2), time: time, logger: logger) {
                    try await keeper.refresh()
                },
                RepeatedWork(what: "read the assistants", interval: .seconds(2), time: time, logger: logger) {
                    try await assistantDesk.refresh()
                },
                RepeatedWork(what: "read the limits and settle what is open", interval: .seconds(3), time: time, logger: logger) {
                    try await budgets.refresh()
                },
                RepeatedWork(what: "read the prices", interval: .seconds(10), time: time, logger: logger) {
                    try await prices.load()
                },
                RepeatedWork(what: "purge what is kept too long", interval: .seconds(60), time: time, logger: logger) {
                    if let purged = try await accounts.retention.purgeWhenDue(), !purged.total.isNothing {
                        logger.notice("Purged what is kept no longer: \(purged.summary)")
                    }
                },
                RepeatedWork(what: "forget temporary conversations", interval: .seconds(30), time: time, logger: logger) {
                    try await store.temporary.tidy()
                },
                IndexService(indexes: indexes, database: store.database, metrics: metrics, time: time, logger: logger),
                IngestionService(ingestion: ingestion, settings: settings.knowledge, time: time, logger: logger),
                EvaluationService(runner: evaluations.runner, time: time, logger: logger),
                webhooks.service,
                RepeatedWork(what: "put on record which chains are out", interval: .seconds(1), time: time, logger: logger) {
                    try await outages.settle()
                },
                RepeatedWork(what: "count and purge webhooks", interval: .seconds(15), time: time, logger: logger) {
                    try await webhooks.tidy()
                },
                errands, EventLoopService(service: web, executor: executor), answers,
            ] + (settings.defaultChainIsDerived ? [OllamaScout(found: found, desk: setup, time: time)] : [])
        gracePeriod = settings.server.gracePeriod
        self.logger = logger
    }

    /// Serves until SIGTERM or SIGINT; then running answers have the grace period to finish. So they have when a service
    /// fails, whose error this throws: what the others stand on is still closed last.
    package func run() async throws {
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = gracePeriod + .seconds(10)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// The HTTP listener over `router`.
private func makeApplication(
    router: Router<WebContext>, settings: Settings.Server, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void
) -> some ApplicationProtocol {
    Application(
        router: router,
        server: .http1(
            configuration: .init(
                additionalChannelHandlers: [RequestDeadline(limit: settings.requestTimeout), CallerPresence()],
                idleTimeout: .nanoseconds(Int64(settings.idleTimeout.milliseconds * 1e6)),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 200))),
        configuration: .init(address: .hostname(settings.host, port: settings.port), backlog: 4096),
        onServerRunning: { channel in await onListening(channel.localAddress?.port ?? settings.port) }, logger: logger)
}

extension Settings {
    /// What the configuration says of prices. The built-in answerer is no model and costs nothing.
    fileprivate var priceList: [ModelIdentifier: TokenPrices] {
        [StageCrew.builtin: .free].merging(prices) { _, said in said }
    }

    /// Where nothing is kept of conversations, no answer is either.
    fileprivate var answerCache: AnswerCache.Policy {
        var policy = cache
        if privacy.store == .none { policy.isEnabled = false }
        return policy
    }

    fileprivate var breakerPolicy: Breaker.Policy {
        var policy = Breaker.Policy()
        policy.failures = routing.breaker.failures
        policy.firstCooldown = routing.breaker.firstCooldown
        policy.longestCooldown = routing.breaker.longestCooldown
        policy.longestWait = routing.longestOutageWait
        return policy
    }

    fileprivate var routingPolicy: RoutingPolicy {
        var policy = RoutingPolicy()
        policy.patience = routing.patience
        policy.rescues = routing.rescue
        return policy
    }
}
