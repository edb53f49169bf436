import Chat
import LanguageModel
import Routing
import Storage
import Synchronization

/// Notices when a whole chain goes out and comes back, and when a model does.
///
/// Which chains are out is in the database, and changes in the transaction that keeps the event: each outage is told once, by whichever
/// server notices it, also when one is killed in it or the database is away for a while. Models are each server's own: one that
/// is killed forgets them with its breakers.
final class ChainOutages: Sendable {
    private struct State {
        /// As the database had it last.
        var out: Set<String> = []
        /// What has been noticed since, in order.
        var unwritten: [(chain: String, isOut: Bool, event: WebhookEvent)] = []
        var models: Set<ModelIdentifier> = []

        func isOut(_ chain: String) -> Bool { unwritten.last { $0.chain == chain }?.isOut ?? out.contains(chain) }

        var allOut: Set<String> { out.union(unwritten.map(\.chain)).filter(isOut) }
    }

    /// Changes that wait for a database that is away; what comes after them waits until it is noticed once more.
    private static let mostUnwritten = 1000

    private let directory: ChainDirectory
    private let repository: ChainOutageRepository
    private let time: any TimeSource
    private let tell: @Sendable (WebhookEvent) -> Void
    private let state = Mutex(State())

    /// - Parameter tell: has an event written that stands for itself.
    init(
        directory: ChainDirectory, repository: ChainOutageRepository, time: any TimeSource,
        tell: @escaping @Sendable (WebhookEvent) -> Void
    ) {
        self.directory = directory
        self.repository = repository
        self.time = time
        self.tell = tell
    }

    /// A breaker has changed. One that probes in vain has not opened once more.
    @Sendable func changed(_ model: ModelIdentifier, _ phase: Breaker.Phase) {
        switch phase {
        case .open(_, let reason):
            guard state.withLock({ $0.models.insert(model).inserted }) else { return }
            tell(
                WebhookEvent(
                    .breakerOpened, happenedAt: time.wallClock,
                    data: ["model": .string(model.description), "reason": .string(reason.rawValue)]))
        case .halfOpen: break
        case .closed:
            let out = state.withLock { state in
                state.models.remove(model)
                return state.allOut
            }
            for chain in out where directory[chain]?.models.contains(where: { $0.id == model }) ?? true { recovered(chain) }
        }
    }

    /// An answer has ended. One that no model was asked for says nothing of the models, and one for which some were not to be asked
    /// says nothing of the whole chain.
    @Sendable func ended(_ run: Run, of ask: Ask) {
        let chain = ask.chain.name
        switch run.result {
        case .success:
            if !run.attempts.isEmpty { recovered(chain) }
        case .failure(.exhausted):
            // One model as a chain of its own is none that anybody has made.
            guard let whole = directory[chain], Set(ask.chain.models.map(\.id)).isSuperset(of: whole.models.map(\.id)) else {
                return
            }
            note(
                chain, isOut: true, .chainExhausted,
                ["chain": .string(chain), "models": .array(ask.chain.models.map { .string($0.id.description) })])
        case .failure: break
        }
    }

    private func recovered(_ chain: String) {
        note(chain, isOut: false, .chainRecovered, ["chain": .string(chain)])
    }

    private func note(_ chain: String, isOut: Bool, _ type: WebhookEventType, _ data: [String: JSONValue]) {
        state.withLock { state in
            guard state.isOut(chain) != isOut, state.unwritten.count < Self.mostUnwritten else { return }
            state.unwritten.append((chain, isOut, WebhookEvent(type, happenedAt: time.wallClock, data: data)))
        }
    }

    /// Puts on record what was noticed, and reads what other servers have. Not to be called again before it is done.
    /// - Throws: ``Storage/StorageError``; what is not on record then is kept for the next time.
    func settle() async throws {
        while let next = state.withLock({ $0.unwritten.first }) {
            try await repository.note(next.chain, isOut: next.isOut, telling: next.event)
            state.withLock { state in
                state.unwritten.removeFirst()
                if next.isOut { state.out.insert(next.chain) } else { state.out.remove(next.chain) }
            }
        }
        let known = try await repository.chains()
        state.withLock { $0.out = known }
    }
}
