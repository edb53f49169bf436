import Foundation

/// How much of a question a passage must hold before it is more than a coincidence.
///
/// A passage that holds some of the question's words says nothing yet: with enough passages some of them do by chance. If the
/// words came independently of one another, each as often as it does, the chance that one passage holds at least so much
/// of the question (in nats: the sum of its words' idf) is bounded from above by Chernoff's bound. It is more than
/// coincidence when less than one such passage is to be expected among all. Half of the question is always enough, which matters
/// to questions of one or two words. Words that only ask ("how many", "tell me") are no part of
/// it, and Chinese, Japanese and Korean words count by their pairs of characters alone.
struct Evidence {
    /// How many passages of other matters are thought to stand beside those that there are, when it is told how much a word says. In
    /// a collection of a few passages each of their words stands everywhere and would say nothing, and only what nobody has said
    /// would count.
    private static let background = 100

    private let passages: Int
    private var words: [(chance: Double, information: Double)] = []
    private var total = 0.0

    init(passages: Int) {
        self.passages = passages
    }

    /// What a word says that stands in so many passages, in nats. One that stands in none says no more than one that stands in one:
    /// how rare it is in general nobody knows, and of two words the one that is there is then half of the question.
    func information(frequency: Int) -> Double {
        KeywordSearch.idf(max(1, frequency), of: passages + Self.background)
    }

    /// - Parameters:
    ///   - frequency: in how many passages a word of the question stands.
    ///   - information: what it says; see ``information(frequency:)``.
    mutating func add(frequency: Int, information: Double) {
        total += information
        guard frequency > 0 else { return }
        words.append((Double(frequency) / Double(passages), information))
    }

    /// What is enough, in nats.
    var threshold: Double {
        guard !words.isEmpty else { return .infinity }
        let half = total / 2
        // The tilt at which the bound is one passage; it is found by halving, for the bound falls as the tilt grows.
        var low = 0.0
        var high = 64.0
        guard expectation(tilt: high) < 1 else { return half }
        for _ in 0..<48 {
            let middle = (low + high) / 2
            if expectation(tilt: middle) < 1 { high = middle } else { low = middle }
        }
        return min(half, mean(tilt: high))
    }

    /// The information that passages hold on average under exponential tilting, and so where the bound at `tilt` is tight.
    private func mean(tilt: Double) -> Double {
        words.reduce(0) { sum, word in
            // p·e^{θw} / (1 − p + p·e^{θw}), written so that nothing overflows.
            sum + word.information / (1 + (1 - word.chance) / word.chance * exp(-tilt * word.information))
        }
    }

    /// The bound on how many passages hold at least `mean(tilt:)`.
    private func expectation(tilt: Double) -> Double {
        let cumulant = words.reduce(0) { sum, word in
            let exponent = tilt * word.information
            // log(1 − p + p·e^x) = x + log(p + (1 − p)·e^{−x})
            return sum + exponent + log(word.chance + (1 - word.chance) * exp(-exponent))
        }
        return Double(passages) * exp(cumulant - tilt * mean(tilt: tilt))
    }
}
