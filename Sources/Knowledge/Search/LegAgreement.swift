import Foundation

/// How far two legs agree on one question: where the best of the one stand in the ranking of the other.
///
/// If the legs had nothing to do with each other the best of the one would stand anywhere in the other, on average in the
/// middle. The standing of ten passages, their mean and how much a mean of so many strays are all that is needed; nothing
/// is learnt from any collection.
struct LegAgreement: Hashable {
    /// 0 for chance, 1 when each leg's best are the other's best too.
    let strength: Double
    /// Whether both legs see the other's best higher than chance would put them once in a hundred times; true where there are too
    /// few passages to tell.
    let isBeyondChance: Bool

    /// How many of each leg's best are looked up in the other.
    private static let best = 10
    /// One in a hundred.
    private static let critical = 2.326

    /// - Parameters:
    ///   - keywords: best first.
    ///   - vectors: best first.
    ///   - population: how many passages there are.
    init(keywords: [ScoredPassage], vectors: [ScoredPassage], population: Int) {
        let population = max(population, keywords.count, vectors.count)
        let count = min(Self.best, max(1, population / Self.best))
        // Scores of words say how much each of its best is worth; those of vectors lie close together.
        let a = Self.standing(keywords.prefix(count).map { ($0.id, $0.score) }, in: vectors, population)
        let b = Self.standing(vectors.prefix(count).map { ($0.id, 1) }, in: keywords, population)
        strength = max(0, 2 * a.mean - 1) * max(0, 2 * b.mean - 1)
        isBeyondChance = [a, b].allSatisfy { side in
            // The most that could be seen: all of them at the very top.
            0.5 / side.spread < Self.critical || (side.mean - 0.5) / side.spread > Self.critical
        }
    }

    /// The mean standing of `passages` in `ranking`, 0 at the bottom and 1 at the top, and the spread that chance gives it.
    private static func standing(
        _ passages: [(id: Int64, weight: Double)], in ranking: [ScoredPassage], _ population: Int
    ) -> (mean: Double, spread: Double) {
        let ranks = Dictionary(ranking.enumerated().map { ($1.id, $0) }) { first, _ in first }
        let lowest = Double(max(1, population - 1))
        // What is not in the ranking stands somewhere below it.
        let missing = (lowest - Double(ranking.count)) / 2 / lowest
        var sum = 0.0
        var weights = 0.0
        var squares = 0.0
        for (id, weight) in passages {
            sum += weight * (ranks[id].map { (lowest - Double($0)) / lowest } ?? max(0, missing))
            weights += weight
            squares += weight * weight
        }
        guard weights > 0 else { return (0.5, 1) }
        return (sum / weights, (squares / 12).squareRoot() / weights)
    }
}

enum BellCurve {
    /// How likely a standard normal variable is above `value`.
    static func tail(_ value: Double) -> Double { erfc(value / 2.0.squareRoot()) / 2 }
}
