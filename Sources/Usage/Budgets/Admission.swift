package import LanguageModel
package import Storage

/// A call that was let through, with what was reserved for it. Settle it when the call is over, however it ended.
package struct Admission: Sendable {
    /// What was taken of a limit a minute.
    struct Take: Sendable, Hashable {
        var key: String
        var amount: Int
    }

    /// A limit of money that holds for the call.
    struct Holding: Sendable, Hashable {
        var target: LimitTarget
        var subject: String
        var period: BudgetPeriod
        var limit: Money
    }

    let requestID: String
    /// Of tokens a minute; those of requests are never given back.
    var tokens: [Take] = []
    var holdings: [Holding] = []
    /// Models that must not be asked, because nobody knows what they cost.
    package internal(set) var unpriced: Set<ModelIdentifier> = []
    /// The most tokens that the answer may have where the request does not say, so that no more is used than was reserved.
    package internal(set) var outputTokens: Int?

    init(requestID: String) {
        self.requestID = requestID
    }
}

/// How budgets are counted.
package struct BudgetPolicy: Sendable {
    /// What is done about a model of which nobody knows what it costs, where money is limited.
    package enum Unpriced: String, Sendable, Hashable, CaseIterable {
        case refuse
        case countAsZero = "count_as_zero"
    }

    package var calendar: BudgetCalendar
    package var unpriced: Unpriced
    /// The most tokens of an answer, where a request does not say and money or tokens are limited.
    package var outputTokens: Int

    package init(
        calendar: BudgetCalendar = BudgetCalendar(), unpriced: Unpriced = .refuse, outputTokens: Int = 4096
    ) {
        self.calendar = calendar
        self.unpriced = unpriced
        self.outputTokens = outputTokens
    }
}

/// Four fifths of a limit are used.
package struct BudgetWarning: Sendable, Hashable {
    package var target: LimitTarget
    /// Whose counter it is, such as `user:…` for a role's limit.
    package var subject: String
    package var period: BudgetPeriod
    package var limit: Money
    package var spent: Money

    /// From which part of a limit on a warning is due, in percent.
    package static let threshold = 80

    static func isDue(spent: Money, of limit: Money) -> Bool {
        // Limits are at most a ninth of what the number holds.
        limit > .zero && spent.picodollars / 4 >= limit.picodollars / 5
    }
}

/// Told of what limits do, for metrics, logs and those who are to be warned.
package protocol BudgetObserver: Sendable {
    func refused(_ refusal: LimitRefusal)
    func reserved(_ amount: Money)
    /// - Parameter spent: nil where nobody knows.
    func settled(_ spent: Money?)
    func warned(_ warning: BudgetWarning)
    /// What is told to other programs of a warning, which is kept in the transaction that notes that somebody was warned; nil for
    /// nothing.
    func event(of warning: BudgetWarning) async -> WebhookEvent?
    /// Something could not be stored; it is tried again.
    func failed(_ error: any Error)
}

extension BudgetObserver {
    package func event(of warning: BudgetWarning) async -> WebhookEvent? { nil }
}
