import LanguageModel

/// What a setting's text may be.
enum SettingType: Hashable, Sendable {
    case text
    case integer(ClosedRange<Int>)
    case boolean
    /// `300ms`, `5s`, `1m30s`, `2h`, `30d`.
    case duration
    /// `512KB`, `10MB`, `1GiB`.
    case size
    case choice([String])
    case url
    case path
    case secret
    /// A list, or in the environment a comma-separated line.
    case list
    /// A list of `provider:model`.
    case models
    /// `sqlite` or a `postgres://` address.
    case database
    /// Dollars for a million tokens.
    case price
    /// Dollars.
    case money
    /// From 0 to 1.
    case fraction

    /// For the reference and for error messages.
    var label: String {
        switch self {
        case .text: "text"
        case .integer(let range):
            range.upperBound == .max
                ? "a whole number from \(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "true or false"
        case .duration: "a duration such as 300ms, 5s or 10m"
        case .size: "a size such as 512KB or 10MB"
        case .choice(let names):
            names.count == 1 ? names[0] : names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        case .url: "an address that starts with http:// or https://"
        case .path: "a path"
        case .secret: "a secret (${NAME} or file:PATH keep it out of the file)"
        case .list: "a list of texts"
        case .models: "a list of provider:model"
        case .price: "dollars for a million tokens: 0 to 10000 with at most six decimals, such as 0.15"
        case .money: "dollars: 0 to 1000000 with at most twelve decimals, such as 5 or 0.25"
        case .fraction: "a number from 0 to 1, such as 0.95"
        case .database: "sqlite or postgres://user:password@host:port/name"
        }
    }

    var isList: Bool { self == .list || self == .models }

    /// Whether its value must never be shown.
    var isSecret: Bool { self == .secret || self == .database }
}

/// A duration as people write it: numbers with `ms`, `s`, `m`, `h` or `d`, largest unit first; nil for anything else.
func parseDuration(_ text: String) -> Duration? {
    var rest = text[...]
    var total = Duration.zero
    var smallestUnit = Double.infinity
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
        let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits), digits.first != ".", digits.last != "." else { return nil }
        rest = rest.dropFirst(digits.count)
        let unit = rest.prefix { $0.isASCII && $0.isLetter }
        rest = rest.dropFirst(unit.count)
        let seconds: Double
        switch unit {
        case "ms": seconds = 0.001
        case "s": seconds = 1
        case "m": seconds = 60
        case "h": seconds = 3600
        case "d": seconds = 86_400
        default: return nil
        }
        guard seconds < smallestUnit else { return nil }
        smallestUnit = seconds
        let milliseconds = (number * seconds * 1000).rounded()
        guard milliseconds <= 1e12 else { return nil }
        total += .milliseconds(Int(milliseconds))
    }
    return total
}

/// A size in bytes: a whole number with `B`, `KB`, `MB`, `GB` (thousands) or `KiB`, `MiB`, `GiB` (1024s).
func parseSize(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits) else { return nil }
    let factor: Int
    switch text.dropFirst(digits.count).drop(while: { $0 == " " }).lowercased() {
    case "b": factor = 1
    case "kb": factor = 1000
    case "mb": factor = 1_000_000
    case "gb": factor = 1_000_000_000
    case "kib": factor = 1 << 10
    case "mib": factor = 1 << 20
    case "gib": factor = 1 << 30
    default: return nil
    }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow || product == 0 ? nil : product
}

func parseBoolean(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0": false
    default: nil
    }
}

/// An http(s) address without the slash at its end; nil for anything else, and for one that holds a user or password,
/// since addresses are shown.
func parseURL(_ text: String) -> String? {
    var text = text[...]
    while text.hasSuffix("/") { text = text.dropLast() }
    guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) else { return nil }
    let host = text.dropFirst(scheme.count).prefix { $0 != "/" }
    guard !host.isEmpty, !host.contains("@"), !text.contains(where: { $0.isWhitespace || $0 == "?" || $0 == "#" }) else {
        return nil
    }
    return String(text)
}
