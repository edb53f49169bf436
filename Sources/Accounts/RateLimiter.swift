package import LanguageModel
import Synchronization

/// Counts what each caller did lately: every key has a bucket of tokens that fills steadily, and each try takes one.
package final class RateLimiter: Sendable {
    /// How much may be done.
    package struct Rate: Sendable, Hashable {
        /// How many at once.
        package var burst: Int
        /// How long until one more.
        package var interval: Duration

        package init(burst: Int, every interval: Duration) {
            self.burst = burst
            self.interval = interval
        }

        package static func perMinute(_ count: Int) -> Rate {
            Rate(burst: max(1, count), every: .seconds(60) / Double(max(1, count)))
        }
    }

    /// How a try went.
    package struct Verdict: Sendable, Hashable {
        package var isAllowed: Bool
        package var limit: Int
        package var remaining: Int
        /// Until the next one is allowed; zero when it is now.
        package var retryAfter: Duration
        /// Until all of the burst is there again.
        package var reset: Duration
    }

    private struct Bucket {
        /// How many tokens it lacks at `at`.
        var missing: Double
        var at: Duration
        var rate: Rate

        mutating func fill(_ now: Duration) {
            missing = max(0, missing - (now - at) / rate.interval)
            at = now
        }
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let time: any TimeSource
    private let mostKeys: Int

    /// - Parameter mostKeys: when more callers are counted than this, those who may do everything again are forgotten.
    package init(time: any TimeSource, mostKeys: Int = 50_000) {
        self.time = time
        self.mostKeys = mostKeys
    }

    /// Counts one try of `key`, unless it is one too many.
    package func take(_ key: String, _ rate: Rate) -> Verdict {
        let now = time.now
        return buckets.withLock { buckets in
            if buckets.count >= mostKeys, buckets[key] == nil { Self.forget(&buckets, now: now, mostKeys: mostKeys) }
            var bucket = buckets[key] ?? Bucket(missing: 0, at: now, rate: rate)
            bucket.rate = rate
            bucket.fill(now)
            let isAllowed = bucket.missing + 1 <= Double(rate.burst) + 1e-9
            if isAllowed { bucket.missing += 1 }
            buckets[key] = bucket
            let lacking = max(0, bucket.missing + 1 - Double(rate.burst))
            return Verdict(
                isAllowed: isAllowed, limit: rate.burst, remaining: max(0, Int(Double(rate.burst) - bucket.missing + 1e-9)),
                retryAfter: isAllowed ? .zero : rate.interval * lacking, reset: rate.interval * bucket.missing)
        }
    }

    /// Takes one try of `key` back.
    package func giveBack(_ key: String) {
        buckets.withLock { buckets in
            guard let missing = buckets[key]?.missing else { return }
            buckets[key]?.missing = max(0, missing - 1)
        }
    }

    /// Takes back all that `key` has done.
    package func forgive(_ key: String) {
        buckets.withLock { $0[key] = nil }
    }

    private static func forget(_ buckets: inout [String: Bucket], now: Duration, mostKeys: Int) {
        buckets = buckets.filter { _, bucket in
            var bucket = bucket
            bucket.fill(now)
            return bucket.missing > 0
        }
        if buckets.count >= mostKeys { buckets.removeAll() }
    }
}
