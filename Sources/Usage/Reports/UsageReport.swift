package import LanguageModel

/// What was used and what it cost, in figures that tests, pages and programs read alike.
package struct UsageFigures: Sendable, Hashable {
    /// By nearest rank, in milliseconds: times that there were, at most 2.5 % above the very one.
    package struct Percentiles: Sendable, Hashable {
        package var p50: Double
        package var p95: Double
        package var p99: Double

        package init(p50: Double, p95: Double, p99: Double) {
            self.p50 = p50
            self.p95 = p95
            self.p99 = p99
        }
    }

    /// Requests that reached a chain; grouped by model or provider, those that it answered.
    package var answers = 0
    package var completed = 0
    /// Answers that failed or broke off; grouped by model or provider, attempts that failed.
    package var failed = 0
    package var attempts = 0
    /// Answers from another model than the first of the chain.
    package var fallbacks = 0
    package var usage = Usage()
    /// The sum of what is known; nil when nothing is.
    package var knownCost: Money?
    /// Answers (by model or provider: attempts) with tokens whose cost is unknown.
    package var unpriced = 0
    /// Answers (or attempts) whose tokens are estimates.
    package var estimated = 0
    /// Of whole answers; nil when there are none.
    package var latency: Percentiles?
    package var firstContent: Percentiles?

    package init() {}

    /// What it cost as far as that is known: 0 where nothing was to be paid, nil where all of it is unknown.
    package var cost: Money? { knownCost ?? (unpriced == 0 ? .zero : nil) }
    /// Prompt tokens that came from the provider's cache; nil without prompts.
    package var cacheShare: Double? { share(usage.cachedInput, of: usage.prompt) }
    package var fallbackShare: Double? { share(fallbacks, of: answers) }
}

/// One line of a report.
package struct UsageGroup: Sendable, Hashable {
    /// The day, model, …; nil where answers have none, such as the model of requests that nothing answered.
    package var key: String?
    package var figures: UsageFigures
    /// Failed ones; nil without any to fail.
    package var errorShare: Double?

    package init(key: String?, figures: UsageFigures, errorShare: Double?) {
        self.key = key
        self.figures = figures
        self.errorShare = errorShare
    }
}

package struct UsageReport: Sendable, Hashable {
    package var query: UsageQuery
    package var totals: UsageGroup
    /// Days in order and without gaps; all else by answers, the most first.
    package var groups: [UsageGroup]
    /// Whether there were more groups than a report holds.
    package var isCut: Bool

    package init(query: UsageQuery, totals: UsageGroup, groups: [UsageGroup], isCut: Bool) {
        self.query = query
        self.totals = totals
        self.groups = groups
        self.isCut = isCut
    }
}

func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
}
