/// Every metric of the server, by name, in one place.
package struct ServerMetrics: Sendable {
    package let registry: MetricsRegistry

    /// Labels: route, method, status.
    package let httpRequests: Counter
    /// Seconds. Labels: route, method.
    package let httpDuration: Histogram
    /// Answers being made right now.
    package let runningAnswers: Gauge
    /// Labels: model, outcome (`success` or the raw value of a `ModelFailure.Kind`).
    package let attempts: Counter
    /// Answers that did not come from the first model of their chain. Labels: chain.
    package let fallbacks: Counter
    /// Broken streams that another model took over. Labels: outcome (`rescued`, `lost`).
    package let rescues: Counter
    /// 0 closed, 1 half-open, 2 open. Labels: model.
    package let breakerState: Gauge
    /// The breaker that a model has for embeddings: 0 closed, 1 half-open, 2 open. Labels: model.
    package let embeddingBreakerState: Gauge
    /// Requests that found every model out. Labels: chain.
    package let exhausted: Counter
    /// Labels: model, class (`input`, `cached_input`, `cache_write`, `output`, `reasoning`, `audio_input`, `audio_output`).
    package let tokens: Counter
    /// Dollars. Labels: model.
    package let cost: Counter
    /// Attempts with tokens whose price is unknown. Labels: model.
    package let unpriced: Counter
    /// Seconds from a request's arrival to its first content. Labels: chain.
    package let firstContent: Histogram

    /// Items that answers named and that were not recommended. Labels: reason.
    package let droppedRecommendations: Counter
    /// Requests that a limit refused. Labels: scope, limit, code.
    package let limitRefusals: Counter
    /// Requests beyond the rates that hold for everybody. Labels: party, kind.
    package let refusedRequests: Counter
    /// Dollars put aside before calls, and dollars that those calls cost.
    package let budgetReserved: Counter
    package let budgetSpent: Counter
    /// Budgets of which four fifths were spent. Labels: scope, limit.
    package let budgetWarnings: Counter
    /// Attempts to deliver webhooks. Labels: result (`delivered`, `retry`, `dead`).
    package let webhookAttempts: Counter
    /// Deliveries of webhooks that wait, that were given up, and the seconds that the oldest has waited.
    package let webhooksPending: Gauge
    package let webhooksDead: Gauge
    package let webhooksOldest: Gauge

    /// Documents that were read or could not be. Labels: result (`ready`, `failed`), reason.
    package let documents: Counter
    /// Seconds from when a document was taken up until it could be found. Labels: result.
    package let documentDuration: Histogram
    package let documentPages: Counter
    package let documentBytes: Counter
    package let documentPassages: Counter
    /// Documents that look like orders to a model, and passages of them.
    package let flaggedDocuments: Counter
    package let flaggedPassages: Counter

    /// Passages that an index was told of. Labels: index (`keywords`, `vectors`).
    package let indexedPassages: Counter
    /// Changes of passages that an index was not told of yet. Labels: index.
    package let pendingChanges: Gauge
    /// Searches for sources. Labels: leg (`keywords`, `vectors`, `both`), the one that had a say.
    package let searches: Counter
    /// Seconds. Labels: leg.
    package let searchDuration: Histogram
    /// Labels: during (`question`, `passages`).
    package let embeddingFailures: Counter

    /// Registers everything in `registry`, process metrics included.
    package init(registry: MetricsRegistry = MetricsRegistry()) {
        self.registry = registry
        httpRequests = registry.counter(
            "understudy_http_requests_total", help: "HTTP requests answered.", labels: ["route", "method", "status"])
        httpDuration = registry.histogram(
            "understudy_http_request_duration_seconds", help: "Time from a request's head to the end of its answer.",
            labels: ["route", "method"], buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300])
        runningAnswers = registry.gauge("understudy_running_answers", help: "Answers being made right now.")
        attempts = registry.counter(
            "understudy_attempts_total", help: "Attempts at models, by how they ended.", labels: ["model", "outcome"])
        fallbacks = registry.counter(
            "understudy_fallbacks_total", help: "Answers that did not come from their chain's first model.", labels: ["chain"])
        rescues = registry.counter(
            "understudy_rescues_total", help: "Streams that broke off after content, by whether another model went on.",
            labels: ["outcome"])
        breakerState = registry.gauge(
            "understudy_breaker_state", help: "Breaker of a model: 0 closed, 1 half-open, 2 open.", labels: ["model"])
        embeddingBreakerState = registry.gauge(
            "understudy_embedding_breaker_state", help: "Breaker of a model that embeds: 0 closed, 1 half-open, 2 open.",
            labels: ["model"])
        exhausted = registry.counter(
            "understudy_exhausted_total", help: "Requests that found every model of their chain out.", labels: ["chain"])
        tokens = registry.counter(
            "understudy_tokens_total", help: "Tokens of answers, in disjoint classes.", labels: ["model", "class"])
        cost = registry.counter(
            "understudy_cost_dollars_total", help: "What models cost, where prices are known.", labels: ["model"])
        unpriced = registry.counter(
            "understudy_unpriced_attempts_total", help: "Attempts whose cost is unknown for want of a price.", labels: ["model"])
        firstContent = registry.histogram(
            "understudy_first_content_seconds", help: "Time from a request's arrival to its first content.", labels: ["chain"],
            buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60])
        droppedRecommendations = registry.counter(
            "understudy_recommendations_dropped_total", help: "Items that answers named and that were not recommended.",
            labels: ["reason"])
        limitRefusals = registry.counter(
            "understudy_limit_refusals_total", help: "Requests that a limit refused.", labels: ["scope", "limit", "code"])
        refusedRequests = registry.counter(
            "understudy_rate_limited_requests_total", help: "Requests refused because there were too many of their kind.",
            labels: ["party", "kind"])
        budgetReserved = registry.counter(
            "understudy_budget_reserved_dollars_total", help: "What was reserved of budgets before calls.", labels: [])
        budgetSpent = registry.counter(
            "understudy_budget_spent_dollars_total", help: "What calls cost for which something was reserved.", labels: [])
        budgetWarnings = registry.counter(
            "understudy_budget_warnings_total", help: "Budgets of which four fifths were spent.", labels: ["scope", "limit"])
        indexedPassages = registry.counter(
            "understudy_indexed_passages_total", help: "Passages that an index was told of.", labels: ["index"])
        pendingChanges = registry.gauge(
            "understudy_index_pending_changes", help: "Changes of passages that an index was not told of yet.", labels: ["index"])
        searches = registry.counter(
            "understudy_searches_total", help: "Searches for sources, by which leg had a say.", labels: ["leg"])
        searchDuration = registry.histogram(
            "understudy_search_duration_seconds", help: "Time to find sources, the question's embedding included.",
            labels: ["leg"], buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5])
        embeddingFailures = registry.counter(
            "understudy_embedding_failures_total", help: "Vectors that were wanted and not had, by what for.", labels: ["during"])
        documents = registry.counter(
            "understudy_documents_total", help: "Documents that were read, or could not be.", labels: ["result", "reason"])
        documentDuration = registry.histogram(
            "understudy_document_duration_seconds", help: "Time from taking a document up until it can be found.",
            labels: ["result"], buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300])
        documentPages = registry.counter(
            "understudy_document_pages_total", help: "Pages of documents that were read.", labels: [])
        documentBytes = registry.counter(
            "understudy_document_bytes_total", help: "Bytes of documents that were read.", labels: [])
        documentPassages = registry.counter(
            "understudy_document_passages_total", help: "Passages of documents that were read.", labels: [])
        flaggedDocuments = registry.counter(
            "understudy_flagged_documents_total", help: "Documents that look like orders to a model.", labels: [])
        flaggedPassages = registry.counter(
            "understudy_flagged_passages_total", help: "Passages that look like orders to a model.", labels: [])
        webhookAttempts = registry.counter(
            "understudy_webhook_attempts_total", help: "Attempts to deliver webhooks, by what came of them.", labels: ["result"])
        webhooksPending = registry.gauge("understudy_webhooks_pending", help: "Deliveries of webhooks that wait.")
        webhooksDead = registry.gauge("understudy_webhooks_dead", help: "Deliveries of webhooks that were given up.")
        webhooksOldest = registry.gauge(
            "understudy_webhooks_oldest_pending_seconds", help: "How long the oldest delivery that waits has waited.")
        registry.collect(ProcessMetrics().read)
    }

    /// What the ledger did with the records it was given, read at one moment: accepted = stored + set aside + pending.
    package struct LedgerCounts: Sendable, Hashable {
        package var accepted: Int
        package var stored: Int
        package var setAside: Int
        package var pending: Int

        package init(accepted: Int, stored: Int, setAside: Int, pending: Int) {
            self.accepted = accepted
            self.stored = stored
            self.setAside = setAside
            self.pending = pending
        }
    }

    /// Reports the ledger's own counts at each scrape, so that the four always add up. Call it once.
    package func reportLedger(_ counts: @escaping @Sendable () -> LedgerCounts) {
        registry.collect {
            let counts = counts()
            return [
                MetricFamily(
                    "understudy_ledger_accepted_total", .counter, help: "Records the journal took.",
                    value: Double(counts.accepted)),
                MetricFamily(
                    "understudy_ledger_stored_total", .counter, help: "Records in the database.", value: Double(counts.stored)),
                MetricFamily(
                    "understudy_ledger_set_aside_total", .counter, help: "Records the database would not take, kept aside.",
                    value: Double(counts.setAside)),
                MetricFamily(
                    "understudy_ledger_pending", .gauge, help: "Records not in the database yet.", value: Double(counts.pending)),
            ]
        }
    }
}
