package import LanguageModel

/// The circuit breaker of one model: a pure state machine that is told the time and never asks for it.
///
/// closed → open after ``Policy/failures`` failures in a row, or at once when the provider says that it is out; open →
/// half-open when its cooldown has passed and a request asks, and then for exactly one probe; half-open → closed only
/// by a probe that succeeds. A model that closes by its first content alone stays on probation: one more failure opens
/// it again, with the cooldown doubled on, until a whole answer has come.
package struct Breaker: Sendable, Hashable {
    package struct Policy: Sendable, Hashable {
        /// Failures in a row that open a closed breaker.
        package var failures = 3
        package var firstCooldown: Duration = .seconds(1)
        /// Upper end of the doubling, before jitter.
        package var longestCooldown: Duration = .seconds(30)
        /// How long wrong credentials or an unknown model keep it open, and the most that any Retry-After does.
        package var longestWait: Duration = .seconds(300)

        package init() {}
    }

    /// Leave to make one attempt. Must be handed back through exactly one of ``Breaker/report(_:for:at:jitter:)``,
    /// ``Breaker/abandon(_:)``.
    package struct Ticket: Sendable, Hashable {
        package let isProbe: Bool
        fileprivate let generation: Int
    }

    package enum Admission: Sendable, Hashable {
        case admitted(Ticket)
        case refused(reason: ModelFailure.Kind, retryAfter: Duration)
    }

    package enum Outcome: Sendable, Hashable {
        /// The first content has come; a probe closes on it, on probation.
        case speaking
        case succeeded
        case failed(ModelFailure.Kind, retryAfter: Duration?)
    }

    package enum Phase: Sendable, Hashable {
        case closed
        case open(until: Duration, reason: ModelFailure.Kind)
        case halfOpen(reason: ModelFailure.Kind)
    }

    package private(set) var phase: Phase = .closed
    private let policy: Policy
    /// Failures since the last success, while closed.
    private var failures = 0
    /// Times opened since the last whole answer: the exponent of the cooldown.
    private var openings = 0
    /// Grows with every change of phase, so that an attempt that began before it cannot decide anything after it.
    private var generation = 0

    package init(policy: Policy = Policy()) {
        self.policy = policy
    }

    /// Asks to make an attempt.
    package mutating func admit(at now: Duration) -> Admission {
        switch phase {
        case .closed:
            return .admitted(Ticket(isProbe: false, generation: generation))
        case .open(let until, let reason) where until <= now:
            enter(.halfOpen(reason: reason))
            return .admitted(Ticket(isProbe: true, generation: generation))
        case .open(let until, let reason):
            return .refused(reason: reason, retryAfter: until - now)
        case .halfOpen(let reason):
            return .refused(reason: reason, retryAfter: policy.firstCooldown)
        }
    }

    /// Whether ``admit(at:)`` would say yes, without taking the probe.
    package func wouldAdmit(at now: Duration) -> Bool {
        switch phase {
        case .closed: true
        case .open(let until, _): until <= now
        case .halfOpen: false
        }
    }

    /// Takes in how the attempt of `ticket` went. `jitter` is a random number in 0..<1.
    package mutating func report(_ outcome: Outcome, for ticket: Ticket, at now: Duration, jitter: Double) {
        // A probe that was speaking has moved the generation on; its end still counts.
        let isCurrent =
            ticket.generation == generation || (ticket.isProbe && ticket.generation + 1 == generation && phase == .closed)
        guard isCurrent else { return }
        switch outcome {
        case .speaking:
            if ticket.isProbe, phase != .closed {
                enter(.closed)
                failures = policy.failures - 1
            }
        case .succeeded:
            if phase != .closed { enter(.closed) }
            failures = 0
            openings = 0
        case .failed(let kind, let retryAfter):
            fail(kind, retryAfter: retryAfter, at: now, jitter: jitter)
        }
    }

    /// The attempt ended without saying anything about the model (the caller left). A probe is free again at once.
    package mutating func abandon(_ ticket: Ticket) {
        guard ticket.isProbe, ticket.generation == generation, case .halfOpen(let reason) = phase else { return }
        enter(.open(until: .zero, reason: reason))
    }

    private mutating func fail(_ kind: ModelFailure.Kind, retryAfter: Duration?, at now: Duration, jitter: Double) {
        switch kind.weight {
        case .none:
            // The model answered, if only to decline: that is a sign of life.
            if case .halfOpen = phase { enter(.closed) }
        case .counts:
            failures += 1
            if phase != .closed || failures >= policy.failures { open(kind, for: cooldown(jitter), at: now) }
        case .opens:
            // A Retry-After of zero says no more than none does; taking it at its word would let every request probe.
            let asked = retryAfter.flatMap { $0 > .zero ? min($0, policy.longestWait) : nil }
            open(kind, for: asked ?? cooldown(jitter), at: now)
        case .misconfigured:
            open(kind, for: policy.longestWait, at: now)
        }
    }

    private mutating func open(_ reason: ModelFailure.Kind, for wait: Duration, at now: Duration) {
        openings += 1
        enter(.open(until: now + wait, reason: reason))
    }

    /// The doubled cooldown times 0.5 to 0.85. The upper end stays under one so that, with a request every few
    /// seconds, a recovered model is found within ``Policy/longestCooldown``.
    private func cooldown(_ jitter: Double) -> Duration {
        let doublings = min(openings, 20)
        let full = min(policy.firstCooldown * (1 << doublings), policy.longestCooldown)
        return full * (0.5 + 0.35 * jitter)
    }

    private mutating func enter(_ next: Phase) {
        phase = next
        failures = 0
        generation += 1
    }
}

extension ModelFailure.Kind {
    enum Weight {
        /// Says nothing against the model.
        case none
        /// One of several in a row that open the breaker.
        case counts
        /// Opens it at once.
        case opens
        /// Opens it at once and for long: only a person can mend it.
        case misconfigured
    }

    var weight: Weight {
        switch self {
        case .connect, .reset, .firstTokenTimeout, .idleTimeout, .totalTimeout, .serverError, .malformed, .truncated: .counts
        case .rateLimited, .overloaded: .opens
        case .unauthorized, .modelNotFound: .misconfigured
        case .contextTooLong, .contentPolicy, .prefillRejected, .badRequest, .notAllowed, .cancelled: .none
        }
    }
}
