/// The clock of everything that waits, passed in so that tests can turn it by hand.
package protocol TimeSource: Sendable {
    /// Monotonic time since an arbitrary origin.
    var now: Duration { get }
    /// Wall-clock time in seconds since 1970, for records and people.
    var wallClock: Double { get }
    /// Returns once `now >= deadline`; throws `CancellationError` when the task is cancelled first.
    func sleep(until deadline: Duration) async throws
}

extension Duration {
    package var milliseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) * 1e3 + Double(attoseconds) / 1e15
    }

    package var seconds: Double { milliseconds / 1e3 }
}
