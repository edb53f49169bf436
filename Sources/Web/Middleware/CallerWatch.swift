package import NIOCore

/// Notices that a caller has left while an answer is being made for it.
///
/// The connection is asked rather than read: reading ahead would swallow the next request on it.
package struct CallerWatch: Sendable {
    /// nil where nobody keeps watch.
    private let presence: CallerPresence?

    package init(_ channel: any Channel) async {
        presence = try? await channel.pipeline.handler(type: CallerPresence.self).get()
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
        try await watching(onLeaving: { task.cancel() }, body)
    }

    /// Runs `body`; `farewell` is called as soon as the caller leaves.
    package func watching<Result: Sendable>(
        onLeaving farewell: @escaping @Sendable () -> Void, _ body: () async throws -> Result
    ) async rethrows -> Result {
        let id = presence?.whenLeft(farewell)
        defer { presence?.forget(id) }
        return try await body()
    }
}
