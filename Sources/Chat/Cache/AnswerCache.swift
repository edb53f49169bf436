package import LanguageModel
import Synchronization

/// Answers from documents that were given, for those who ask the same again with the same rights. In the memory of this server
/// alone; bounded in bytes and time, those unused longest go first.
package final class AnswerCache: Sendable {
    package struct Policy: Sendable, Hashable {
        package var isEnabled: Bool
        /// Whether a question in other words may have the same answer.
        package var isSemantic: Bool
        /// The least cosine of two questions' vectors at which they may ask the same.
        package var threshold: Double
        package var lifetime: Duration
        /// Bytes.
        package var size: Int

        package init(
            isEnabled: Bool = true, isSemantic: Bool = true, threshold: Double = 0.95, lifetime: Duration = .seconds(3600),
            size: Int = 64_000_000
        ) {
            self.isEnabled = isEnabled
            self.isSemantic = isSemantic
            self.threshold = threshold
            self.lifetime = lifetime
            self.size = size
        }
    }

    /// How an answer was found.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case exact, semantic
    }

    /// What became of the questions since the start, and what is kept now.
    package struct Counts: Sendable, Hashable {
        package var hits: [Kind: Int] = [:]
        package var misses = 0
        package var entries = 0
        package var bytes = 0

        package init() {}

        /// 0 to 1; nil before the first question.
        package var hitRate: Double? {
            let hits = hits.values.reduce(0, +)
            return hits + misses > 0 ? Double(hits) / Double(hits + misses) : nil
        }
    }

    /// Leave to keep an answer; to be handed back with ``land(_:_:)``, whatever comes of it.
    package struct Ticket: Sendable {
        fileprivate let question: CacheQuestion
        fileprivate let era: Int
        fileprivate let flight: AnswerFlight?
    }

    package enum Look: Sendable {
        case hit(CachedAnswer, Kind)
        /// Somebody asks the same right now.
        case awaited(AnswerFlight)
        case miss(Ticket)
    }

    fileprivate struct Entry {
        var question: CacheQuestion
        var answer: CachedAnswer
        var until: Duration
        var bytes: Int
        var used: Int
    }

    fileprivate struct State {
        var entries: [Int: Entry] = [:]
        var exact: [CacheQuestion.Key: Int] = [:]
        var frames: [CacheQuestion.Frame: Set<Int>] = [:]
        /// The highest version of each collection that a question has shown.
        var versions: [String: Int] = [:]
        var flights: [CacheQuestion.Key: AnswerFlight] = [:]
        var counts = Counts()
        var last = 0
        /// Rises when something is taken out for good: an answer that was begun before is not kept.
        var era = 0
    }

    package let policy: Policy
    private let state = Mutex(State())
    private let time: any TimeSource

    package init(policy: Policy, time: any TimeSource) {
        self.policy = policy
        self.time = time
    }

    package var counts: Counts { state.withLock { $0.counts } }

    /// Looks for an answer to `question`.
    /// - Parameter waits: whether to be told of somebody who asks the same now. Whoever has waited in vain goes on alone.
    package func look(_ question: CacheQuestion, waits: Bool = true) -> Look {
        let now = time.now
        return state.withLock { state in
            state.notice(question.key.frame.scope)
            if let (id, kind) = state.find(question, policy: policy, now: now), let entry = state.entries[id] {
                state.last += 1
                state.entries[id]?.used = state.last
                state.counts.hits[kind, default: 0] += 1
                return .hit(entry.answer, kind)
            }
            if waits, let flight = state.flights[question.key] { return .awaited(flight) }
            state.counts.misses += 1
            var flight: AnswerFlight?
            if state.flights[question.key] == nil {
                let begun = AnswerFlight()
                state.flights[question.key] = begun
                flight = begun
            }
            return .miss(Ticket(question: question, era: state.era, flight: flight))
        }
    }

    /// Counts an answer that was waited for.
    package func noteLanding() {
        state.withLock { $0.counts.hits[.exact, default: 0] += 1 }
    }

    /// Keeps `answer` and tells it to those who wait; with nil, tells them that there is none.
    package func land(_ ticket: Ticket, _ answer: CachedAnswer?) {
        let now = time.now
        let question = ticket.question
        let given = state.withLock { state -> CachedAnswer? in
            if ticket.flight != nil { state.flights[question.key] = nil }
            guard let answer, ticket.era == state.era, state.isNewest(question.key.frame.scope) else { return nil }
            guard answer.isReadable(question) else { return nil }
            let bytes = answer.bytes + question.bytes
            if bytes <= policy.size / 4 {
                if let old = state.exact[question.key] { state.remove(old) }
                state.last += 1
                state.insert(
                    state.last,
                    Entry(question: question, answer: answer, until: now + policy.lifetime, bytes: bytes, used: state.last))
                state.shrink(to: policy.size, now: now)
            }
            return answer
        }
        ticket.flight?.land(given)
    }

    /// Forgets everything.
    /// - Returns: how many answers that were.
    @discardableResult
    package func clear() -> Int { drop { _ in true } }

    /// Forgets what was asked by `owner`.
    package func drop(owner: String) { drop { $0.question.owner == owner } }

    /// Forgets what was found in the document or quotes it.
    package func drop(document: String) {
        drop { $0.question.documents.contains(document) || $0.answer.grounding.citations.contains { $0.documentID == document } }
    }

    /// Forgets what was looked for in the collection.
    package func drop(collection: String) { drop { $0.question.key.frame.scope[collection] != nil } }

    @discardableResult
    private func drop(_ isMeant: (Entry) -> Bool) -> Int {
        state.withLock { state in
            state.era += 1
            let ids = state.entries.filter { isMeant($0.value) }.map(\.key)
            for id in ids { state.remove(id) }
            return ids.count
        }
    }
}

extension AnswerCache.State {
    /// Forgets what can be found no more, because a collection has a newer version.
    fileprivate mutating func notice(_ scope: [String: Int]) {
        let newer = scope.filter { $0.value > versions[$0.key] ?? .min }
        guard !newer.isEmpty else { return }
        versions.merge(newer) { _, new in new }
        let stale = frames.keys.filter { frame in
            newer.contains { name, version in frame.scope[name].map { $0 < version } ?? false }
        }
        for id in stale.flatMap({ frames[$0] ?? [] }) { remove(id) }
    }

    fileprivate func isNewest(_ scope: [String: Int]) -> Bool {
        scope.allSatisfy { $0.value >= versions[$0.key] ?? .min }
    }

    fileprivate mutating func find(
        _ question: CacheQuestion, policy: AnswerCache.Policy, now: Duration
    ) -> (id: Int, kind: AnswerCache.Kind)? {
        if let id = exact[question.key], let entry = entries[id] {
            if entry.until > now, entry.answer.isReadable(question) { return (id, .exact) }
            remove(id)
        }
        guard policy.isSemantic, let vector = question.vector else { return nil }
        var best: (id: Int, nearness: Float)?
        for id in frames[question.key.frame] ?? [] {
            guard let entry = entries[id], entry.until > now, let other = entry.question.vector, other.count == vector.count,
                entry.question.wording.mayMean(question.wording), question.finds(entry.question),
                entry.answer.isReadable(question)
            else { continue }
            let nearness = zip(vector, other).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            if nearness >= Float(policy.threshold), nearness > best?.nearness ?? -1 { best = (id, nearness) }
        }
        return best.map { ($0.id, .semantic) }
    }

    fileprivate mutating func insert(_ id: Int, _ entry: AnswerCache.Entry) {
        entries[id] = entry
        exact[entry.question.key] = id
        frames[entry.question.key.frame, default: []].insert(id)
        counts.entries = entries.count
        counts.bytes += entry.bytes
    }

    fileprivate mutating func remove(_ id: Int) {
        guard let entry = entries.removeValue(forKey: id) else { return }
        let key = entry.question.key
        if exact[key] == id { exact[key] = nil }
        frames[key.frame]?.remove(id)
        if frames[key.frame]?.isEmpty ?? false { frames[key.frame] = nil }
        counts.entries = entries.count
        counts.bytes -= entry.bytes
    }

    /// Makes room: what is over its time first, then what was not used for longest, some more than need be.
    fileprivate mutating func shrink(to size: Int, now: Duration) {
        guard counts.bytes > size else { return }
        for (id, entry) in entries where entry.until <= now { remove(id) }
        for (id, _) in entries.sorted(by: { $0.value.used < $1.value.used }) where counts.bytes > size / 10 * 9 { remove(id) }
    }
}

extension CachedAnswer {
    /// Whether whoever asks has just been shown every document that it cites.
    fileprivate func isReadable(_ question: CacheQuestion) -> Bool {
        grounding.citations.allSatisfy { question.documents.contains($0.documentID) }
    }
}

extension CacheQuestion {
    /// Whether as good as the same was found for both: the same first passage, and half of the others.
    fileprivate func finds(_ other: CacheQuestion) -> Bool {
        let (mine, theirs) = (Set(key.passages), Set(other.key.passages))
        guard let first = other.key.passages.first, mine.contains(first) else { return false }
        return mine.intersection(theirs).count * 2 >= max(mine.count, theirs.count)
    }

    fileprivate var bytes: Int {
        key.text.utf8.count * 4 + key.passages.count * 8 + (vector?.count ?? 0) * 4 + documents.count * 48
            + key.frame.scope.count * 64 + 512
    }
}
