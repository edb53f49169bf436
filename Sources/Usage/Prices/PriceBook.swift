package import LanguageModel

/// Prices that somebody entered, from a moment on.
package struct PriceEntry: Sendable, Hashable {
    package var id: Int
    package var model: ModelIdentifier
    package var prices: TokenPrices
    /// Seconds since 1970.
    package var validFrom: Double
    /// The user who entered them, or the name of what did.
    package var enteredBy: String?
    /// Seconds since 1970.
    package var createdAt: Double
}

/// All prices as they are known at one moment: a value to look prices up in, without a database and without allocating.
package struct PriceBook: Sendable {
    /// By model, those that hold from later on last.
    private var entered: [ModelIdentifier: [PriceEntry]]
    /// What the configuration says, for models for which nobody has entered anything.
    package let configured: [ModelIdentifier: TokenPrices]

    package init(configured: [ModelIdentifier: TokenPrices] = [:], entered: [PriceEntry] = []) {
        self.configured = configured
        self.entered = Dictionary(grouping: entered, by: \.model)
            .mapValues { $0.sorted { ($0.validFrom, $0.id) < ($1.validFrom, $1.id) } }
    }

    /// The prices of `model` in force at `moment` (seconds since 1970); nil when none are known.
    package func prices(of model: ModelIdentifier, at moment: Double) -> TokenPrices? {
        entry(of: model, at: moment)?.prices ?? configured[model]
    }

    /// The entry in force; nil where the configuration, or nothing, holds.
    package func entry(of model: ModelIdentifier, at moment: Double) -> PriceEntry? {
        entered[model]?.last { $0.validFrom <= moment }
    }

    /// What `usage` of `model` costs for an answer that began at `moment`; nil when a price is unknown.
    package func cost(of usage: Usage, by model: ModelIdentifier, at moment: Double) -> Money? {
        prices(of: model, at: moment)?.cost(of: usage)
    }

    /// What an answer that began at `moment` cost with all its attempts, each at its own model's price. Attempts that a
    /// provider never answered cost nothing; nil when the price of one is unknown, or when none has usage.
    package func cost(of attempts: [Attempt], at moment: Double) -> Money? {
        var sum: Money?
        for attempt in attempts {
            guard let usage = attempt.usage else { continue }
            guard let cost = cost(of: usage, by: attempt.model, at: moment), let next = (sum ?? .zero).adding(cost) else {
                return nil
            }
            sum = next
        }
        return sum
    }

    /// Every entry there is, by model and then from the newest back.
    package var history: [PriceEntry] {
        entered.sorted { $0.key.description < $1.key.description }.flatMap { $0.value.reversed() }
    }
}
