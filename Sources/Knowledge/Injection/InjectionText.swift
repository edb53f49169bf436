import Foundation

/// A text as words with what they mean here, and where something is only quoted.
struct InjectionText {
    struct Token {
        var word: String
        var sentence: Int
        var isQuoted: Bool
    }

    /// A word or several that mean something.
    struct Mark {
        var sign: InjectionSign
        var tokens: ClosedRange<Int>
        var sentence: Int
        var isQuoted: Bool
    }

    private(set) var tokens: [Token] = []
    private(set) var marks: [Mark] = []

    init(_ text: String) {
        read(text)
        for index in tokens.indices {
            for (sign, count) in PhraseIndex.shared.matches(at: index, in: tokens) {
                marks.append(
                    Mark(
                        sign: sign, tokens: index...index + count - 1, sentence: tokens[index].sentence,
                        isQuoted: tokens[index].isQuoted))
            }
        }
        discussion = measureDiscussion()
    }

    /// A quotation is shorter than a page.
    private static let longestQuote = 40

    func marks(_ sign: InjectionSign) -> [Mark] { marks.filter { $0.sign == sign } }

    /// Whether a sentence wants what people said to be sent somewhere, or put into something.
    var asksToSend: Bool {
        marks(.send).contains { send in
            marks.contains { $0.sign == .conversation && $0.sentence == send.sentence }
        }
    }

    /// What is left of a sign's weight in a text that talks about attacks: 1 in one that does not.
    private(set) var discussion = 1.0

    private func measureDiscussion() -> Double {
        let said = Set(marks(.discussion).map { tokens[$0.tokens.lowerBound].word.prefix(6) })
        switch said.count {
        case 0: return 1
        case 1: return 0.75
        case 2: return 0.6
        default: return 0.5
        }
    }

    // MARK: Words

    private static let closing: [Unicode.Scalar: Unicode.Scalar] = [
        "\u{201C}": "\u{201D}", "\u{201E}": "\u{201C}", "\u{AB}": "\u{BB}", "\u{300C}": "\u{300D}", "\u{300E}": "\u{300F}",
        "\u{300A}": "\u{300B}", "\"": "\"", "`": "`",
    ]

    private mutating func read(_ text: String) {
        // Without accents, vowel signs, and what is wide or small only.
        let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
        let scalars = Array((isPlain ? text : text.decomposedStringWithCompatibilityMapping).lowercased().unicodeScalars)
        var word = String.UnicodeScalarView()
        var sentence = 0
        var quote: (end: Unicode.Scalar, begin: Int)?
        var index = 0
        func finish(_ tokens: inout [Token]) {
            guard !word.isEmpty else { return }
            tokens.append(Token(word: Self.unmasked(word), sentence: sentence, isQuoted: quote != nil))
            word = String.UnicodeScalarView()
        }
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            if Self.isIgnored(scalar) { continue }
            if scalar.isIdeograph {
                finish(&tokens)
                let rest = scalars[(index - 1)..<min(index - 1 + PhraseIndex.longestIdeographs, scalars.count)]
                let found = PhraseIndex.shared.ideographs(at: rest)
                tokens.append(Token(word: found, sentence: sentence, isQuoted: quote != nil))
                index += found.unicodeScalars.count - 1
                continue
            }
            if scalar.isWordly {
                word.append(contentsOf: Self.plain(scalar))
                continue
            }
            // `don't` is one word.
            if scalar == "'" || scalar == "\u{2019}", !word.isEmpty, index < scalars.count, scalars[index].isWordly {
                continue
            }
            finish(&tokens)
            if let open = quote, scalar == open.end {
                if tokens.count - open.begin > Self.longestQuote { unquote(from: open.begin) }
                quote = nil
            } else if quote == nil, let end = Self.closing[scalar], !(scalar == "\"" && Self.endsCell(scalars, before: index - 1))
            {
                quote = (end, tokens.count)
            }
            let endsParagraph = scalar == "\n" && index < scalars.count && scalars[index] == "\n"
            if endsParagraph || [".", "!", "?", "\u{3002}", "\u{FF01}", "\u{FF1F}", "\u{61F}"].contains(scalar) { sentence += 1 }
            if endsParagraph, let open = quote {
                // It was never closed, and so it was none.
                unquote(from: open.begin)
                quote = nil
            }
        }
        finish(&tokens)
        if let quote { unquote(from: quote.begin) }
    }

    private mutating func unquote(from begin: Int) {
        for place in begin..<tokens.count { tokens[place].isQuoted = false }
    }

    /// Tables put cells into quotes that nobody says.
    private static func endsCell(_ scalars: [Unicode.Scalar], before index: Int) -> Bool {
        index > 0 && [",", ";", "\t"].contains(scalars[index - 1])
    }

    private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return false }
        return switch scalar.properties.generalCategory {
        case .nonspacingMark, .format: true
        default: scalar.value == 0x640
        }
    }

    /// Letters that are written one way or another.
    private static func plain(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar {
        case "\u{DF}": ["s", "s"]
        case "\u{649}": ["\u{64A}"]
        case "\u{629}": ["\u{647}"]
        default: [scalar]
        }
    }

    /// Letters of other scripts that only look like Latin ones, in a word that has both, are those that they look like.
    private static func unmasked(_ word: String.UnicodeScalarView) -> String {
        guard word.contains(where: { (0x0370...0x052F).contains($0.value) }), word.contains(where: { $0.isASCII }) else {
            return String(word)
        }
        return String(String.UnicodeScalarView(word.map { lookalikes[$0] ?? $0 }))
    }

    private static let lookalikes: [Unicode.Scalar: Unicode.Scalar] = [
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "і": "i", "ѕ": "s", "ј": "j", "ԁ": "d", "ո": "n",
        "α": "a", "ε": "e", "ι": "i", "ο": "o", "ρ": "p", "ν": "v", "τ": "t",
    ]
}

extension Unicode.Scalar {
    /// Of the script that is written without blanks between words.
    var isIdeograph: Bool { (0x3400...0x9FFF).contains(value) }

    /// Of a word or a number.
    fileprivate var isWordly: Bool {
        if isASCII { return (0x61...0x7A).contains(value) || (0x30...0x39).contains(value) || (0x41...0x5A).contains(value) }
        return properties.isAlphabetic || properties.numericType != nil
    }
}
