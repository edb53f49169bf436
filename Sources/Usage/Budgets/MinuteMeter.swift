import LanguageModel
import Synchronization

/// Counts what was used lately, in memory: a bucket a limit, which fills steadily within a minute. Amounts are taken before a
/// call and corrected after it, so a bucket may be overdrawn for a while.
final class MinuteMeter: Sendable {
    private struct Bucket {
        /// How much it lacks at `at`.
        var missing: Double
        var at: Duration
        var capacity: Double

        mutating func fill(_ now: Duration) {
            missing = max(0, missing - (now - at).seconds * capacity / 60)
            at = now
        }
    }

    /// How much there was when too little was there.
    struct Shortage: Error, Hashable {
        var left: Int64
        /// Until there is enough.
        var retryAfter: Duration
        /// Until the bucket is full.
        var full: Duration
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let mostBuckets: Int

    /// - Parameter mostBuckets: when there are more than these, those that are full are forgotten.
    init(mostBuckets: Int = 50_000) {
        self.mostBuckets = mostBuckets
    }

    /// Takes `amount` out of the bucket, unless less is there. More than it ever holds is taken when it is full.
    /// - Parameter sparing: what must be left there afterwards.
    func take(
        _ amount: Int, of key: String, capacity: Int, sparing: Int = 0, at now: Duration
    ) throws(Shortage) {
        let shortage: Shortage? = buckets.withLock { buckets in
            if buckets.count >= mostBuckets, buckets[key] == nil { Self.forget(&buckets, now, most: mostBuckets) }
            var bucket = buckets[key] ?? Bucket(missing: 0, at: now, capacity: Double(capacity))
            bucket.fill(now)
            bucket.capacity = Double(capacity)
            defer { buckets[key] = bucket }
            let wanted = min(Double(amount) + Double(sparing), bucket.capacity)
            let lacking = bucket.missing + wanted - bucket.capacity
            guard lacking <= 1e-6 else {
                let perSecond = bucket.capacity / 60
                return Shortage(
                    left: Int64(max(0, bucket.capacity - bucket.missing)), retryAfter: .seconds(lacking / perSecond),
                    full: .seconds(bucket.missing / perSecond))
            }
            bucket.missing += min(Double(amount), bucket.capacity)
            return nil
        }
        if let shortage { throw shortage }
    }

    /// Puts `amount` back, or takes out what was used beyond what was taken, when it is negative.
    func giveBack(_ amount: Int, to key: String, at now: Duration) {
        buckets.withLock { buckets in
            guard var bucket = buckets[key] else { return }
            bucket.fill(now)
            bucket.missing = max(0, bucket.missing - Double(amount))
            buckets[key] = bucket
        }
    }

    /// How much is there.
    func left(of key: String, capacity: Int, at now: Duration) -> Int {
        buckets.withLock { buckets in
            guard var bucket = buckets[key] else { return capacity }
            bucket.fill(now)
            return max(0, Int(Double(capacity) - bucket.missing + 1e-6))
        }
    }

    private static func forget(_ buckets: inout [String: Bucket], _ now: Duration, most: Int) {
        buckets = buckets.filter { _, bucket in
            var bucket = bucket
            bucket.fill(now)
            return bucket.missing > 0
        }
        if buckets.count >= most { buckets.removeAll() }
    }
}
