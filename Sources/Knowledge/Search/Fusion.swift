/// Joins what words found and what vectors found into one ranking.
///
/// A leg that does not know the language, or has nothing to say, must not have a say: vectors of a model that never saw Arabic
/// still put some passages first, with scores that look as good as any. What gives such a leg away is that it does not agree with
/// the other one more than chance would. So the second leg counts as much as both agree on this question, and not at all
/// where that may be chance. Which leg is the second one? Keywords lead where the documents know at least a third of the question's
/// words; where they do not, the question is in another language or in other words, and vectors lead.
/// What was tried besides is in docs/decisions/0113-keyword-index-and-fusion.md.
package struct Fusion: Sendable, Hashable {
    /// Who had a say.
    package enum Leg: String, Sendable, Hashable, Codable {
        case keywords, vectors, both
    }

    package struct Hit: Sendable, Hashable {
        package var id: Int64
        package var score: Double
        /// Whether it may be shown as a source; see ``KeywordRanking/Hit/isSource``.
        package var isSource: Bool
    }

    /// Best first.
    package var hits: [Hit]
    package var leg: Leg
    /// How much the legs agree beyond chance, 0…1; nil when only one of them found anything.
    package var agreement: Double?

    /// How many of each leg's hits are worth handing over, to tell agreement from chance.
    package static let depth = 1000
    /// How many of each leg's hits are joined.
    private static let width = 100
    /// The share of a question's words from which on the documents are taken to know its language. A question in another language
    /// shares names and numbers with them. In doubt words lead, for what they say can be seen.
    private static let familiar = 1.0 / 3

    /// - Parameters:
    ///   - keywords: up to ``depth`` hits.
    ///   - vectors: the same of the other leg, best first, from the same passages; empty when there is none.
    package init(keywords: KeywordRanking, vectors: [ScoredPassage], limit: Int) {
        let words = keywords.hits.map { ScoredPassage(id: $0.id, score: $0.score) }
        let known = keywords.coverage >= Self.familiar
        let sources = Set(keywords.hits.lazy.filter(\.isSource).map(\.id))
        guard !words.isEmpty, !vectors.isEmpty else {
            leg = vectors.isEmpty ? .keywords : .vectors
            agreement = nil
            let standing = Self.outstanding(vectors)
            hits = (vectors.isEmpty ? words : vectors).prefix(limit).map {
                Hit(id: $0.id, score: $0.score, isSource: sources.contains($0.id) || standing.contains($0.id))
            }
            return
        }
        let agreement = LegAgreement(keywords: words, vectors: vectors, population: keywords.population)
        let say = agreement.isBeyondChance ? agreement.strength : 0
        self.agreement = say
        leg = say > 0 ? .both : known ? .keywords : .vectors
        let joined = Self.join(
            words, weight: known ? 1 : say, vectors, weight: known ? say : 1, limit: limit)
        // Both legs put it first, and agree in general: as good a reason as the words alone.
        let agreed = say > 0 ? Set(words.prefix(10).map(\.id)).intersection(vectors.prefix(10).map(\.id)) : []
        let standing = known ? [] : Self.outstanding(vectors)
        hits = joined.map { found in
            let isSource = sources.contains(found.id) && (known || say > 0) || agreed.contains(found.id)
            return Hit(id: found.id, score: found.score, isSource: isSource || standing.contains(found.id))
        }
    }

    /// The weighted sum of both legs' scores, each stretched to 0…1 over its best hits.
    private static func join(
        _ a: [ScoredPassage], weight aWeight: Double, _ b: [ScoredPassage], weight bWeight: Double, limit: Int
    ) -> [ScoredPassage] {
        var sums: [Int64: Double] = [:]
        for (list, weight) in [(a, aWeight), (b, bWeight)] where weight > 0 {
            let list = list.prefix(width)
            guard let most = list.first?.score, let least = list.last?.score else { continue }
            for passage in list {
                sums[passage.id, default: 0] += weight * (most > least ? (passage.score - least) / (most - least) : 1)
            }
        }
        var best = BestFew<Int64>(limit)
        for (id, score) in sums { best.offer(id, score: score, order: id) }
        return best.sorted.map { ScoredPassage(id: $0.value, score: $0.score) }
    }

    /// Those that stand out of the list as less than one of a bell curve would. It takes no account of what the model means by
    /// a score, so it is the weakest of the reasons, and only asked where there is no other.
    private static func outstanding(_ list: [ScoredPassage]) -> Set<Int64> {
        guard list.count > 1 else { return Set(list.map(\.id)) }
        let count = Double(list.count)
        let mean = list.reduce(0) { $0 + $1.score } / count
        let deviation = (list.reduce(0) { $0 + ($1.score - mean) * ($1.score - mean) } / count).squareRoot()
        guard deviation > 0 else { return [] }
        return Set(list.lazy.filter { count * BellCurve.tail(($0.score - mean) / deviation) < 1 }.map(\.id))
    }
}
