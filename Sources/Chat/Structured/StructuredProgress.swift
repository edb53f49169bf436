import LanguageModel
import Synchronization

/// What was done so far for one structured answer: told by the calls as they end, read also when time is over.
final class StructuredProgress: Sendable {
    struct Invalid: Sendable {
        var model: ModelIdentifier
        var problems: [JSONProblem]
    }

    private struct State {
        var calls: [StructuredCall] = []
        var attempts: [Attempt] = []
        var usage = Usage()
        var asks = 0
        var invalid: Invalid?
    }

    private let state = Mutex(State())

    var calls: [StructuredCall] { state.withLock { $0.calls } }
    var attempts: [Attempt] { state.withLock { $0.attempts } }
    var usage: Usage { state.withLock { $0.usage } }
    /// What was wrong with the last answer, and whose it was; nil while none was.
    var invalid: Invalid? { state.withLock { $0.invalid } }

    /// 1 for the first.
    func nextAsk() -> Int {
        state.withLock { state in
            state.asks += 1
            return state.asks
        }
    }

    func note(_ attempt: Attempt) {
        let outcome = attempt.failure.map(StructuredCall.Outcome.failed) ?? .success
        let call = StructuredCall(
            model: attempt.model, outcome: outcome, latencyMilliseconds: attempt.latencyMilliseconds, status: attempt.status)
        state.withLock { state in
            state.calls.append(call)
            state.attempts.append(attempt)
            state.usage = state.usage + (attempt.usage ?? Usage())
        }
    }

    /// The last call's answer does not fit.
    func refuse(_ problems: [JSONProblem], of model: ModelIdentifier) {
        state.withLock { state in
            if let last = state.calls.indices.last {
                state.calls[last].outcome = .invalid
                state.attempts[last].failure = .malformed
                state.attempts[last].message = "the answer did not have the form that was asked for"
            }
            state.invalid = Invalid(model: model, problems: problems)
        }
    }

    func failure(_ reason: StructuredFailure.Reason) -> StructuredFailure {
        StructuredFailure(reason: reason, calls: calls)
    }
}
