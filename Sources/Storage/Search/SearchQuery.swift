/// What somebody looks for: words, or parts of them, that must all be there. Nothing in it has a meaning of its own.
package struct SearchQuery: Sendable, Hashable {
    /// Never empty.
    package let terms: [String]

    /// - Parameter text: as it was typed; what is beyond 200 characters and 8 words is left out.
    /// - Returns: nil when there is nothing to look for in it.
    package init?(_ text: String) {
        let cleaned = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? " " : $0 })).prefix(200)
        let words = cleaned.split(whereSeparator: \.isWhitespace).map(Self.unquoted)
        terms = Array(words.filter { !$0.isEmpty }.prefix(8))
        if terms.isEmpty { return nil }
    }

    private static let quotes: Set<Character> = ["\"", "'", "“", "”", "„", "‘", "’", "«", "»", "「", "」", "*"]

    private static func unquoted(_ word: Substring) -> String {
        var word = word
        while let first = word.first, quotes.contains(first) { word = word.dropFirst() }
        while let last = word.last, quotes.contains(last) { word = word.dropLast() }
        return String(word)
    }

    /// A pattern for LIKE with `ESCAPE '!'`.
    static func pattern(_ term: String) -> String {
        var pattern = "%"
        for scalar in term.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "!" { pattern += "!" }
            pattern.unicodeScalars.append(scalar)
        }
        return pattern + "%"
    }

    /// Whether SQLite's index of trigrams can find it.
    static func hasTrigrams(_ term: String) -> Bool { term.unicodeScalars.count >= 3 }

    /// Whether PostgreSQL takes it for one word: letters and digits of a script that puts spaces between words.
    static func isWord(_ term: String) -> Bool {
        term.unicodeScalars.allSatisfy { scalar in
            guard scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal else { return false }
            switch scalar.value {
            // Thai to Myanmar, Khmer, and everything from the CJK radicals on that is not Hangul or a Latin compatibility form.
            case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x2E80...0xA4CF, 0xF900...0xFAFF, 0xFF00...0xFFEF,
                0x20000...0x3FFFF:
                return false
            default:
                return true
            }
        }
    }
}
