import Chat
import LanguageModel
import Notices
import Routing
import Storage
import Synchronization

/// Has what others are told of answers written in the transaction that puts the answers' records into the database: away from
/// the road of the answer, once for each record, and whoever is killed when.
func answerEvents(
    at now: @escaping @Sendable () -> Double
) -> @Sendable (_ rows: [UsageRow], _ journal: String, any SQLSession) throws -> Void {
    { rows, journal, session in
        try WebhookOutbox.write(
            rows.filter { $0.table == .answers }.compactMap { WebhookEvent(answer: $0, journal: journal) }, at: now(), in: session
        )
    }
}

extension WebhookEvent {
    /// nil for an answer that its caller stopped.
    fileprivate init?(answer row: UsageRow, journal: String) {
        let outcome = row.values["outcome"]?.text
        guard outcome != "cancelled" else { return nil }
        let texts = [
            "request_id", "surface", "chain", "assistant", "model_identifier", "user_id", "key_id", "conversation_id",
            "error_code", "finish_reason",
        ]
        var data: [String: JSONValue] = [:]
        for name in texts { data[name] = row.values[name]?.text.map { .string($0) } }
        for name in ["input_tokens", "output_tokens", "attempts"] { data[name] = row.values[name]?.integer.map { .integer($0) } }
        data["latency_ms"] = row.values["latency_ms"]?.real.map { .integer(Int(min(max($0, 0), 1e12))) }
        data["fallback"] = row.values["fallback"]?.bool.map { .bool($0) }
        data["outcome"] = outcome.map { .string($0) }
        // The record's own place, so that the same record is the same event whenever it is indexed.
        self.init(
            id: "evt_\(journal.prefix(16))_\(row.sequence)", type: outcome == "completed" ? .answerCompleted : .answerFailed,
            happenedAt: row.values["created_at"]?.text.flatMap { Timestamp($0)?.seconds } ?? 0, data: data)
    }
}

/// Notices when a whole chain goes out and comes back, and when a model does.
final class ChainOutages: Sendable {
    private struct State {
        var chains: Set<String> = []
        var models: Set<ModelIdentifier> = []
    }

    private let directory: ChainDirectory
    private let time: any TimeSource
    private let tell: @Sendable (WebhookEvent) -> Void
    private let state = Mutex(State())

    init(directory: ChainDirectory, time: any TimeSource, tell: @escaping @Sendable (WebhookEvent) -> Void) {
        self.directory = directory
        self.time = time
        self.tell = tell
    }

    /// A breaker has changed. One that probes in vain has not opened once more.
    @Sendable func changed(_ model: ModelIdentifier, _ phase: Breaker.Phase) {
        switch phase {
        case .open(_, let reason):
            guard state.withLock({ $0.models.insert(model).inserted }) else { return }
            say(.breakerOpened, ["model": .string(model.description), "reason": .string(reason.rawValue)])
        case .halfOpen: break
        case .closed:
            let out = state.withLock { state in
                state.models.remove(model)
                return state.chains
            }
            for chain in out where directory[chain]?.models.contains(where: { $0.id == model }) ?? true { recovered(chain) }
        }
    }

    /// An answer has ended.
    @Sendable func ended(_ run: Run, of ask: Ask) {
        let chain = ask.chain.name
        switch run.result {
        case .success: recovered(chain)
        case .failure(.exhausted):
            // One model as a chain of its own is none that anybody has made.
            guard directory[chain] != nil, state.withLock({ $0.chains.insert(chain).inserted }) else { return }
            say(
                .chainExhausted,
                ["chain": .string(chain), "models": .array(ask.chain.models.map { .string($0.id.description) })])
        case .failure: break
        }
    }

    private func recovered(_ chain: String) {
        guard state.withLock({ $0.chains.remove(chain) != nil }) else { return }
        say(.chainRecovered, ["chain": .string(chain)])
    }

    private func say(_ type: WebhookEventType, _ data: [String: JSONValue]) {
        tell(WebhookEvent(type, happenedAt: time.wallClock, data: data))
    }
}
