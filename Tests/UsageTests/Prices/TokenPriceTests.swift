import LanguageModel
import Testing
import Usage

@Suite struct TokenPriceTests {
    @Test(arguments: [("0", 0), ("0.15", 150_000), ("0.000001", 1), ("10000", 10_000_000_000), ("1.10", 1_100_000)])
    func isDollarsForAMillionTokens(text: String, picodollars: Int64) throws {
        #expect(try TokenPrice(perMillion: text).picodollars == picodollars)
    }

    @Test(arguments: [
        ("-1", PriceFault.negative), ("-0.0000001", .negative), ("-0", .negative), ("NaN", .unreadable), ("", .unreadable),
        ("1e-6", .unreadable), ("0.0000001", .tooFine), ("10000.01", .tooHigh), ("9000000000", .tooHigh),
        ("99999999999999999999", .unreadable), ("infinity", .unreadable),
    ])
    func whatIsNoPriceIsRefused(text: String, fault: PriceFault) {
        let thrown = #expect(throws: PriceFault.self) { _ = try TokenPrice(perMillion: text) }
        #expect(thrown == fault)
    }

    @Test func anUnknownPriceOfTokensThatThereAreMakesTheCostUnknown() throws {
        var prices = TokenPrices()
        prices.input = try TokenPrice(perMillion: "3")
        #expect(prices.cost(of: Usage(input: 7)) == Money("0.000021"))
        #expect(prices.cost(of: Usage(input: 7, output: 1)) == nil)
        prices.output = .free
        #expect(prices.cost(of: Usage(input: 7, output: 1)) == Money("0.000021"))
        #expect(TokenPrices().cost(of: Usage()) == .zero)
    }

    @Test(arguments: TokenClass.allCases) func everyClassHasItsPrice(tokens: TokenClass) throws {
        var prices = TokenPrices()
        prices[tokens] = try TokenPrice(perMillion: "0.000001")
        let usage = Usage(
            input: 1, cachedInput: 10, cacheWrite: 100, output: 1000, reasoning: 10_000, audioInput: 100_000,
            audioOutput: 1_000_000)
        for other in TokenClass.allCases where other != tokens { prices[other] = .free }
        #expect(prices.cost(of: usage)?.picodollars == Int64(usage[tokens]))
        prices[tokens] = nil
        #expect(prices.cost(of: usage) == nil)
    }

    @Test func moreThanMoneyHoldsIsUnknown() throws {
        var prices = TokenPrices.free
        prices.input = try TokenPrice(perMillion: "10000")
        #expect(prices.cost(of: Usage(input: .max)) == nil)
        prices.output = prices.input
        let half = Int(Int64.max / 10_000_000_000)
        #expect(prices.cost(of: Usage(input: half)) != nil)
        #expect(prices.cost(of: Usage(input: half, output: half)) == nil)
        #expect(prices.cost(of: Usage(input: -5)) == .zero)
    }
}
