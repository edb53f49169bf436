import LanguageModel
import Synchronization

/// Time that passes only when a test says so.
package final class TestClock: TimeSource {
    private struct Sleeper {
        var deadline: Duration
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Duration = .zero
        var nextID = 0
        var sleepers: [Int: Sleeper] = [:]
        var cancelledEarly: Set<Int> = []
    }

    private let state = Mutex(State())

    package init() {}

    package var now: Duration { state.withLock { $0.now } }
    package var wallClock: Double { 1_700_000_000 + now.seconds }

    /// How many tasks are asleep now.
    package var sleepers: Int { state.withLock { $0.sleepers.count } }

    package func sleep(until deadline: Duration) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelledEarly.remove(id) != nil { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers[id] = Sleeper(deadline: deadline, continuation: continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let sleeper = state.sleepers.removeValue(forKey: id) else {
                    state.cancelledEarly.insert(id)
                    return nil
                }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Moves time on and wakes whoever is due, earliest first.
    package func advance(by duration: Duration) {
        let due = state.withLock { state -> [Sleeper] in
            state.now += duration
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Whether somebody sleeps until exactly `deadline`.
    package func hasSleeper(until deadline: Duration) -> Bool {
        sleepers(until: deadline) > 0
    }

    /// How many sleep until exactly `deadline`.
    package func sleepers(until deadline: Duration) -> Int {
        state.withLock { $0.sleepers.values.count { $0.deadline == deadline } }
    }

    /// Waits until `condition` holds, letting every other task run.
    package func settle(until condition: () -> Bool) async {
        while !condition() { await Task.yield() }
    }

    /// Waits until at least `count` tasks are asleep, so that a test advances time only when everyone has settled.
    package func settle(sleepers count: Int) async {
        while sleepers < count { await Task.yield() }
    }
}
