import Foundation

/// How good the rankings of one leg are, over all queries.
package struct RankingMeasures: Sendable, Hashable, Codable {
    /// Normalised discounted cumulative gain over the first ten, 0…1.
    package var ndcg10 = 0.0
    /// The share of what is known to answer that is among the first hundred, 0…1.
    package var recall100 = 0.0
    /// One over the place of the first that answers, 0 where none of the first hundred does.
    package var mrr = 0.0

    init() {}

    /// The means over all queries.
    /// - Parameter rankings: ids of documents, best first, each with what is known to answer.
    package init(_ rankings: [(ids: [String], judgements: [String: Int])]) {
        guard !rankings.isEmpty else { return }
        for (ids, judgements) in rankings {
            ndcg10 += Self.ndcg(ids, judgements, depth: 10)
            recall100 += Double(ids.prefix(100).count { judgements[$0] != nil }) / Double(judgements.count)
            mrr += ids.prefix(100).firstIndex { judgements[$0] != nil }.map { 1 / Double($0 + 1) } ?? 0
        }
        ndcg10 /= Double(rankings.count)
        recall100 /= Double(rankings.count)
        mrr /= Double(rankings.count)
    }

    static func ndcg(_ ids: [String], _ judgements: [String: Int], depth: Int) -> Double {
        func gain(_ scores: some Sequence<Int>) -> Double {
            scores.enumerated().reduce(0) { $0 + Double($1.element) / log2(Double($1.offset) + 2) }
        }
        let ideal = gain(judgements.values.sorted(by: >).prefix(depth))
        return ideal > 0 ? gain(ids.prefix(depth).map { judgements[$0] ?? 0 }) / ideal : 0
    }
}
