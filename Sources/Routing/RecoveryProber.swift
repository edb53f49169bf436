package import LanguageModel
import Providers

/// Finds out that a model is back when no request can: while every model of a chain is out, nobody asks, so each model
/// whose cooldown has passed is asked for a word.
package struct RecoveryProber: Sendable {
    private let directory: ChainDirectory
    private let board: BreakerBoard
    private let time: any TimeSource
    private let interval: Duration
    private let reach: Reach
    private let onProbe: @Sendable (Attempt) -> Void

    /// - Parameters:
    ///   - interval: how often the chains are looked at; a model is asked at most once a cooldown whatever it is.
    ///   - reach: what holds for the whole server; probes are nobody's.
    ///   - onProbe: called with each probe, for the record.
    package init(
        directory: ChainDirectory, board: BreakerBoard, time: any TimeSource, interval: Duration = .seconds(1),
        reach: Reach = .anywhere, onProbe: @escaping @Sendable (Attempt) -> Void
    ) {
        self.directory = directory
        self.board = board
        self.time = time
        self.interval = interval
        self.reach = reach
        self.onProbe = onProbe
    }

    /// Looks and probes until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            while (try? await time.sleep(until: time.now + interval)) != nil {
                for (model, ticket) in admitted() {
                    group.addTask { await probe(model, ticket) }
                }
            }
            group.cancelAll()
        }
    }

    /// The models to probe now, each with its breaker's leave.
    private func admitted() -> [(ChainModel, Breaker.Ticket)] {
        let now = time.now
        let out = directory.all.map { $0.within(reach) }.filter { !board.availability(of: $0, at: now).isAvailable }
        return out.flatMap(\.models).compactMap { model in
            guard board.phase(of: model.id) != .closed, case .admitted(let ticket) = board.admit(model.id) else { return nil }
            return (model, ticket)
        }
    }

    private func probe(_ model: ChainModel, _ ticket: Breaker.Ticket) async {
        let attempt = ModelAttempt(
            model: model, ticket: ticket, isLast: false, prefills: false, structures: false, board: board, time: time,
            acceptsRestart: true)
        let run = RunInProgress(request: Self.question, startedAt: time.now)
        _ = await attempt.perform(run, emit: { _ in })
        run.withState { $0.attempts }.forEach(onProbe)
    }

    private static let question = ChatRequest(messages: [Message(.user, "Answer with one word: are you there?")], maxTokens: 16)
}
