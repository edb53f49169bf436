package import LanguageModel
import Synchronization

/// Counts requests of many callers in little room: for each it keeps one number, the moment at which all that it may do is
/// there again (the generic cell rate algorithm, which is a bucket that fills evenly).
///
/// The callers are spread over shards with a lock each, so that requests seldom wait for one another. Each shard holds a bounded
/// number; when it is full, those who have used least are forgotten first, so that a flood of new callers does not wash out
/// whoever is over a limit.
package final class RequestTally: Sendable {
    /// How a request went.
    package struct Verdict: Sendable, Hashable {
        package var isAllowed: Bool
        /// Requests a minute.
        package var limit: Int
        package var remaining: Int
        /// Until the next one is allowed; zero when it is now.
        package var retryAfter: Duration
        /// Until all of the limit is there again.
        package var reset: Duration
    }

    private final class Shard: Sendable {
        let full = Mutex<[UInt64: Double]>([:])
    }

    private let shards: [Shard]
    private let time: any TimeSource
    private let mostInShard: Int

    /// - Parameter mostCallers: when more are counted, those who have used least are forgotten.
    package init(time: any TimeSource, mostCallers: Int = 100_000) {
        self.time = time
        shards = (0..<16).map { _ in Shard() }
        mostInShard = max(2, mostCallers / shards.count)
    }

    /// How many callers are counted now.
    package var count: Int { shards.reduce(0) { $0 + $1.full.withLock { $0.count } } }

    /// Counts one request of `caller`, unless it is one too many.
    /// - Parameters:
    ///   - caller: a hash with this process' own seed, so that nobody can aim at somebody else's count.
    ///   - limit: requests a minute; more than 0.
    package func take(_ caller: Int, limit: Int) -> Verdict {
        let key = UInt64(truncatingIfNeeded: caller)
        let now = time.now.seconds
        let interval = 60 / Double(limit)
        return shards[Int(key % UInt64(shards.count))].full.withLock { full in
            if full.count >= mostInShard, full[key] == nil { Self.forget(&full, now: now, most: mostInShard) }
            let before = max(full[key] ?? now, now)
            let after = before + interval
            let isAllowed = after - now <= 60 + 1e-6
            if isAllowed { full[key] = after }
            let owed = (isAllowed ? after : before) - now
            return Verdict(
                isAllowed: isAllowed, limit: limit, remaining: max(0, Int((60 - owed) / interval + 1e-6)),
                retryAfter: isAllowed ? .zero : .seconds(after - now - 60), reset: .seconds(owed))
        }
    }

    private static func forget(_ full: inout [UInt64: Double], now: Double, most: Int) {
        full = full.filter { $0.value > now }
        guard full.count > most / 2 else { return }
        let middle = full.values.sorted()[full.count / 2]
        full = full.filter { $0.value > middle }
    }
}
