import Foundation

/// A piece of text as it is compared, in lower case and in Unicode's compatible form (NFKC).
struct Word: Hashable {
    enum Shape: Hashable {
        case letters(Script)
        case number
        /// A run of Chinese, Japanese or Korean characters.
        case ideographs
        /// A run of a script that puts no spaces between words.
        case syllables
    }

    var text: String
    var shape: Shape
    /// Which sentence of the text it is in; sentences are told apart roughly.
    var sentence: Int
    /// Whether an apostrophe parts it from the word after it, and from the one before.
    var isElided = false
    var isSuffixed = false
}

/// Finds the words of a text.
struct WordScanner {
    private enum State: Hashable {
        case between
        case letters(Script)
        case number
        case ideographs
        case syllables
    }

    private var words: [Word] = []
    private var current = String.UnicodeScalarView()
    private var state = State.between
    private var sentence = 0
    /// The last word ended with an apostrophe, right before the next character.
    private var afterApostrophe = false
    /// That was so where the current word began.
    private var isSuffixed = false
    /// A point came after digits, and belongs to the number when a digit follows.
    private var hasPoint = false

    /// In Unicode scalars. What is longer is no word that anybody types whole.
    private static let longest = 64

    static func words(of text: String) -> [Word] {
        var scanner = WordScanner()
        // What is plain ASCII is in every normal form already.
        let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
        let lower = isPlain ? text.lowercased() : text.precomposedStringWithCompatibilityMapping.lowercased()
        for scalar in lower.unicodeScalars { scanner.take(scalar) }
        scanner.end()
        return scanner.words
    }

    private mutating func take(_ scalar: Unicode.Scalar) {
        switch ScalarClass(scalar) {
        case .letter(let script): takeLetter(LetterForms.written(scalar), script)
        case .digit(let value): takeDigit(Unicode.Scalar(0x30 + value))
        case .mark:
            // A mark alone is nothing. The dot of a Turkish capital I is left over from lower case.
            if state != .between, state != .number, scalar.value != 0x307 { current.append(scalar) }
        case .nothing: break
        case .ideograph: take(scalar, as: .ideographs)
        case .syllable: take(scalar, as: .syllables)
        case .apostrophe:
            switch state {
            case .letters(.latin):
                end()
                afterApostrophe = true
                return
            case .letters: return  // Part of the word in Ukrainian, Hebrew and others.
            default: end()
            }
        case .point:
            if state == .number, !hasPoint {
                hasPoint = true
                return
            }
            end()
            if scalar == "." { sentence += 1 }
        case .sentenceEnd:
            end()
            sentence += 1
        case .other: end()
        }
        afterApostrophe = false
    }

    private mutating func takeLetter(_ scalar: Unicode.Scalar, _ script: Script) {
        switch state {
        case .letters(script): break
        case .number where !hasPoint: state = .letters(script)
        default:
            end()
            state = .letters(script)
            isSuffixed = afterApostrophe
        }
        current.append(scalar)
    }

    private mutating func takeDigit(_ digit: Unicode.Scalar) {
        switch state {
        case .letters: break
        case .number:
            if hasPoint { current.append(".") }
            hasPoint = false
        default:
            end()
            state = .number
        }
        current.append(digit)
    }

    private mutating func take(_ scalar: Unicode.Scalar, as next: State) {
        if state != next {
            end()
            state = next
        }
        current.append(scalar)
    }

    private mutating func end() {
        defer {
            current = String.UnicodeScalarView()
            state = .between
            isSuffixed = false
            if hasPoint { sentence += 1 }
            hasPoint = false
        }
        let shape: Word.Shape
        switch state {
        case .between: return
        case .letters(let script): shape = .letters(script)
        case .number: shape = .number
        case .ideographs: shape = .ideographs
        case .syllables: shape = .syllables
        }
        var text = String(current)
        switch shape {
        case .number: text = Self.number(String(current.prefix(Self.longest)))
        case .letters: text = String(current.prefix(Self.longest))
        case .ideographs, .syllables: break
        }
        var word = Word(text: text, shape: shape, sentence: sentence)
        if isSuffixed, let last = words.indices.last {
            words[last].isElided = true
            word.isSuffixed = true
        }
        words.append(word)
    }

    /// `1.000` and `1,000` are `1000`; all else keeps its points.
    private static func number(_ text: String) -> String {
        let groups = text.split(separator: ".")
        guard groups.count > 1, groups[0].count <= 3, groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return text }
        return groups.joined()
    }
}
