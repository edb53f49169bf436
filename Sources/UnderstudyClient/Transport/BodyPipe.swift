import Foundation
import Synchronization

/// Carries a reply's body from the session to its reader. Pieces that the reader has not come to are joined, up to a limit:
/// there is no way to make the session wait.
final class BodyPipe: Sendable {
    /// A reader that is further behind loses the reply, not the memory.
    static let longestBacklog = 16 << 20

    private struct State {
        var backlog = Data()
        var end: Result<Data?, any Error>?
        var reader: CheckedContinuation<Data?, any Error>?
    }

    private let state = Mutex(State())

    /// False when the reader is too far behind and nothing more is taken.
    func append(_ piece: Data) -> Bool {
        let (reader, isTaken) = state.withLock { state -> (CheckedContinuation<Data?, any Error>?, Bool) in
            guard state.end == nil else { return (nil, false) }
            if let reader = state.reader.take() { return (reader, true) }
            guard state.backlog.count + piece.count <= Self.longestBacklog else {
                state.end = .failure(UnderstudyError.interrupted("the reply came faster than it was read"))
                return (nil, false)
            }
            state.backlog.append(piece)
            return (nil, true)
        }
        reader?.resume(returning: piece)
        return isTaken
    }

    /// Ends the body, well or with an error; what came before is still read. The first end counts.
    func finish(throwing error: (any Error)? = nil) {
        let end: Result<Data?, any Error> = error.map { .failure($0) } ?? .success(nil)
        let reader = state.withLock { state -> CheckedContinuation<Data?, any Error>? in
            guard state.end == nil else { return nil }
            state.end = end
            return state.reader.take()
        }
        reader?.resume(with: end)
    }

    /// Everything that came since the last time, waiting for something; nil at the end.
    func next() async throws -> Data? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let ready = state.withLock { state -> Result<Data?, any Error>? in
                    guard state.backlog.isEmpty else {
                        defer { state.backlog = Data() }
                        return .success(state.backlog)
                    }
                    if state.end == nil { state.reader = continuation }
                    return state.end
                }
                if let ready { continuation.resume(with: ready) }
            }
        } onCancel: {
            finish(throwing: CancellationError())
        }
    }

    /// The body for its one reader. `onRelease` is called when the reader has let go of it, at its end or before.
    func stream(onRelease: @escaping @Sendable () -> Void) -> AsyncThrowingStream<Data, any Error> {
        let lease = Lease(onRelease)
        return AsyncThrowingStream {
            // The closure, and with it the lease, lives as long as the stream and its iterator.
            defer { lease.keep() }
            return try await self.next()
        }
    }

    private final class Lease: Sendable {
        private let onRelease: @Sendable () -> Void

        init(_ onRelease: @escaping @Sendable () -> Void) {
            self.onRelease = onRelease
        }

        func keep() {}

        deinit { onRelease() }
    }
}
