import LanguageModel
import Synchronization

/// Keeps a server that is away from being knocked at by everyone at once: after a failure nobody tries until a pause is
/// over, which doubles from 50 ms to 2 s.
final class ReconnectGate: Sendable {
    private struct State {
        var failures = 0
        var closedUntil: Duration?
        var reason: PostgreSQLFailure?
    }

    private let state = Mutex(State())
    private let time: any TimeSource

    init(time: any TimeSource) { self.time = time }

    /// - Throws: what the last attempt failed with, while the pause lasts; otherwise what this one does.
    func connect(_ options: PostgreSQLOptions) throws(PostgreSQLFailure) -> PostgreSQLConnection {
        let waiting = state.withLock { state in (state.closedUntil ?? .zero) > time.now ? state.reason : nil }
        if let waiting { throw waiting }
        do {
            let connection = try PostgreSQLConnection(options)
            state.withLock { $0 = State() }
            return connection
        } catch {
            state.withLock { state in
                state.reason = error
                state.closedUntil = time.now + pause(after: state.failures)
                state.failures += 1
            }
            throw error
        }
    }
}

private func pause(after failures: Int) -> Duration { .milliseconds(min(2000, 50 << min(failures, 6))) }
