import Chat
import LanguageModel
import Routing
import Telemetry

/// Counts what happens on the road.
struct MetricsObserver: ChatObserver {
    let metrics: ServerMetrics

    func answerBegan(_ ask: Ask) {
        metrics.runningAnswers.add(1)
    }

    func attemptEnded(_ attempt: Attempt, of ask: Ask) {
        metrics.attempts.increment(attempt.model.description, attempt.failure?.rawValue ?? "success")
        guard let usage = attempt.usage else { return }
        let classes = [
            ("input", usage.input), ("cached_input", usage.cachedInput), ("cache_write", usage.cacheWrite),
            ("output", usage.output),
            ("reasoning", usage.reasoning),
        ]
        for (name, tokens) in classes where tokens > 0 {
            metrics.tokens.increment(by: Double(tokens), attempt.model.description, name)
        }
    }

    func answerEnded(_ run: Run, of ask: Ask) {
        metrics.runningAnswers.add(-1)
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
