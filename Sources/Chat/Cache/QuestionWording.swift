import Foundation

/// A question's words, for whether another one asks the same.
package struct QuestionWording: Sendable, Hashable {
    /// Composed (NFC), in small letters, with single spaces: questions that differ in nothing else are one.
    package let text: String
    /// In the order in which they are said, in digits or in words.
    private let numbers: [String]
    private let negations: Int
    /// What is written with a capital letter, or with letters and digits; but for how questions begin.
    private let names: Set<String>
    private let words: Set<String>
    /// Whether names can be told from other words: not in scripts without capital letters.
    private let showsNames: Bool

    package init(_ question: String) {
        let composed = question.precomposedStringWithCanonicalMapping
        text = composed.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var (numbers, names, words) = ([String](), Set<String>(), Set<String>())
        var negations = 0
        var beginsSentence = true
        for word in Self.words(of: composed) {
            guard let first = word.first, first.isLetter || first.isNumber else {
                beginsSentence = true
                continue
            }
            let small = word.lowercased().replacing("’", with: "'")
            words.insert(small)
            numbers += Self.numbers(in: small)
            if QuestionWords.negations.contains(small) || small.hasSuffix("n't") { negations += 1 }
            let hasCapital = word.contains(where: \.isUppercase)
            let isMixed = hasCapital && word.dropFirst().contains { $0.isUppercase || $0.isNumber }
            if isMixed || hasCapital && !(beginsSentence && QuestionWords.openers.contains(small)) && small != "i" {
                names.insert(small)
            }
            beginsSentence = false
        }
        self.numbers = numbers
        self.negations = negations
        self.names = names
        self.words = words
        showsNames = !composed.contains { $0.isLetter && !$0.isCased }
    }

    /// Whether nothing in the words speaks against both asking the same: no other number, no "not" more or less, no other name,
    /// no word whose opposite the other has. That they mean the same, it does not say.
    package func mayMean(_ other: QuestionWording) -> Bool {
        if text == other.text { return true }
        guard showsNames, other.showsNames, numbers == other.numbers, negations == other.negations, names == other.names else {
            return false
        }
        let (mine, theirs) = (words.subtracting(other.words), other.words.subtracting(words))
        return !mine.contains { word in theirs.contains { QuestionWords.areOpposite(word, $0) } }
    }

    /// Words, and a full stop for each end of a sentence.
    private static func words(of text: String) -> [Substring] {
        text.split { character in
            !(character.isLetter || character.isNumber || character == "'" || character == "’" || ".!?:;¿¡\n".contains(character))
        }.flatMap { part -> [Substring] in
            var pieces: [Substring] = []
            var rest = part
            while let end = rest.firstIndex(where: { !($0.isLetter || $0.isNumber || $0 == "'" || $0 == "’") }) {
                if end > rest.startIndex { pieces.append(rest[..<end]) }
                pieces.append(".")
                rest = rest[rest.index(after: end)...]
            }
            if !rest.isEmpty { pieces.append(rest) }
            return pieces
        }
    }

    private static func numbers(in word: String) -> [String] {
        if QuestionWords.numbers.contains(word) { return [word] }
        var (found, digits) = ([String](), "")
        for character in word {
            if let value = character.wholeNumberValue {
                digits += String(value)
            } else if !digits.isEmpty {
                found.append(digits)
                digits = ""
            }
        }
        return digits.isEmpty ? found : found + [digits]
    }
}
