import LanguageModel
import Providers

/// One try at one model, under its deadlines.
struct ModelAttempt: Sendable {
    let model: ChainModel
    let ticket: Breaker.Ticket
    /// Whether nobody waits in the wings: then more patience is due.
    let isLast: Bool
    let prefills: Bool
    /// Whether the provider's own mode for the form of the answer is used, where one is asked for.
    let structures: Bool
    let board: BreakerBoard
    let time: any TimeSource
    let acceptsRestart: Bool

    private enum Step: Sendable {
        case watched(ModelFailure?)
        case asked(ModelFailure?)
    }

    /// Asks the model and takes what it says into `run`; the attempt is added to the run's list and reported to the breaker.
    /// - Returns: nil when the answer is whole.
    func perform(_ run: RunInProgress, emit: @escaping ChainRunner.Emit) async -> ModelFailure? {
        let began = time.now
        let wallClock = time.wallClock
        let asked = run.withState { $0.beginAttempt(acceptsRestart: acceptsRestart, prefilling: prefills) }
        let request = structures ? asked : asked.askingForFormatInWords
        let failure = await watched(run, request: request, emit: emit)
        report(failure)
        run.withState { state in
            state.lastFailure = failure
            let spoke = !state.progress.attemptText.isEmpty || failure == nil
            state.attempts.append(
                Attempt(
                    model: model.id, failure: failure?.kind, status: failure?.status, message: failure?.message,
                    startedAt: wallClock, latencyMilliseconds: (time.now - began).milliseconds,
                    firstContentMilliseconds: state.attemptFirstContentAt.map { ($0 - began).milliseconds },
                    usage: spoke ? state.progress.usage(for: request) : nil))
        }
        return failure
    }

    private func watched(
        _ run: RunInProgress, request: ChatRequest, emit: @escaping ChainRunner.Emit
    ) async -> ModelFailure? {
        let limits = model.deadlines
        let wait = isLast ? limits.lastFirstContent : limits.firstContent
        let watchdog = Watchdog(
            time: time, totalDeadline: run.withState { $0.startedAt } + limits.total, shortestWait: min(limits.idle, wait))
        watchdog.arm(for: wait, .firstTokenTimeout)
        return await withTaskGroup(of: Step.self) { group in
            group.addTask { .watched(await watchdog.run()) }
            group.addTask { .asked(await ask(request, run: run, watchdog: watchdog, emit: emit)) }
            var lapsed: ModelFailure?
            while let step = await group.next() {
                switch step {
                case .watched(let failure):
                    lapsed = failure
                    if failure != nil { group.cancelAll() }
                case .asked(let failure):
                    group.cancelAll()
                    guard let failure else { return nil }
                    // However the provider words it when its task is cancelled: it was the caller who left.
                    let left = Task.isCancelled ? ModelFailure(.cancelled, "the caller left") : nil
                    return lapsed ?? left ?? failure
                }
            }
            return ModelFailure(.cancelled, "cancelled")
        }
    }

    private func ask(
        _ request: ChatRequest, run: RunInProgress, watchdog: Watchdog, emit: ChainRunner.Emit
    ) async -> ModelFailure? {
        let hadContent = run.withState { $0.hasContent }
        let call = ModelCall(model: model.id.model, request: request, streams: true, connectTimeout: model.deadlines.connect)
        do {
            try await model.provider.ask(call) { event in
                guard event.isContent else {
                    _ = try run.withState { try $0.take(event, from: model.id, at: time.now) }
                    return
                }
                watchdog.disarm()
                if case .refusal = event, hadContent {
                    throw ModelFailure(.contentPolicy, "the model that was to go on declined")
                }
                let (events, isFirst, isFinished) = try run.withState { state in
                    let isFirst = state.attemptFirstContentAt == nil
                    let events = try state.take(event, from: model.id, at: time.now)
                    return (events, isFirst, state.progress.finishReason != nil)
                }
                if isFirst { board.report(.speaking, for: ticket, of: model.id) }
                try await tell(events, emit)
                watchdog.arm(for: isFinished ? Self.farewell : model.deadlines.idle, .idleTimeout)
            }
        } catch {
            // An answer that had its end marker is whole; only the connection did not end well.
            guard !(error is CallerLeft), run.withState({ $0.progress.finishReason != nil }) else { return ModelFailure(error) }
        }
        do {
            try await tell(run.withState { try $0.finish(model.id, at: time.now) }, emit)
            return nil
        } catch {
            return ModelFailure(error)
        }
    }

    /// How long a provider may take to close an answer that it has ended.
    private static let farewell: Duration = .seconds(1)

    private func tell(_ events: [ChatEvent], _ emit: ChainRunner.Emit) async throws {
        do {
            for event in events { try await emit(event) }
        } catch {
            throw CallerLeft()
        }
    }

    private func report(_ failure: ModelFailure?) {
        guard let failure else { return board.report(.succeeded, for: ticket, of: model.id) }
        if [.cancelled, .notAllowed].contains(failure.kind) {
            board.abandon(ticket, of: model.id)
        } else {
            board.report(.failed(failure.kind, retryAfter: failure.retryAfter), for: ticket, of: model.id)
        }
    }
}

extension ModelFailure {
    /// Whatever a provider threw, in routing's terms.
    init(_ error: any Error) {
        switch error {
        case let failure as ModelFailure: self = failure
        case is CancellationError, is CallerLeft: self = ModelFailure(.cancelled, "the caller left")
        default: self = ModelFailure(.malformed, "unreadable answer: \(type(of: error))")
        }
    }
}
