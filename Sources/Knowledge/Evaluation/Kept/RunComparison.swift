/// Which questions one leg answers better, and which worse, than it did before.
package struct RunComparison: Sendable, Hashable {
    package struct Change: Sendable, Hashable {
        /// Of the question.
        package var ordinal: Int
        package var before: LegAnswer
        package var after: LegAnswer

        /// Of nDCG@10; above 0 where it got better.
        package var difference: Double { after.ndcg10 - before.ndcg10 }
    }

    /// The greatest first.
    package private(set) var wins: [Change] = []
    /// The greatest first.
    package private(set) var losses: [Change] = []
    /// How many are answered as well as before.
    package private(set) var same = 0

    /// - Parameters: the answers of one leg by question; those of which only one is there are left out.
    package init(before: [Int: LegAnswer], after: [Int: LegAnswer]) {
        for (ordinal, after) in after {
            guard let before = before[ordinal] else { continue }
            let change = Change(ordinal: ordinal, before: before, after: after)
            if change.difference > 1e-9 {
                wins.append(change)
            } else if change.difference < -1e-9 {
                losses.append(change)
            } else {
                same += 1
            }
        }
        wins.sort { ($1.difference, $0.ordinal) < ($0.difference, $1.ordinal) }
        losses.sort { ($0.difference, $0.ordinal) < ($1.difference, $1.ordinal) }
    }
}
