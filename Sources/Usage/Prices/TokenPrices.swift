package import LanguageModel

/// What a model's tokens cost, class by class; nil is unknown, which is not free.
package struct TokenPrices: Sendable, Hashable {
    package var input: TokenPrice?
    package var cachedInput: TokenPrice?
    package var cacheWrite: TokenPrice?
    package var output: TokenPrice?
    package var reasoning: TokenPrice?
    package var audioInput: TokenPrice?
    package var audioOutput: TokenPrice?

    package init() {}

    /// Nothing costs anything.
    package static var free: TokenPrices {
        var prices = TokenPrices()
        for tokens in TokenClass.allCases { prices[tokens] = .free }
        return prices
    }

    package subscript(tokens: TokenClass) -> TokenPrice? {
        get {
            switch tokens {
            case .input: input
            case .cachedInput: cachedInput
            case .cacheWrite: cacheWrite
            case .output: output
            case .reasoning: reasoning
            case .audioInput: audioInput
            case .audioOutput: audioOutput
            }
        }
        set {
            switch tokens {
            case .input: input = newValue
            case .cachedInput: cachedInput = newValue
            case .cacheWrite: cacheWrite = newValue
            case .output: output = newValue
            case .reasoning: reasoning = newValue
            case .audioInput: audioInput = newValue
            case .audioOutput: audioOutput = newValue
            }
        }
    }

    /// What `usage` costs; nil where a class that has tokens has no price, or the sum is more than ``Money`` holds.
    package func cost(of usage: Usage) -> Money? {
        // Class by class in words: this is on the way of every answer and allocates nothing.
        var sum: Int64 = 0
        func add(_ tokens: Int, at price: TokenPrice?) -> Bool {
            guard tokens > 0 else { return true }
            guard let price else { return false }
            let (product, isTooLarge) = price.picodollars.multipliedReportingOverflow(by: Int64(tokens))
            let (total, overflow) = sum.addingReportingOverflow(product)
            sum = total
            return !isTooLarge && !overflow
        }
        guard add(usage.input, at: input), add(usage.cachedInput, at: cachedInput), add(usage.cacheWrite, at: cacheWrite),
            add(usage.output, at: output), add(usage.reasoning, at: reasoning), add(usage.audioInput, at: audioInput),
            add(usage.audioOutput, at: audioOutput)
        else { return nil }
        return Money(picodollars: sum)
    }
}
