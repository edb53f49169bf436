/// What words mean in an order to a model.
enum InjectionSign: Sendable, Hashable {
    /// Not to heed something: `ignore`. Stands before what is not to be heeded.
    case override
    /// The same, of languages where it may stand behind it.
    case overrideLast
    /// What was there before, or all of it: `previous`.
    case scope
    /// What one is told: `instructions`.
    case instruction
    /// The same, in a word that stands for other things as often: `rules`.
    case rule
    /// Somebody's own, as in letters: `our previous instructions`.
    case ours
    /// A role that is given: `you are now`.
    case persona
    /// Without bounds: `unrestricted`.
    case unbound
    /// A language model: `AI assistant`.
    case model
    /// A model that is spoken to: `if you are an AI`.
    case addressed
    /// What an answer is to be: `your answer must`.
    case answer
    /// To show something: `reveal`.
    case disclose
    /// What a model itself was told: `your system prompt`.
    case ownInstruction
    /// What is not for everybody: `passwords`.
    case secret
    /// That something is to be kept from somebody: `do not tell the user`.
    case secrecy
    /// To put something somewhere: `append`.
    case send
    /// What was said: `chat history`.
    case conversation
    /// To have a tool called.
    case tool
    /// That the text talks about attacks, or gives examples.
    case discussion
    /// That something holds only sometimes: `if`.
    case condition
    /// Stands before a verb that is no order: `to`, `never`.
    case reported
}

/// Finds words and phrases among tokens.
struct PhraseIndex: Sendable {
    private struct Phrase: Sendable {
        /// Each a whole word, or the beginning of one when it ends with `*`.
        var words: [String]
        var sign: InjectionSign
    }

    static let shared = PhraseIndex(
        [
            InjectionWords.english, InjectionWords.german, InjectionWords.french, InjectionWords.spanish, InjectionWords.chinese,
            InjectionWords.arabic,
        ])
    /// The most scalars of a word that is written without blanks around it.
    static let longestIdeographs = 8
    private static let keyLength = 3

    private var whole: [String: [Phrase]] = [:]
    /// By the first letters of the stem.
    private var stems: [String: [Phrase]] = [:]
    private var ideographs: Set<String> = []

    init(_ lists: [[(InjectionSign, String)]]) {
        for (sign, list) in lists.joined() {
            for text in list.split(separator: ",") {
                let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
                guard let first = words.first else { continue }
                let phrase = Phrase(words: words, sign: sign)
                if first.hasSuffix("*") {
                    stems[String(first.dropLast().prefix(Self.keyLength)), default: []].append(phrase)
                } else {
                    whole[first, default: []].append(phrase)
                }
                if first.unicodeScalars.first?.isIdeograph == true { ideographs.insert(first) }
            }
        }
    }

    /// What begins with the token at `index`, and how many tokens each is.
    func matches(at index: Int, in tokens: [InjectionText.Token]) -> [(InjectionSign, Int)] {
        var found: [(InjectionSign, Int)] = []
        for word in Self.forms(of: tokens[index].word) {
            for phrase in whole[word] ?? [] where fits(phrase, at: index, in: tokens) {
                found.append((phrase.sign, phrase.words.count))
            }
            for phrase in stems[String(word.prefix(Self.keyLength))] ?? []
            where word.hasPrefix(phrase.words[0].dropLast()) && fits(phrase, at: index, in: tokens) {
                found.append((phrase.sign, phrase.words.count))
            }
        }
        return found
    }

    private func fits(_ phrase: Phrase, at index: Int, in tokens: [InjectionText.Token]) -> Bool {
        guard index + phrase.words.count <= tokens.count else { return false }
        for offset in phrase.words.indices.dropFirst() {
            let (pattern, token) = (phrase.words[offset], tokens[index + offset])
            guard token.sentence == tokens[index].sentence else { return false }
            let fits = Self.forms(of: token.word).contains {
                pattern.hasSuffix("*") ? $0.hasPrefix(pattern.dropLast()) : $0 == pattern
            }
            guard fits else { return false }
        }
        return true
    }

    /// The longest word that begins there, or one scalar.
    func ideographs(at scalars: ArraySlice<Unicode.Scalar>) -> String {
        for count in stride(from: scalars.count, to: 1, by: -1) {
            let word = String(String.UnicodeScalarView(scalars.prefix(count)))
            if ideographs.contains(word) { return word }
        }
        return String(String.UnicodeScalarView(scalars.prefix(1)))
    }

    /// Arabic writes `and`, `the` and others as a part of the word.
    private static func forms(of word: String) -> [String] {
        guard let first = word.unicodeScalars.first, (0x0600...0x06FF).contains(first.value) else { return [word] }
        var forms = [word]
        for prefix in ["وال", "بال", "فال", "لل", "ال", "و", "ف", "ب", "ل"]
        where word.hasPrefix(prefix) && word.count > prefix.count + 2 {
            forms.append(String(word.dropFirst(prefix.count)))
        }
        return forms
    }
}
