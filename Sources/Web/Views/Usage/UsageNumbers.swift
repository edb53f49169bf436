import LanguageModel

/// Numbers as the pages about usage write them, alike in every language.
enum UsageNumbers {
    /// `12 345`, with narrow spaces that do not break.
    static func count(_ value: Int) -> String {
        let digits = String(value)
        guard digits.count > 4 else { return digits }
        var text = ""
        for (position, digit) in digits.enumerated() {
            if position > 0, (digits.count - position).isMultiple(of: 3) { text += "\u{202F}" }
            text.append(digit)
        }
        return text
    }

    /// Dollars; to four places from a cent on, to the last digit below. What is unknown is a dash and never 0.
    static func money(_ money: Money?) -> String {
        guard let money else { return "–" }
        let places: Int64 = 100_000_000
        guard money.picodollars >= 10_000_000_000, money.picodollars < .max - places else { return "$\(money)" }
        return "$\(Money(picodollars: (money.picodollars + places / 2) / places * places))"
    }

    /// `850 ms`, `1.2 s`, which do not break.
    static func time(_ milliseconds: Double) -> String {
        milliseconds < 1000 ? "\(Int(milliseconds.rounded()))\u{A0}ms" : "\(rounded(milliseconds / 1000))\u{A0}s"
    }

    static func share(_ value: Double?) -> String {
        value.map { "\(rounded($0 * 100))\u{A0}%" } ?? "–"
    }

    /// To one place, without a zero that says nothing.
    private static func rounded(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? count(tenths / 10) : "\(count(tenths / 10)).\(tenths % 10)"
    }
}
