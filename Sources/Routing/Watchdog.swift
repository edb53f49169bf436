import LanguageModel
import Synchronization

/// Watches one attempt: fails it when what is awaited does not come in time.
///
/// The attempt arms it whenever it begins to wait for the provider and disarms it while it hands content to the
/// caller, so that a slow caller is never held against a model. The limit of the whole answer always counts.
final class Watchdog: Sendable {
    /// Rearmed with every piece of an answer: what it would say is put into words only when it has to be said.
    private struct Awaited {
        var deadline: Duration
        var wait: Duration
        var kind: ModelFailure.Kind

        var failure: ModelFailure {
            ModelFailure(kind, kind == .firstTokenTimeout ? "no content within \(wait)" : "nothing more for \(wait)")
        }
    }

    private let time: any TimeSource
    private let totalDeadline: Duration
    /// No wait that is armed later is shorter than this, so looking up this often misses none.
    private let shortestWait: Duration
    private let awaited = Mutex<Awaited?>(nil)

    init(time: any TimeSource, totalDeadline: Duration, shortestWait: Duration) {
        self.time = time
        self.totalDeadline = totalDeadline
        self.shortestWait = shortestWait
    }

    /// - Parameter kind: `firstTokenTimeout` or `idleTimeout`.
    func arm(for wait: Duration, _ kind: ModelFailure.Kind) {
        let next = Awaited(deadline: time.now + wait, wait: wait, kind: kind)
        awaited.withLock { $0 = next }
    }

    func disarm() {
        awaited.withLock { $0 = nil }
    }

    /// Returns the failure once a deadline has lapsed; nil when cancelled.
    func run() async -> ModelFailure? {
        while true {
            let now = time.now
            if now >= totalDeadline { return ModelFailure(.totalTimeout, "the whole answer took longer than its limit") }
            let awaited = awaited.withLock { $0 }
            if let awaited, now >= awaited.deadline { return awaited.failure }
            let wake = min(totalDeadline, awaited?.deadline ?? .seconds(Int64.max >> 1), now + shortestWait)
            guard (try? await time.sleep(until: wake)) != nil else { return nil }
        }
    }
}
