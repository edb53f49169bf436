package import LanguageModel
import Synchronization

/// The breakers of all models, shared by every chain that names them.
package final class BreakerBoard: Sendable {
    private let breakers = Mutex<[ModelIdentifier: Breaker]>([:])
    private let policy: Breaker.Policy
    private let time: any TimeSource
    private let jitter: @Sendable () -> Double
    private let onChange: @Sendable (ModelIdentifier, Breaker.Phase) -> Void

    /// - Parameters:
    ///   - jitter: random numbers in 0..<1.
    ///   - onChange: told of every change of phase, for logs and metrics.
    package init(
        policy: Breaker.Policy = .init(), time: any TimeSource, jitter: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
        onChange: @escaping @Sendable (ModelIdentifier, Breaker.Phase) -> Void = { _, _ in }
    ) {
        self.policy = policy
        self.time = time
        self.jitter = jitter
        self.onChange = onChange
    }

    package func admit(_ model: ModelIdentifier) -> Breaker.Admission {
        change(model) { $0.admit(at: time.now) }
    }

    package func wouldAdmit(_ model: ModelIdentifier) -> Bool {
        breaker(of: model).wouldAdmit(at: time.now)
    }

    package func phase(of model: ModelIdentifier) -> Breaker.Phase {
        breaker(of: model).phase
    }

    package func report(_ outcome: Breaker.Outcome, for ticket: Breaker.Ticket, of model: ModelIdentifier) {
        let jitter = jitter()
        change(model) { $0.report(outcome, for: ticket, at: time.now, jitter: jitter) }
    }

    package func abandon(_ ticket: Breaker.Ticket, of model: ModelIdentifier) {
        change(model) { $0.abandon(ticket) }
    }

    /// Forgets what is known against `model`, as when its provider was configured anew.
    package func reset(_ model: ModelIdentifier) {
        breakers.withLock { $0[model] = nil }
        onChange(model, .closed)
    }

    private func breaker(of model: ModelIdentifier) -> Breaker {
        breakers.withLock { $0[model] } ?? Breaker(policy: policy)
    }

    @discardableResult
    private func change<Value>(_ model: ModelIdentifier, _ body: (inout Breaker) -> Value) -> Value {
        let (value, changed) = breakers.withLock { breakers in
            var breaker = breakers[model] ?? Breaker(policy: policy)
            let before = breaker.phase
            let value = body(&breaker)
            breakers[model] = breaker
            return (value, breaker.phase == before ? nil : breaker.phase)
        }
        if let changed { onChange(model, changed) }
        return value
    }
}
