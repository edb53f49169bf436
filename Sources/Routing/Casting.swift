import LanguageModel

/// Decides, for one request, which model goes on next: the chain's order, second tries, what was learnt from failures.
struct Casting {
    /// One model's turn.
    struct Turn {
        fileprivate let index: Int
        let model: ChainModel
        /// 1 for the first model of the chain.
        let position: Int
        /// To be waited before asking.
        let wait: Duration
        /// Whether a cut answer may be handed to the model as an assistant message to go on from.
        let prefills: Bool
        /// Whether the form of the answer is asked for by the provider's own mode for it; else in words.
        let structures: Bool
    }

    private struct Entry {
        var index: Int
        var wait: Duration = .zero
    }

    private let chain: Chain
    private let board: BreakerBoard
    private let policy: RoutingPolicy
    private let time: any TimeSource
    private var queue: [Entry]
    private var retried: Set<Int> = []
    /// Models that shall not be asked to go on with their own cut answer: they were, or have had their second try.
    private var rescuedBySelf: Set<Int> = []
    private var prefillRejected: Set<Int> = []
    /// Models whose provider would not take the form that was asked for.
    private var formatRejected: Set<Int> = []
    private let format: ResponseFormat?
    /// The largest window that turned out to be too small.
    private var windowTooSmall: Int?
    private var reasons: [Int: ModelFailure.Kind] = [:]
    private(set) var lastFailure: ModelFailure?

    init(chain: Chain, format: ResponseFormat? = nil, board: BreakerBoard, policy: RoutingPolicy, time: any TimeSource) {
        self.chain = chain
        self.format = format
        self.board = board
        self.policy = policy
        self.time = time
        queue = chain.models.indices.map { Entry(index: $0) }
    }

    /// Takes the next turn; nil when nobody is left.
    mutating func next() -> Turn? {
        while !queue.isEmpty {
            let entry = queue.removeFirst()
            if isTooSmall(entry.index) { continue }
            let model = chain.models[entry.index]
            return Turn(
                index: entry.index, model: model, position: entry.index + 1, wait: entry.wait,
                prefills: model.acceptsPrefill && !prefillRejected.contains(entry.index),
                structures: !formatRejected.contains(entry.index) && format.map(model.takes) == true)
        }
        return nil
    }

    /// Who would be next, for the log.
    func peek() -> ChainModel? {
        queue.first { !isTooSmall($0.index) && (board.wouldAdmit(chain.models[$0.index].id) || $0.wait > .zero) }
            .map { chain.models[$0.index] }
    }

    /// Whether another model waits in the wings should this turn fail.
    func hasUnderstudy(to turn: Turn) -> Bool {
        queue.contains { $0.index != turn.index && !isTooSmall($0.index) && board.wouldAdmit(chain.models[$0.index].id) }
    }

    mutating func refused(_ turn: Turn, reason: ModelFailure.Kind) {
        if reasons[turn.index] == nil { reasons[turn.index] = reason }
    }

    /// Takes in a failure. Returns what the caller is to be told when no other model shall be asked.
    mutating func failed(_ turn: Turn, _ failure: ModelFailure, afterContent: Bool) -> ChatFailure? {
        lastFailure = failure
        reasons[turn.index] = failure.kind
        if failure.kind == .cancelled { return .cancelled }
        // Only a rescue prefills; before it the rejected words are the caller's own, and asking again changes nothing.
        if failure.kind == .prefillRejected, turn.prefills, afterContent {
            prefillRejected.insert(turn.index)
            queue.insert(Entry(index: turn.index), at: 0)
            return nil
        }
        // Whether it was the form or something else: without it the provider says.
        if failure.kind == .badRequest, turn.structures, !afterContent {
            formatRejected.insert(turn.index)
            queue.insert(Entry(index: turn.index), at: 0)
            return nil
        }
        return afterContent ? failedAfterContent(turn, failure) : failedBeforeContent(turn, failure)
    }

    private mutating func failedBeforeContent(_ turn: Turn, _ failure: ModelFailure) -> ChatFailure? {
        switch Remedy.after(failure, retried: retried.contains(turn.index), patience: policy.patience) {
        case .again(let wait):
            retried.insert(turn.index)
            rescuedBySelf.insert(turn.index)
            queue.insert(Entry(index: turn.index, wait: wait), at: 0)
        case .next:
            break
        case .nextWithLargerWindow:
            windowTooSmall = max(windowTooSmall ?? 0, turn.model.contextWindow ?? 0)
        case .giveUp:
            return failure.kind == .totalTimeout ? .timedOut(failure.message) : .rejected(failure)
        }
        return nil
    }

    private mutating func failedAfterContent(_ turn: Turn, _ failure: ModelFailure) -> ChatFailure? {
        switch failure.kind {
        case .totalTimeout, .contentPolicy: return .rejected(failure)
        case _ where !policy.rescues: return .rejected(failure)
        case .contextTooLong: windowTooSmall = max(windowTooSmall ?? 0, turn.model.contextWindow ?? 0)
        default: break
        }
        if failure.kind.mayPassInRescue, rescuedBySelf.insert(turn.index).inserted {
            queue.append(Entry(index: turn.index))
        }
        return nil
    }

    /// What the caller is told when nobody is left.
    func finalFailure() -> ChatFailure {
        let kinds = Set(reasons.values)
        if kinds.contains(.contextTooLong), kinds.isSubset(of: [.contextTooLong]) {
            return .contextTooLong(lastFailure?.message ?? "The conversation is too long for every model of this chain.")
        }
        if kinds == [.notAllowed] { return .cloudDisabled }
        if kinds == [.prefillRejected], let lastFailure { return .rejected(lastFailure) }
        let now = time.now
        return .exhausted(
            Exhaustion(
                models: chain.models.indices.compactMap { index in
                    let id = chain.models[index].id
                    // Asking again later does not make a window larger, or a model local.
                    guard let reason = reasons[index], reason != .contextTooLong, reason != .notAllowed else { return nil }
                    return .init(model: id, reason: reason, retryAfter: board.phase(of: id).retryAfter(at: now))
                }))
    }

    private func isTooSmall(_ index: Int) -> Bool {
        guard let windowTooSmall, let window = chain.models[index].contextWindow else { return false }
        return window <= windowTooSmall
    }
}

extension ModelFailure.Kind {
    /// Whether the same model may well go on with an answer after this failure: it broke off, as opposed to having
    /// declined or kept silent.
    fileprivate var mayPassInRescue: Bool {
        switch self {
        case .reset, .idleTimeout, .serverError, .malformed, .truncated: true
        case .connect, .firstTokenTimeout, .totalTimeout, .rateLimited, .overloaded, .contextTooLong, .contentPolicy,
            .unauthorized,
            .modelNotFound, .prefillRejected, .badRequest, .notAllowed, .cancelled:
            false
        }
    }
}

extension Breaker.Phase {
    /// From `now` until a request may be let through.
    func retryAfter(at now: Duration) -> Duration {
        guard case .open(let until, _) = self else { return .zero }
        return max(.zero, until - now)
    }
}
