/// What a passage is found by.
struct PassageTerms: Sendable, Hashable {
    /// How often each term is there.
    var counts: [String: Int] = [:]
    /// How many words it has, without stop words.
    var length = 0
    /// The languages that its words were read in.
    var languages: Set<TextLanguage> = []
}

/// One word of a question.
struct QuestionWord: Sendable, Hashable {
    /// The terms that stand for it, one for each language that it may be in; never empty.
    var terms: [String]
    /// How often the question says it.
    var count = 1
    /// Whether it says something of what is asked about: neither a word that only asks, wherever the question says it (see
    /// ``AskingWords``), nor a character beside a pair with it, which says the same once more.
    var tells = true
}

/// Turns texts into the terms by which passages are found: the same for what is indexed and for what is asked.
///
/// Words lose their endings (Snowball), stop words are left out, Chinese, Japanese and Korean become single characters and
/// pairs, other scripts without spaces pairs. It keeps stemmers, so it stays where it was made.
final class TextAnalyzer {
    private var stemmers: [TextLanguage: Stemmer] = [:]

    /// - Parameter language: what the text is said to be in; nil to find out.
    func passage(_ text: String, language: TextLanguage?) -> PassageTerms {
        let words = WordScanner.words(of: text)
        let found = LanguageDetector.languages(of: words, known: language)
        var terms = PassageTerms()
        for word in words where !word.isGrammar {
            guard case .letters(let script) = word.shape else {
                for term in word.pieces {
                    terms.counts[term, default: 0] += 1
                    terms.length += 1
                }
                continue
            }
            let language = found.language(of: script, sentence: word.sentence)
            if let language {
                terms.languages.insert(language)
                if StopWords.contains(word.text, language) { continue }
            }
            let term = stem(word.text, language)
            terms.counts[term, default: 0] += 1
            terms.length += 1
            // For who asks without accents; it makes the passage no longer.
            if script == .latin, let plain = LetterForms.plain(word.text) {
                let other = stem(plain, language)
                if other != term { terms.counts[other, default: 0] += 1 }
            }
        }
        return terms
    }

    /// The words of a question, in the order in which they are first said.
    /// - Parameter languages: those of the passages that are searched.
    func question(_ text: String, languages: Set<TextLanguage>) -> [QuestionWord] {
        let words = WordScanner.words(of: text)
        let found = LanguageDetector.languages(of: words)
        let candidates = Dictionary(grouping: languages.sorted { $0.rawValue < $1.rawValue }, by: \.script)
        var result: [QuestionWord] = []
        var positions: [[String]: Int] = [:]
        func add(_ terms: [String], tells: Bool) {
            if let position = positions[terms] {
                result[position].count += 1
                result[position].tells = result[position].tells || tells
            } else {
                positions[terms] = result.count
                result.append(QuestionWord(terms: terms, tells: tells))
            }
        }
        for (index, word) in words.enumerated() where !word.isGrammar {
            guard case .letters(let script) = word.shape else {
                for (term, tells) in zip(word.pieces, word.telling) { add([term], tells: tells) }
                continue
            }
            let tells = !AskingWords.contains(word.text, after: index > 0 ? words[index - 1].text : nil)
            let own = found.language(of: script, sentence: word.sentence)
            if let own, StopWords.contains(word.text, own) { continue }
            // A passage in another language may hold what is asked for; there the word has another stem.
            let others = candidates[script] ?? []
            var terms: [String] = []
            for language in others.isEmpty ? [own] : others.map(Optional.some) {
                if let language, StopWords.contains(word.text, language) { continue }
                let term = stem(word.text, language)
                if !terms.contains(term) { terms.append(term) }
            }
            if !terms.isEmpty { add(terms, tells: tells) }
        }
        return result
    }

    /// The language stands before the stem, so that a word of one language never meets the chance stem of another.
    private func stem(_ word: String, _ language: TextLanguage?) -> String {
        guard let language else { return word }
        let word = language == .arabic ? LetterForms.withoutConjunction(word) : word
        let stem = stemmer(language)?.stem(word) ?? word
        return "\(language.rawValue):\(language.script == .arabic ? LetterForms.arabic(stem) : stem)"
    }

    private func stemmer(_ language: TextLanguage) -> Stemmer? {
        if let stemmer = stemmers[language] { return stemmer }
        let stemmer = Stemmer(language)
        stemmers[language] = stemmer
        return stemmer
    }
}

extension Word {
    /// Whether it is what an apostrophe cuts off: the `l` of `l'eau`, the `s` of `dog's`.
    fileprivate var isGrammar: Bool {
        isElided && text.unicodeScalars.count <= 2 || isSuffixed && Self.suffixes.contains(text)
    }

    private static let suffixes: Set<String> = ["s", "t", "d", "m", "ll", "re", "ve"]

    /// The terms of a word that is not of letters.
    fileprivate var pieces: [String] {
        switch shape {
        case .letters, .number: return [text]
        case .ideographs:
            let characters = text.unicodeScalars.map(String.init)
            return characters + Self.pairs(characters)
        case .syllables:
            let characters = text.map(String.init)
            return characters.count == 1 ? characters : Self.pairs(characters)
        }
    }

    /// Of each of the ``pieces`` whether it tells something; see ``QuestionWord/tells``. A pair with a character of a word that asks is
    /// no word.
    fileprivate var telling: [Bool] {
        guard shape == .ideographs else { return pieces.map { _ in true } }
        let asks = AskingWords.places(in: text.unicodeScalars.map(String.init))
        let pairs = zip(asks, asks.dropFirst()).map { !$0 && !$1 }
        let characters = asks.indices.map { index in
            !asks[index] && !(index > 0 && pairs[index - 1]) && !(index < pairs.count && pairs[index])
        }
        return characters + pairs
    }

    private static func pairs(_ parts: [String]) -> [String] { zip(parts, parts.dropFirst()).map { $0 + $1 } }
}
