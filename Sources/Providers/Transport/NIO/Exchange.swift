import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// One request and its response: where the task that waits for them meets the connection that brings them.
///
/// The connection's event loop delivers and the task takes, each on its own thread, with what they share behind a `Mutex` that
/// is held for moments. So a task that finds bytes waiting takes them without a visit to the loop, and a burst of parts costs
/// one wake. Whoever ends the exchange first says how it ended.
final class Exchange: Sendable {
    /// While so many bytes wait to be taken, the connection is not read.
    static let highWater = 64 << 10

    private struct State {
        var awaitingHead: CheckedContinuation<HTTPResponseHead, any Error>?
        var awaitingBytes: CheckedContinuation<ByteBuffer?, any Error>?
        var waiting = ByteBuffer()
        var ending: Result<Void, any Error>?
        var holdsReads = false
        /// What is closed when the exchange fails: the connection, or those that are being tried.
        var channels: [any Channel] = []

        /// Nil when there is nothing to take yet. A nil buffer is the body's end.
        mutating func take() -> Result<ByteBuffer?, any Error>? {
            guard waiting.readableBytes > 0 else { return ending.map { $0.map { nil } } }
            defer { waiting = ByteBuffer() }
            return .success(waiting)
        }
    }

    let request: OutgoingRequest
    /// Nil for plain HTTP.
    let tls: NIOSSLContext?
    private let state = Mutex(State())

    init(_ request: OutgoingRequest, tls: NIOSSLContext?) {
        self.request = request
        self.tls = tls
    }
}

// MARK: - The task's side

extension Exchange {
    /// The response's head. `start` is called once somebody waits for it.
    func head(start: () -> Void) async throws -> HTTPResponseHead {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.ending != nil { return true }
                    state.awaitingHead = continuation
                    return false
                }
                // Nothing but a cancellation comes before the start.
                if isOver { continuation.resume(throwing: CancellationError()) } else { start() }
            }
        } onCancel: {
            fail(CancellationError())
        }
    }

    /// All bytes of the body that are there, or the next that come; nil at its end. One task at a time may ask.
    func bytes() async throws -> ByteBuffer? {
        if Task.isCancelled { fail(CancellationError()) }
        if let taken = take() { return try taken.get() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let taken = state.withLock { state -> Result<ByteBuffer?, any Error>? in
                    if let taken = state.take() { return taken }
                    if state.awaitingBytes != nil { return .failure(CancellationError()) }
                    state.awaitingBytes = continuation
                    return nil
                }
                if let taken { continuation.resume(with: taken) }
            }
        } onCancel: {
            fail(CancellationError())
        }
    }

    private func take() -> Result<ByteBuffer?, any Error>? {
        let (taken, held) = state.withLock { state -> (Result<ByteBuffer?, any Error>?, (any Channel)?) in
            let held = state.holdsReads ? state.channels.first : nil
            state.holdsReads = false
            return (state.take(), held)
        }
        held?.read()
        return taken
    }
}

// MARK: - The connection's side

extension Exchange {
    var isOver: Bool { state.withLock { $0.ending != nil } }

    /// From now on `channel` is closed when the exchange fails, besides what was tried before, or instead of it.
    /// - Returns: false when the exchange is over already.
    func adopt(_ channel: any Channel, besidesOthers: Bool = false) -> Bool {
        state.withLock { state in
            guard state.ending == nil else { return false }
            if besidesOthers { state.channels.append(channel) } else { state.channels = [channel] }
            return true
        }
    }

    /// Hands over what one burst of the connection brought. After the last one the connection is no longer this exchange's.
    func deliver(_ head: HTTPResponseHead?, _ bytes: ByteBuffer?, isLast: Bool) {
        let (headAwaited, bytesAwaited, taken) = state.withLock { state -> Wake in
            guard state.ending == nil else { return (nil, nil, nil) }
            if var bytes {
                if state.waiting.readableBytes == 0 { state.waiting = bytes } else { state.waiting.writeBuffer(&bytes) }
            }
            if isLast {
                state.ending = .success(())
                state.channels = []
            }
            let headAwaited = head == nil ? nil : state.awaitingHead.take()
            guard state.awaitingBytes != nil, let taken = state.take() else { return (headAwaited, nil, nil) }
            return (headAwaited, state.awaitingBytes.take(), taken)
        }
        if let head { headAwaited?.resume(returning: head) }
        if let taken { bytesAwaited?.resume(with: taken) }
    }

    private typealias Wake = (
        CheckedContinuation<HTTPResponseHead, any Error>?, CheckedContinuation<ByteBuffer?, any Error>?,
        Result<ByteBuffer?, any Error>?
    )

    /// Whether the connection must not be read now; it is asked to read again once bytes were taken.
    func holdsReads() -> Bool {
        state.withLock { state in
            state.holdsReads = state.ending == nil && state.waiting.readableBytes >= Self.highWater
            return state.holdsReads
        }
    }

    /// Ends the exchange and closes its connection, unless it has ended. Bytes that came before a failure can still be taken,
    /// but nobody wants them after a cancellation.
    func fail(_ error: any Error) {
        let (headAwaited, bytesAwaited, channels) = state.withLock { state -> Ending in
            guard state.ending == nil else { return (nil, nil, []) }
            state.ending = .failure(error)
            if error is CancellationError { state.waiting = ByteBuffer() }
            defer { state.channels = [] }
            return (state.awaitingHead.take(), state.awaitingBytes.take(), state.channels)
        }
        headAwaited?.resume(throwing: error)
        bytesAwaited?.resume(throwing: error)
        for channel in channels { channel.hangUp() }
    }

    private typealias Ending = (
        CheckedContinuation<HTTPResponseHead, any Error>?, CheckedContinuation<ByteBuffer?, any Error>?, [any Channel]
    )
}
