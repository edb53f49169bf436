/// Tells what language a text is in, by the words that every text of a language has and by letters that few languages have.
///
/// For each script apart, since a text may hold several. Cheap, and only as good as the choice of stop words and stems
/// needs; a text without any sign is taken for the usual language of its script.
package enum LanguageDetector {
    /// The languages of a text, by script and sentence.
    struct Finding {
        fileprivate var main: [Script: TextLanguage]
        fileprivate var sentences: [Int: [Script: TextLanguage]]

        /// The language of a word; nil where its script does not tell.
        func language(of script: Script, sentence: Int) -> TextLanguage? {
            sentences[sentence]?[script] ?? main[script] ?? script.usual
        }
    }

    /// - Parameter known: the language that the text is said to be in; a sentence may still be in another.
    static func languages(of words: [Word], known: TextLanguage? = nil) -> Finding {
        var whole = Signs()
        var parts: [Int: Signs] = [:]
        for word in words {
            guard case .letters(let script) = word.shape else { continue }
            let signs = signs(of: word.text, script)
            guard !signs.isEmpty else { continue }
            whole.add(signs, of: word.text)
            parts[word.sentence, default: Signs()].add(signs, of: word.text)
        }
        var main = whole.best
        if let known { main[known.script] = known }
        // Another language within the text: its own words stand there, and more of them than of the text's.
        let sentences = parts.compactMapValues { signs -> [Script: TextLanguage]? in
            let others = signs.best.filter { script, language in
                guard let usual = main[script], usual != language else { return false }
                return signs.words[language, default: []].count >= 2
                    && signs.weight[language, default: 0] > 2 * signs.weight[usual, default: 0]
            }
            return others.isEmpty ? nil : others
        }
        return Finding(main: main, sentences: sentences)
    }

    /// The language of `text`, by what most of its letters are in; nil when it has no words, or shows no language.
    package static func language(of text: String) -> TextLanguage? {
        let words = WordScanner.words(of: text)
        var letters: [Script: Int] = [:]
        for word in words {
            if case .letters(let script) = word.shape { letters[script, default: 0] += word.text.unicodeScalars.count }
        }
        guard let script = letters.max(by: { $0.value < $1.value })?.key else { return nil }
        return languages(of: words).main[script]
    }

    private struct Signs {
        var weight: [TextLanguage: Double] = [:]
        /// Which words speak for a language.
        var words: [TextLanguage: Set<String>] = [:]

        mutating func add(_ signs: [TextLanguage], of word: String) {
            for language in signs {
                weight[language, default: 0] += 1 / Double(signs.count)
                words[language, default: []].insert(word)
            }
        }

        /// The likeliest language of each script.
        var best: [Script: TextLanguage] {
            var best: [Script: TextLanguage] = [:]
            for language in TextLanguage.allCases {
                guard let weight = weight[language] else { continue }
                let script = language.script
                // Where two are as likely it is the usual one.
                if let rival = best[script] {
                    let held = self.weight[rival, default: 0]
                    if weight < held || weight == held && language != script.usual { continue }
                }
                best[script] = language
            }
            return best
        }
    }

    /// The languages that `word` speaks for.
    private static func signs(of word: String, _ script: Script) -> [TextLanguage] {
        // A Latin letter alone is a symbol as often as a word.
        if word.utf8.count == 1 { return [] }
        let languages = StopWords.languages(word)
        guard languages.isEmpty else { return languages }
        for scalar in word.unicodeScalars where scalar.value >= 0x80 {
            if let languages = letters[scalar] { return languages.filter { $0.script == script } }
        }
        return []
    }

    /// Letters that few languages have.
    private static let letters: [Unicode.Scalar: [TextLanguage]] = {
        let list: KeyValuePairs<String, [TextLanguage]> = [
            "ß": [.german], "ñ": [.spanish], "ãõ": [.portuguese], "øæ": [.danish, .norwegian],
            "å": [.swedish, .danish, .norwegian],
            "őű": [.hungarian], "ğı": [.turkish], "łżśźćń": [.polish], "řěů": [.czech], "ăţ": [.romanian],
            "ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ": [.vietnamese], "ėįųū": [.lithuanian],
            "іїєґ": [.ukrainian], "ыэ": [.russian], "ђјљњћџ": [.serbian], "پچژگ": [.persian, .urdu], "ٹڈڑںےہ": [.urdu],
        ]
        var letters: [Unicode.Scalar: [TextLanguage]] = [:]
        for (scalars, languages) in list {
            for scalar in scalars.unicodeScalars { letters[scalar] = languages }
        }
        return letters
    }()
}
