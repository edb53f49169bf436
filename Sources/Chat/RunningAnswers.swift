import ServiceLifecycle
package import LanguageModel
import Synchronization

/// Owns the tasks in which answers are made, so that an answer outlives the connection it was asked on, and so that
/// the server can end them all in good order.
package final class RunningAnswers: Service {
    fileprivate struct State {
        var tasks: [Int: @Sendable () -> Void] = [:]
        var nextID = 0
        var draining = false
        var drained: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let grace: Duration
    private let time: any TimeSource
    private let executor: (any TaskExecutor)?

    /// - Parameters:
    ///   - grace: how long answers may go on once the server is told to stop.
    ///   - executor: where answers are made; nil for wherever tasks run.
    package init(grace: Duration, time: any TimeSource, executor: (any TaskExecutor)? = nil) {
        self.grace = grace
        self.time = time
        self.executor = executor
    }

    package var count: Int { state.withLock { $0.tasks.count } }
    package var isDraining: Bool { state.withLock { $0.draining } }

    /// Makes an answer in a task of its own; nil when the server is stopping. Cancel it through the returned task.
    package func start<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Task<Value, Never>? {
        state.withLock { state in
            guard !state.draining else { return nil }
            state.nextID += 1
            let id = state.nextID
            let task = Task(executorPreference: executor) {
                let value = await work()
                self.finished(id)
                return value
            }
            state.tasks[id] = { task.cancel() }
            return task
        }
    }

    /// Waits for the signal to stop, then for the running answers; those still running when the grace time is over are
    /// cancelled, and end with an error of their own.
    package func run() async throws {
        try? await gracefulShutdown()
        let hasRunning = state.withLock { state in
            state.draining = true
            return !state.tasks.isEmpty
        }
        guard hasRunning else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await self.time.sleep(until: self.time.now + self.grace)
                self.cancelAll()
            }
            await allFinished()
            group.cancelAll()
        }
    }

    private func finished(_ id: Int) {
        state.withLock { state in
            state.tasks[id] = nil
            if state.tasks.isEmpty { state.wake() }
        }
    }

    private func cancelAll() {
        let cancels = state.withLock { Array($0.tasks.values) }
        for cancel in cancels { cancel() }
    }

    private func allFinished() async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                state.drained = continuation
                if state.tasks.isEmpty { state.wake() }
            }
        }
    }
}

extension RunningAnswers.State {
    fileprivate mutating func wake() {
        drained?.resume()
        drained = nil
    }
}
