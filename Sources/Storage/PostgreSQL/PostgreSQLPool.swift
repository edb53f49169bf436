import LanguageModel
import Synchronization

/// Lends lanes, one to a transaction; who comes when none is free waits in line.
final class PostgreSQLPool: Sendable {
    private struct Waiter {
        var ticket: Int
        var continuation: CheckedContinuation<PostgreSQLLane, any Error>
    }

    private struct State {
        var idle: [PostgreSQLLane]
        var waiters: [Waiter] = []
        var tickets = 0
        var isClosed = false
    }

    private let lanes: [PostgreSQLLane]
    private let state: Mutex<State>
    private let timeout: Duration
    private let time: any TimeSource

    init(options: PostgreSQLOptions, time: any TimeSource) {
        let gate = ReconnectGate(time: time)
        lanes = (1...max(1, options.poolSize)).map { PostgreSQLLane(number: $0, options: options, gate: gate) }
        state = Mutex(State(idle: lanes.reversed()))
        timeout = options.poolTimeout
        self.time = time
    }

    /// - Throws: ``StorageError/unavailable(_:)`` when no lane became free in time or the pool is closed,
    ///   `CancellationError` when the caller is cancelled in the line.
    func withLane<Value>(_ body: (PostgreSQLLane) async throws -> Value) async throws -> Value {
        let lane = try await borrow()
        defer { giveBack(lane) }
        return try await body(lane)
    }

    /// Sends those in the line away, and closes each connection once its transaction has ended.
    func close() async {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(throwing: closed) }
        for lane in lanes { await lane.close() }
    }

    private func borrow() async throws -> PostgreSQLLane {
        let (lane, ticket) = try state.withLock { state in
            if state.isClosed { throw closed }
            state.tickets += 1
            return (state.idle.popLast(), state.tickets)
        }
        if let lane { return lane }
        let deadline = time.now + timeout
        let alarm = Task {
            try await time.sleep(until: deadline)
            leave(ticket, StorageError.unavailable("no connection became free within \(timeout.seconds) s"))
        }
        defer { alarm.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<PostgreSQLLane, any Error>? = state.withLock { state in
                    if state.isClosed { return .failure(closed) }
                    if let lane = state.idle.popLast() { return .success(lane) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters.append(Waiter(ticket: ticket, continuation: continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            leave(ticket, CancellationError())
        }
    }

    private func leave(_ ticket: Int, _ error: any Error) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.ticket == ticket }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: error)
    }

    private func giveBack(_ lane: PostgreSQLLane) {
        let next = state.withLock { state in
            if state.waiters.isEmpty {
                state.idle.append(lane)
                return nil as Waiter?
            }
            return state.waiters.removeFirst()
        }
        next?.continuation.resume(returning: lane)
    }
}

private let closed = StorageError.unavailable("it is closed")
