import LanguageModel

/// What one token costs, entered and shown as dollars for a million of them.
package struct TokenPrice: Sendable, Hashable, CustomStringConvertible {
    /// Of one token, never negative; as many microdollars are what a million cost.
    package let picodollars: Int64

    package static let free = TokenPrice(picodollars: 0)

    /// The highest that is believed: ten thousand dollars for a million tokens.
    private static let highest: Int64 = 10_000_000_000

    private init(picodollars: Int64) {
        self.picodollars = picodollars
    }

    /// - Parameter text: dollars for a million tokens as a plain decimal with at most six places, such as `0.15`.
    /// - Throws: ``PriceFault``
    package init(perMillion text: some StringProtocol) throws(PriceFault) {
        guard let picodollars = scaled(text, places: 6) else {
            // Twelve places show whether it is a number at all.
            guard let finer = Money(text) else { throw .unreadable }
            throw finer < .zero ? .negative : .tooFine
        }
        guard picodollars >= 0, !text.hasPrefix("-") else { throw .negative }
        guard picodollars <= Self.highest else { throw .tooHigh }
        self.init(picodollars: picodollars)
    }

    /// One that was stored; nil for a number that is none.
    init?(stored picodollars: Int) {
        guard (0...Int(Self.highest)).contains(picodollars) else { return nil }
        self.init(picodollars: Int64(picodollars))
    }

    /// Dollars for a million tokens, to the last digit.
    package var description: String { plainDecimal(picodollars, places: 6) }
}

/// Why something is no price.
package enum PriceFault: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadable
    case negative
    case tooFine
    case tooHigh

    package var description: String {
        switch self {
        case .unreadable: "must be dollars for a million tokens as a plain number, such as 0.15"
        case .negative: "must not be negative"
        case .tooFine: "must have at most six decimal places"
        case .tooHigh: "must be at most 10000 dollars for a million tokens"
        }
    }
}
