import Chat
import LanguageModel
import Logging
import Notices
import Providers
import ServiceLifecycle
import Storage
import Telemetry

/// Everything that tells other programs of events.
struct Webhooks: Sendable {
    let desk: WebhookDesk
    let service: WebhookService
    private let deliveries: WebhookDeliveryRepository
    private let keep: Duration
    private let metrics: ServerMetrics
    private let errands: RunningAnswers
    private let time: any TimeSource
    private let logger: Logger

    /// How long is waited before an event is tried to be written again.
    private static let pauses: [Duration] = [.seconds(1), .seconds(5), .seconds(20), .seconds(60)]

    /// - Parameter worker: who delivers, the same after a restart.
    init(
        settings: Settings.Webhooks, store: DataStore, worker: String, transport: any Transport, metrics: ServerMetrics,
        errands: RunningAnswers, time: any TimeSource, logger: Logger
    ) {
        let endpoints = WebhookRepository(database: store.database, box: store.box, time: time)
        let deliveries = WebhookDeliveryRepository(database: store.database, worker: worker, time: time)
        let post = WebhookPost(transport: transport, time: time)
        desk = WebhookDesk(
            endpoints: endpoints, deliveries: deliveries, post: post, allowsLocal: settings.allowsLocal, time: time)
        let deliverer = WebhookDeliverer(
            endpoints: endpoints, deliveries: deliveries, post: post, allowsLocal: settings.allowsLocal, time: time,
            report: { report in
                metrics.webhookAttempts.increment(report.result.rawValue)
                if let failure = report.failure {
                    logger.warning(
                        "\(report.type) was not delivered to the webhook \(report.endpoint) (\(report.result.rawValue)): \(failure)"
                    )
                }
                if let reason = report.disabled {
                    logger.warning("The webhook \(report.endpoint) was disabled: \(reason.rawValue)")
                }
            })
        service = WebhookService(deliverer: deliverer, deliveries: deliveries, logger: logger)
        self.deliveries = deliveries
        keep = settings.keep
        self.metrics = metrics
        self.errands = errands
        self.time = time
        self.logger = logger
    }

    /// Has an event written without anybody waiting for it.
    @Sendable func tell(_ event: WebhookEvent) {
        _ = errands.start { await write(event) }
    }

    /// Writes an event; while the database is out, it is tried again for a while.
    private func write(_ event: WebhookEvent) async {
        for pause in Self.pauses + [.zero] {
            do {
                try await deliveries.write(event)
                return
            } catch {
                guard pause > .zero, (try? await time.sleep(until: time.now + pause)) != nil else {
                    return logger.warning("error: \(event.type.rawValue) could not be written for webhooks: \(error)")
                }
            }
        }
    }

    /// Counts what waits, and takes away what is kept no longer.
    func tidy() async throws {
        try await deliveries.purge(before: time.wallClock - keep.seconds)
        let counts = try await desk.list(countsAll: false).map { ($0.endpoint.isEnabled, $0.counts) }
        let waiting = counts.filter(\.0).map(\.1)
        metrics.webhooksPending.set(Double(waiting.reduce(0) { $0 + $1.pending }))
        metrics.webhooksDead.set(Double(counts.reduce(0) { $0 + $1.1.dead }))
        let oldest = waiting.compactMap(\.oldestPending).min()
        metrics.webhooksOldest.set(oldest.map { max(0, time.wallClock - $0) } ?? 0)
    }
}

/// Delivers until the server stops; what is in hand then is the next one's.
struct WebhookService: Service {
    let deliverer: WebhookDeliverer
    let deliveries: WebhookDeliveryRepository
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // Before anything is taken: what this server had in hand when it went down.
            do {
                try await deliveries.giveBackAll()
            } catch {
                logger.warning("Could not give back webhooks of before; they are sent in a minute: \(error)")
            }
            await deliverer.run(every: .milliseconds(500)) { logger.debug("Could not look for webhooks to deliver: \($0)") }
        }
    }
}
