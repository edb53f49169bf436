package import LanguageModel
package import NIOCore

/// Notices that a caller has left while an answer is being made for it.
///
/// The connection is asked rather than read: reading ahead would swallow the next request on it.
package struct CallerWatch: Sendable {
    private let channel: any Channel
    private let time: any TimeSource
    private let interval: Duration

    package init(channel: any Channel, time: any TimeSource, interval: Duration = .milliseconds(400)) {
        self.channel = channel
        self.time = time
        self.interval = interval
    }

    /// The value of `task`, which is cancelled when the caller leaves or the surrounding task is cancelled.
    package func value<Value: Sendable>(of task: Task<Value, Never>) async -> Value {
        await withTaskCancellationHandler {
            await watching(task) { await task.value }
        } onCancel: {
            task.cancel()
        }
    }

    /// Runs `body`; `task` is cancelled as soon as the caller leaves.
    package func watching<Value: Sendable, Result: Sendable>(
        _ task: Task<Value, Never>, _ body: () async throws -> Result
    ) async rethrows -> Result {
        guard channel.isActive else { return try await body() }
        let watch = Task { [channel, time, interval] in
            repeat {
                guard (try? await time.sleep(until: time.now + interval)) != nil else { return }
            } while await !channel.callerHasLeft
            task.cancel()
        }
        defer { watch.cancel() }
        return try await body()
    }
}
