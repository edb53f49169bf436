/// An amount of US dollars to the picodollar, the trillionth part: one token at $0.000001 for a million of them costs one.
///
/// Prices of tokens are decimals, and sums of binary fractions of them drift; whole numbers do not. The largest amount is
/// some 9.2 million dollars. What would be more than that is nil and never wraps around.
package struct Money: Sendable, Hashable {
    package let picodollars: Int64

    package static let zero = Money(picodollars: 0)

    package init(picodollars: Int64) {
        self.picodollars = picodollars
    }

    /// Dollars as a plain decimal with at most twelve places, such as `0.0000375`; nil for anything else.
    package init?(_ decimal: some StringProtocol) {
        guard let picodollars = scaled(decimal, places: 12) else { return nil }
        self.init(picodollars: picodollars)
    }

    /// In dollars, rounded: for charts and for columns that people sum up by hand.
    package var dollars: Double { Double(picodollars) / 1e12 }

    /// nil where the sum is too large.
    package func adding(_ other: Money) -> Money? {
        let (sum, overflow) = picodollars.addingReportingOverflow(other.picodollars)
        return overflow ? nil : Money(picodollars: sum)
    }

    /// nil where the difference is too large.
    package func subtracting(_ other: Money) -> Money? {
        let (difference, overflow) = picodollars.subtractingReportingOverflow(other.picodollars)
        return overflow ? nil : Money(picodollars: difference)
    }

    /// nil where the product is too large.
    package func times(_ count: Int) -> Money? {
        let (product, overflow) = picodollars.multipliedReportingOverflow(by: Int64(count))
        return overflow ? nil : Money(picodollars: product)
    }
}

extension Money: Comparable {
    package static func < (a: Money, b: Money) -> Bool { a.picodollars < b.picodollars }
}

extension Money: CustomStringConvertible {
    /// Dollars to the last digit, such as `0.0000375`, without zeros that say nothing.
    package var description: String { plainDecimal(picodollars, places: 12) }
}

/// Coded as the whole number of picodollars.
extension Money: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(picodollars: try decoder.singleValueContainer().decode(Int64.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(picodollars)
    }
}

/// The whole number that a plain decimal is after its point has moved `places` to the right.
/// - Returns: nil for what is no plain decimal, has more places (but for zeros), or is too large.
package func scaled(_ decimal: some StringProtocol, places: Int) -> Int64? {
    var digits = decimal.utf8[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    var value: Int64 = 0
    var placesLeft: Int?
    var isEmpty = true
    for byte in digits {
        if byte == UInt8(ascii: "."), placesLeft == nil, !isEmpty {
            (placesLeft, isEmpty) = (places, true)
            continue
        }
        guard (48...57).contains(byte) else { return nil }
        isEmpty = false
        if let left = placesLeft {
            if left == 0 {
                guard byte == 48 else { return nil }
                continue
            }
            placesLeft = left - 1
        }
        guard let next = value.shifted(adding: Int64(byte - 48)) else { return nil }
        value = next
    }
    guard !isEmpty else { return nil }
    for _ in 0..<(placesLeft ?? places) {
        guard let next = value.shifted(adding: 0) else { return nil }
        value = next
    }
    return isNegative ? -value : value
}

/// The reverse of ``scaled(_:places:)``.
package func plainDecimal(_ value: Int64, places: Int) -> String {
    var digits = String(value.magnitude)
    if digits.count <= places { digits = String(repeating: "0", count: places + 1 - digits.count) + digits }
    let point = digits.index(digits.endIndex, offsetBy: -places)
    var fraction = digits[point...]
    while fraction.last == "0" { fraction.removeLast() }
    return (value < 0 ? "-" : "") + digits[..<point] + (fraction.isEmpty ? "" : "." + fraction)
}

extension Int64 {
    fileprivate func shifted(adding digit: Int64) -> Int64? {
        let (product, overflow) = multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        let (sum, carry) = product.addingReportingOverflow(digit)
        return carry ? nil : sum
    }
}
