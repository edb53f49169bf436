import Chat
import LanguageModel
import Routing
import Telemetry

/// Counts what happens on the road.
struct MetricsObserver: ChatObserver {
    let metrics: ServerMetrics
    /// Told how each answer ended, as well.
    var onEnd: @Sendable (Run, Ask) -> Void = { _, _ in }

    func answerBegan(_ ask: Ask) {
        metrics.runningAnswers.add(1)
    }

    func attemptEnded(_ attempt: Attempt, of ask: Ask) {
        count(attempt, of: attempt.model.description)
    }

    func count(_ attempt: Attempt, of model: String) {
        metrics.attempts.increment(model, attempt.failure?.rawValue ?? "success")
        guard let usage = attempt.usage else { return }
        for tokens in TokenClass.allCases where usage[tokens] > 0 {
            metrics.tokens.increment(by: Double(usage[tokens]), model, tokens.rawValue)
        }
        if let cost = attempt.cost {
            metrics.cost.increment(by: cost.dollars, model)
        } else {
            metrics.unpriced.increment(model)
        }
    }

    func answerEnded(_ run: Run, of ask: Ask) {
        metrics.runningAnswers.add(-1)
        onEnd(run, ask)
        if let latency = run.firstContentLatency { metrics.firstContent.observe(latency.seconds, ask.chain.name) }
        if let speaker = run.speakers.last, speaker != ask.chain.models.first?.id { metrics.fallbacks.increment(ask.chain.name) }
        if run.speakers.count > 1 { metrics.rescues.increment("rescued") }
        switch run.result {
        case .failure(.exhausted): metrics.exhausted.increment(ask.chain.name)
        case .failure(.interrupted): metrics.rescues.increment("lost")
        case .failure, .success: break
        }
    }
}

extension MetricsObserver: EmbeddingObserver {
    func embeddingBegan(_ ask: EmbeddingAsk) {
        metrics.runningAnswers.add(1)
    }

    func attemptEnded(_ attempt: Attempt, of ask: EmbeddingAsk) {
        // Callers may name any model; one that does not exist must not become a label.
        count(attempt, of: attempt.failure == .modelNotFound ? "\(attempt.model.provider):unknown" : attempt.model.description)
    }

    func embeddingEnded(_ run: EmbeddingRun, of ask: EmbeddingAsk) {
        metrics.runningAnswers.add(-1)
        if case .failure(.exhausted) = run.result { metrics.exhausted.increment(ask.model.id.description) }
    }
}

extension Breaker.Phase {
    /// The metric's value.
    var level: Double {
        switch self {
        case .closed: 0
        case .halfOpen: 1
        case .open: 2
        }
    }
}

extension ServerMetrics.AnswerCacheCounts {
    init(_ counts: AnswerCache.Counts) {
        self.init(
            hits: Dictionary(
                AnswerCache.Kind.allCases.map { ($0.rawValue, counts.hits[$0] ?? 0) }, uniquingKeysWith: { first, _ in first }),
            misses: counts.misses, entries: counts.entries, bytes: counts.bytes)
    }
}
