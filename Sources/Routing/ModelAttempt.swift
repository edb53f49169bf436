import LanguageModel
import Providers

/// One try at one model, under its deadlines.
struct ModelAttempt: Sendable {
    let model: ChainModel
    let ticket: Breaker.Ticket
    /// Whether nobody waits in the wings: then more patience is due.
    let isLast: Bool
    let prefills: Bool
    let board: BreakerBoard
    let time: any TimeSource
    let acceptsRestart: Bool

    private enum Step: Sendable {
        case watched(ModelFailure?)
        case asked(RunState, ModelFailure?, firstContentAt: Duration?)
    }

    /// Asks the model and takes what it says into `state`; the attempt is added to the state's list and reported to
    /// the breaker.
    /// - Returns: nil when the answer is whole.
    func perform(_ state: inout RunState, emit: @escaping ChainRunner.Emit) async -> ModelFailure? {
        let began = time.now
        let wallClock = time.wallClock
        state.progress.beginAttempt(acceptsRestart: acceptsRestart, prefilling: prefills)
        let request = state.requestForAttempt(prefilling: prefills)
        let (after, failure, firstContentAt) = await watched(state, request: request, emit: emit)
        state = after
        report(failure)
        state.lastFailure = failure
        let spoke = !state.progress.attemptText.isEmpty || failure == nil
        state.attempts.append(
            Attempt(
                model: model.id, failure: failure?.kind, status: failure?.status, message: failure?.message, startedAt: wallClock,
                latencyMilliseconds: (time.now - began).milliseconds,
                firstContentMilliseconds: firstContentAt.map { ($0 - began).milliseconds },
                usage: spoke ? state.progress.usage(for: request) : nil))
        return failure
    }

    private func watched(
        _ state: RunState, request: ChatRequest, emit: @escaping ChainRunner.Emit
    ) async -> (RunState, ModelFailure?, firstContentAt: Duration?) {
        let limits = model.deadlines
        let wait = isLast ? limits.lastFirstContent : limits.firstContent
        let watchdog = Watchdog(
            time: time, totalDeadline: state.startedAt + limits.total, shortestWait: min(limits.idle, wait))
        watchdog.arm(for: wait, .firstTokenTimeout)
        return await withTaskGroup(of: Step.self) { group in
            group.addTask { .watched(await watchdog.run()) }
            group.addTask { await ask(request, state: state, watchdog: watchdog, emit: emit) }
            var lapsed: ModelFailure?
            while let step = await group.next() {
                switch step {
                case .watched(let failure):
                    lapsed = failure
                    if failure != nil { group.cancelAll() }
                case .asked(let state, let failure, let firstContentAt):
                    group.cancelAll()
                    guard let failure else { return (state, nil, firstContentAt) }
                    // However the provider words it when its task is cancelled: it was the caller who left.
                    let left = Task.isCancelled ? ModelFailure(.cancelled, "the caller left") : nil
                    return (state, lapsed ?? left ?? failure, firstContentAt)
                }
            }
            return (state, ModelFailure(.cancelled, "cancelled"), nil)
        }
    }

    private func ask(
        _ request: ChatRequest, state initial: RunState, watchdog: Watchdog, emit: ChainRunner.Emit
    ) async -> Step {
        var state = initial
        var firstContentAt: Duration?
        let call = ModelCall(model: model.id.model, request: request, streams: true, connectTimeout: model.deadlines.connect)
        do {
            try await model.provider.ask(call) { event in
                guard event.isContent else {
                    _ = state.progress.take(event)
                    return
                }
                watchdog.disarm()
                if case .refusal = event, initial.hasContent {
                    throw ModelFailure(.contentPolicy, "the model that was to go on declined")
                }
                if firstContentAt == nil {
                    firstContentAt = time.now
                    board.report(.speaking, for: ticket, of: model.id)
                }
                try await show(state.progress.take(event), in: &state, emit: emit)
                let patience = state.progress.finishReason == nil ? model.deadlines.idle : Self.farewell
                watchdog.arm(for: patience, .idleTimeout)
            }
            try await finish(&state, emit: emit)
            return .asked(state, nil, firstContentAt: firstContentAt)
        } catch  where !(error is CallerLeft) && state.progress.finishReason != nil {
            // The answer is whole; only the connection did not end well.
            let failure = await failureToFinish(&state, emit: emit)
            return .asked(state, failure, firstContentAt: firstContentAt)
        } catch {
            return .asked(state, ModelFailure(error), firstContentAt: firstContentAt)
        }
    }

    /// How long a provider may take to close an answer that it has ended.
    private static let farewell: Duration = .seconds(1)

    private func failureToFinish(_ state: inout RunState, emit: ChainRunner.Emit) async -> ModelFailure? {
        do {
            try await finish(&state, emit: emit)
            return nil
        } catch {
            return ModelFailure(error)
        }
    }

    private func finish(_ state: inout RunState, emit: ChainRunner.Emit) async throws {
        guard let reason = state.progress.finishReason else {
            throw ModelFailure(.truncated, "the answer ended without its end marker")
        }
        if state.progress.isEmpty, reason == .stop || reason == .toolCalls, state.request.stop.isEmpty {
            throw ModelFailure(.malformed, "the model answered with nothing")
        }
        // Nothing to add is right where only the end marker was lost. To words that break off it is no ending.
        if reason == .stop, state.progress.breaksOffWithNothingAdded {
            throw ModelFailure(.malformed, "the model that was to go on said nothing")
        }
        if !state.hasContent {
            try await announce(in: &state, emit: emit)
        }
    }

    private func show(_ changes: [AnswerInProgress.Change], in state: inout RunState, emit: ChainRunner.Emit) async throws {
        guard !changes.isEmpty else { return }
        guard !changes.contains(.misfit) else {
            throw ModelFailure(.malformed, "the model that went on began the answer anew")
        }
        try await announce(in: &state, emit: emit)
        for change in changes {
            switch change {
            case .text(let text):
                try await tell(.delta(text), emit)
            case .toolCall(let call):
                try await tell(.toolCall(call), emit)
            case .restart:
                try await tell(.restarted(model: model.id), emit)
            case .misfit:
                break
            }
        }
    }

    /// Says who speaks, before the first content of an attempt.
    private func announce(in state: inout RunState, emit: ChainRunner.Emit) async throws {
        if state.firstContentAt == nil { state.firstContentAt = time.now }
        guard let before = state.speakers.last else {
            state.speakers.append(model.id)
            return try await tell(.started(model: model.id), emit)
        }
        guard let cause = state.lastFailure else { return }
        state.lastFailure = nil
        guard before != model.id else { return }
        state.speakers.append(model.id)
        try await tell(.modelSwitched(from: before, to: model.id, reason: cause.kind), emit)
    }

    private func tell(_ event: ChatEvent, _ emit: ChainRunner.Emit) async throws {
        do {
            try await emit(event)
        } catch {
            throw CallerLeft()
        }
    }

    private func report(_ failure: ModelFailure?) {
        guard let failure else { return board.report(.succeeded, for: ticket, of: model.id) }
        if failure.kind == .cancelled {
            board.abandon(ticket, of: model.id)
        } else {
            board.report(.failed(failure.kind, retryAfter: failure.retryAfter), for: ticket, of: model.id)
        }
    }
}

extension ModelEvent {
    /// Whether this is a sign that the model is at work, as opposed to the provider being reachable.
    fileprivate var isContent: Bool {
        switch self {
        // Some providers open every stream with an empty piece, long before the model has said anything.
        case .text(let piece), .reasoning(let piece), .refusal(let piece): !piece.isEmpty
        case .toolCall, .finished: true
        case .started, .usage: false
        }
    }
}

extension ModelFailure {
    /// Whatever `ask` threw, in routing's terms.
    fileprivate init(_ error: any Error) {
        switch error {
        case let failure as ModelFailure: self = failure
        case is CancellationError, is CallerLeft: self = ModelFailure(.cancelled, "the caller left")
        default: self = ModelFailure(.malformed, "unreadable answer: \(type(of: error))")
        }
    }
}
