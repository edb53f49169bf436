import Foundation
import LanguageModel
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [
        ("0", 0), ("1", 1_000_000_000_000), ("0.15", 150_000_000_000), ("0.000000000001", 1), ("-2.5", -2_500_000_000_000),
        ("9223372.036854775807", Int64.max), ("0.10", 100_000_000_000), ("0.0000000000010", 1),
    ])
    func isReadToTheLastDigit(text: String, picodollars: Int64) {
        #expect(Money(text)?.picodollars == picodollars)
    }

    @Test(arguments: [
        "", "-", ".", ".5", "5.", "1e-3", "1,5", "NaN", "inf", "+1", " 1", "0x1", "1.2.3", "٣", "0.0000000000001",
        "9223372.036854775808", "99999999999999999999",
    ])
    func whatIsNoPlainDecimalOrTooLargeIsNone(text: String) {
        #expect(Money(text) == nil)
    }

    @Test(arguments: ["0", "0.000000000001", "0.0003369", "1", "10", "-2.5", "9223372.036854775807"])
    func saysItselfToTheLastDigit(text: String) {
        #expect(Money(text)?.description == text)
    }

    @Test func whatIsTooMuchIsNilAndDoesNotWrapAround() {
        let most = Money(picodollars: .max)
        #expect(most.adding(Money(picodollars: 1)) == nil)
        #expect(Money(picodollars: .min).subtracting(Money(picodollars: 1)) == nil)
        #expect(most.times(2) == nil)
        #expect(most.adding(.zero) == most)
        #expect(Money(picodollars: 3).times(4) == Money(picodollars: 12))
    }

    @Test func recordsOfBeforeThereWasSoundAreRead() throws {
        let old = #"{"input":1,"cachedInput":2,"cacheWrite":3,"output":4,"reasoning":5,"isEstimated":false}"#
        let usage = try JSONDecoder().decode(Usage.self, from: Data(old.utf8))
        #expect(usage == Usage(input: 1, cachedInput: 2, cacheWrite: 3, output: 4, reasoning: 5))
    }
}
