import Synchronization

/// An answer that is being made, and those who wait for the same.
package final class AnswerFlight: Sendable {
    private struct State {
        var outcome: CachedAnswer??
        var waiting: [Int: CheckedContinuation<CachedAnswer?, Never>] = [:]
        /// Those who left before they had begun to wait.
        var left: Set<Int> = []
        var next = 0
    }

    private let state = Mutex(State())

    /// What came of it; nil when there is nothing to be given again, or when whoever waits has left.
    package func landing() async -> CachedAnswer? {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome = state.withLock { state -> CachedAnswer?? in
                    if let outcome = state.outcome { return outcome }
                    if state.left.remove(number) != nil { return .some(nil) }
                    state.waiting[number] = continuation
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<CachedAnswer?, Never>? in
                if let waiting = state.waiting.removeValue(forKey: number) { return waiting }
                if state.outcome == nil { state.left.insert(number) }
                return nil
            }
            continuation?.resume(returning: nil)
        }
    }

    func land(_ answer: CachedAnswer?) {
        let waiting = state.withLock { state in
            state.outcome = .some(answer)
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume(returning: answer) }
    }
}
