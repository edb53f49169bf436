/// A passage made ready for comparing claims with it.
struct CitedPassage {
    /// A sentence of it, a row of a table, an item of a list.
    struct Part {
        /// Unicode scalars into the passage's text.
        var range: Range<Int>
        var terms: Set<String>
        var numbers: Set<String>
        var cased: [CasedWord]
        var words: [Word]
        var clauses: [Clause]
    }

    /// A part of a sentence that says one thing.
    struct Clause {
        var terms: Set<String>
        var isNegative: Bool
        /// Of what it says that it is not there: "without water".
        var absent: Set<String>
    }

    var parts: [Part] = []
    /// What stands above it: the document's title and headings.
    var context: Part
    var terms: Set<String>
    /// Words as they are written, in lower case.
    var words: Set<String>
    var languages: Set<TextLanguage>
    var language: WrittenLanguage?
    let quotable: QuotedWords

    /// - Parameter headings: what stands above it, the document's title included.
    init(text: String, headings: [String], language: String?, analyzer: TextAnalyzer) {
        let known = language.flatMap(TextLanguage.init(tag:))
        quotable = QuotedWords(text)
        self.language = known.map(WrittenLanguage.spaced) ?? WrittenLanguage(of: text)
        var languages: Set<TextLanguage> = []
        func part(_ text: String, _ range: Range<Int>) -> Part {
            let terms = analyzer.passage(text, language: known)
            languages.formUnion(terms.languages)
            let words = WordScanner.words(of: text)
            return Part(
                range: range, terms: Set(terms.counts.keys), numbers: NumberWords(words[...]).readings,
                cased: CasedWord.words(of: text), words: words,
                clauses: Self.clauses(of: text).map { clause in
                    let words = WordScanner.words(of: clause)
                    return Clause(
                        terms: Set(analyzer.passage(clause, language: known).counts.keys),
                        isNegative: Negation.isNegative(words[...]),
                        absent: Set(Negation.absent(words).flatMap { analyzer.passage($0, language: known).counts.keys }))
                })
        }
        parts = Self.sentences(of: text).map { part($0.text, $0.range) }
        context = part(headings.joined(separator: "\n"), 0..<0)
        terms = parts.reduce(into: context.terms) { $0.formUnion($1.terms) }
        words = Set(WordScanner.words(of: text + "\n" + headings.joined(separator: "\n")).map(\.text))
        self.languages = languages
    }

    /// Several as one.
    static func joined(_ passages: [CitedPassage]) -> CitedPassage? {
        guard var whole = passages.first else { return nil }
        for other in passages.dropFirst() {
            whole.parts += other.parts + [other.context]
            whole.terms.formUnion(other.terms)
            whole.words.formUnion(other.words)
            whole.languages.formUnion(other.languages)
        }
        return whole
    }

    /// Pieces of a sentence between its commas, and before words that turn it round.
    static func clauses(of sentence: String) -> [String] {
        var clauses: [String] = []
        var current = ""
        for word in sentence.split(separator: " ", omittingEmptySubsequences: true) {
            if turns.contains(word.lowercased()), !current.isEmpty {
                clauses.append(current)
                current = ""
            }
            for character in word {
                if ",;:，；：、،؛—()".contains(character) {
                    clauses.append(current)
                    current = ""
                } else {
                    current.append(character)
                }
            }
            current += " "
        }
        return (clauses + [current]).filter { $0.contains { !$0.isWhitespace } }
    }

    private static let turns: Set<String> = [
        "but", "except", "unless", "although", "aber", "sondern", "außer", "jedoch", "لكن", "إلا", "但",
    ]

    /// The sentences of a text, with rows and items apart.
    static func sentences(of text: String) -> [(text: String, range: Range<Int>)] {
        let splitter = SentenceSplitter(text: text, limit: 800, cutsAtLines: false)
        var units: [Chunker.Unit] = []
        var block: (start: String.Index, offset: Int)?
        func close(_ end: String.Index, _ offset: Int) {
            if let open = block {
                units += splitter.units(
                    of: Chunker.Unit(range: open.start..<end, start: open.offset, end: offset, weight: 0))
            }
            block = nil
        }
        var index = text.startIndex
        var offset = 0
        /// A row or a heading ends with its line.
        var endsWithLine = false
        while index < text.endIndex {
            let end = text[index...].firstIndex(where: \.isNewline) ?? text.endIndex
            let line = text[index..<end]
            let first = line.first { !$0.isWhitespace }
            if first == nil || endsWithLine || first.map({ "-*+•|#>".contains($0) }) == true || Self.isNumbered(line) {
                close(index, offset)
            }
            if first != nil, block == nil { block = (index, offset) }
            endsWithLine = first == "|" || first == "#"
            index = end < text.endIndex ? text.index(after: end) : end
            offset += line.unicodeScalars.count + (end < text.endIndex ? text[end].unicodeScalars.count : 0)
        }
        close(text.endIndex, offset)
        return units.map { (String(text[$0.range]), $0.start..<$0.end) }
    }

    private static func isNumbered(_ line: Substring) -> Bool {
        let digits = line.drop(while: \.isWhitespace).prefix { $0.isASCII && $0.isNumber }
        guard (1...3).contains(digits.count) else { return false }
        let behind = line[digits.endIndex...].prefix(2)
        return behind == ". " || behind == ") "
    }
}

/// What a text is written in, as far as its words can be compared with another's.
enum WrittenLanguage: Hashable {
    case spaced(TextLanguage)
    /// Chinese, Japanese or Korean.
    case ideographs
    case syllables

    /// nil for a text without words.
    init?(of text: String) {
        var (letters, ideographs, syllables) = (0, 0, 0)
        for word in WordScanner.words(of: text) {
            switch word.shape {
            case .letters: letters += 1
            case .ideographs: ideographs += word.text.unicodeScalars.count
            case .syllables: syllables += word.text.unicodeScalars.count
            case .number: break
            }
        }
        if ideographs > letters, ideographs >= syllables {
            self = .ideographs
        } else if syllables > letters {
            self = .syllables
        } else if letters > 0, let language = LanguageDetector.language(of: text) {
            self = .spaced(language)
        } else {
            return nil
        }
    }
}
