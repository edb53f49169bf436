import LanguageModel
import Synchronization

/// All that has happened to one request so far.
struct RunState: Sendable {
    let request: ChatRequest
    let startedAt: Duration
    var progress = AnswerInProgress()
    var attempts: [Attempt] = []
    /// Models that content came from, in order.
    var speakers: [ModelIdentifier] = []
    /// The failure that the attempt now running makes up for, when content had been shown before it.
    var lastFailure: ModelFailure?
    var firstContentAt: Duration?
    /// The same of the attempt that runs, or ran last.
    private(set) var attemptFirstContentAt: Duration?

    init(request: ChatRequest, startedAt: Duration) {
        self.request = request
        self.startedAt = startedAt
    }

    var hasContent: Bool { !speakers.isEmpty }

    /// A model is about to be asked. Returns what it is sent.
    mutating func beginAttempt(acceptsRestart: Bool, prefilling: Bool) -> ChatRequest {
        attemptFirstContentAt = nil
        progress.beginAttempt(acceptsRestart: acceptsRestart, prefilling: prefilling)
        return progress.text.isEmpty ? request : request.continuing(progress.text, prefilling: prefilling)
    }

    /// Takes in what `model` has said.
    /// - Returns: what the caller is to be told.
    /// - Throws: ``ModelFailure`` when it does not go with what the caller has.
    mutating func take(_ event: ModelEvent, from model: ModelIdentifier, at now: Duration) throws -> [ChatEvent] {
        if attemptFirstContentAt == nil, event.isContent { attemptFirstContentAt = now }
        let changes = progress.take(event)
        guard !changes.isEmpty else { return [] }
        guard !changes.contains(.misfit) else {
            throw ModelFailure(.malformed, "the model that went on began the answer anew")
        }
        return (announcement(of: model, at: now).map { [$0] } ?? []) + changes.compactMap { $0.event(model) }
    }

    /// The provider has said all it will.
    /// - Returns: what the caller is to be told.
    /// - Throws: ``ModelFailure`` when that is no whole answer.
    mutating func finish(_ model: ModelIdentifier, at now: Duration) throws -> [ChatEvent] {
        guard let reason = progress.finishReason else {
            throw ModelFailure(.truncated, "the answer ended without its end marker")
        }
        if progress.isEmpty, reason == .stop || reason == .toolCalls, request.stop.isEmpty {
            throw ModelFailure(.malformed, "the model answered with nothing")
        }
        // Nothing to add is right where only the end marker was lost. To words that break off it is no ending.
        if reason == .stop, progress.breaksOffWithNothingAdded {
            throw ModelFailure(.malformed, "the model that was to go on said nothing")
        }
        return hasContent ? [] : announcement(of: model, at: now).map { [$0] } ?? []
    }

    /// Who speaks, to be said before the first content of an attempt.
    private mutating func announcement(of model: ModelIdentifier, at now: Duration) -> ChatEvent? {
        if firstContentAt == nil { firstContentAt = now }
        guard let before = speakers.last else {
            speakers.append(model)
            return .started(model: model)
        }
        guard let cause = lastFailure else { return nil }
        lastFailure = nil
        guard before != model else { return nil }
        speakers.append(model)
        return .modelSwitched(from: before, to: model, reason: cause.kind)
    }

    func completed(at now: Duration) -> Run {
        guard let model = speakers.last ?? attempts.last?.model else { return ended(.exhausted(Exhaustion(models: [])), at: now) }
        let usage = attempts.compactMap(\.usage).reduce(Usage(), +)
        var answer = Answer(
            text: progress.text, toolCalls: progress.toolCalls, model: model, finishReason: progress.finishReason ?? .stop,
            usage: usage, attempts: attempts, firstContentLatency: (firstContentAt ?? now) - startedAt, latency: now - startedAt)
        answer.isRefusal = progress.isRefusal
        return end(with: .success(answer), at: now)
    }

    func ended(_ failure: ChatFailure, at now: Duration) -> Run {
        end(with: .failure(failure), at: now)
    }

    private func end(with result: Result<Answer, ChatFailure>, at now: Duration) -> Run {
        Run(
            result: result, attempts: attempts, speakers: speakers, text: progress.text,
            firstContentLatency: firstContentAt.map { $0 - startedAt }, latency: now - startedAt)
    }
}

/// A request under way: its state by reference, for whoever makes the attempt. Tasks that hold a large value keep many copies of
/// it while they wait.
final class RunInProgress: Sendable {
    private let state: Mutex<RunState>

    init(request: ChatRequest, startedAt: Duration) {
        state = Mutex(RunState(request: request, startedAt: startedAt))
    }

    func withState<Value: Sendable>(_ body: (inout RunState) throws -> Value) rethrows -> Value {
        try state.withLock { state in try body(&state) }
    }
}

extension AnswerInProgress.Change {
    fileprivate func event(_ model: ModelIdentifier) -> ChatEvent? {
        switch self {
        case .text(let text): .delta(text)
        case .toolCall(let call): .toolCall(call)
        case .restart: .restarted(model: model)
        case .misfit: nil
        }
    }
}

extension ModelEvent {
    /// Whether this is a sign that the model is at work, as opposed to the provider being reachable.
    var isContent: Bool {
        switch self {
        // Some providers open every stream with an empty piece, long before the model has said anything.
        case .text(let piece), .reasoning(let piece), .refusal(let piece): !piece.isEmpty
        case .toolCall, .finished: true
        case .started, .usage: false
        }
    }
}
