/// The part of a passage that says most about a question, whole sentences and in one piece, for who quotes it without having
/// understood it.
package struct Excerpt {
    /// The most characters, unless one paragraph alone has more.
    package static let limit = 600

    /// A paragraph, an item of a list or a row of a table.
    private struct Unit {
        var range: Range<String.Index>
        var length: Int
        var terms: Set<String>
    }

    package let text: String

    /// - Parameter question: its words choose the part; with none of them in `passage` that is its beginning.
    package init(of passage: String, for question: String) {
        guard passage.count > Self.limit else {
            text = passage
            return
        }
        let units = Self.units(of: passage)
        let languages = units.reduce(into: Set<TextLanguage>()) { $0.formUnion($1.languages) }
        let asked = Set(TextAnalyzer().question(question, languages: languages).flatMap(\.terms))
        text = String(passage[Self.part(units.map(\.unit), asked: asked)])
    }

    /// The best unit, with those behind it and then those before it for as long as there is room.
    private static func part(_ units: [Unit], asked: Set<String>) -> Range<String.Index> {
        let holders = asked.reduce(into: [:]) { holders, term in holders[term] = units.count { $0.terms.contains(term) } }
        // A word says more the fewer units have it.
        let worth = units.map { unit in unit.terms.intersection(asked).reduce(0) { $0 + 1 / Double(holders[$1] ?? 1) } }
        let best = worth.indices.max { worth[$0] < worth[$1] || (worth[$0] == worth[$1] && $0 > $1) } ?? 0
        var (first, last, length) = (best, best, units[best].length)
        while last + 1 < units.count, length + units[last + 1].length <= limit {
            last += 1
            length += units[last].length
        }
        while first > 0, length + units[first - 1].length <= limit {
            first -= 1
            length += units[first].length
        }
        return units[first].range.lowerBound..<units[last].range.upperBound
    }

    /// The text cut where a line ends and a sentence with it, never inside code. There is always one.
    private static func units(of text: String) -> [(unit: Unit, languages: Set<TextLanguage>)] {
        var units: [(unit: Unit, languages: Set<TextLanguage>)] = []
        var start = text.startIndex
        var isCode = false
        let analyzer = TextAnalyzer()
        let language = TextAnalyzer().passage(text, language: nil).languages.first

        func close(_ end: String.Index) {
            guard start < end else { return }
            let terms = analyzer.passage(String(text[start..<end]), language: language)
            units.append(
                (
                    Unit(range: start..<end, length: text.distance(from: start, to: end), terms: Set(terms.counts.keys)),
                    terms.languages
                ))
        }

        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.drop(while: { $0 == " " }).hasPrefix("```") { isCode.toggle() }
            let last = line.unicodeScalars.last { $0 != " " }
            guard !isCode, let last, QuotedWords.ends.contains(last), line.endIndex < text.endIndex else { continue }
            close(line.endIndex)
            start = text[line.endIndex...].firstIndex { !$0.isNewline } ?? text.endIndex
        }
        close(text.endIndex)
        return units
    }
}
