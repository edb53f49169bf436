package import LanguageModel

/// Cuts a Markdown document into passages: one a section, long sections at paragraphs.
package func passages(ofMarkdown text: String, document: String) -> [LanguageModel.Passage] {
    var cutter = MarkdownCutter(document: document)
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { cutter.take(line) }
    return cutter.end()
}

private struct MarkdownCutter {
    /// Characters after which a paragraph's end is the passage's.
    static let longEnough = 900

    let document: String
    private var headings: [(level: Int, title: String)] = []
    private var lines: [Substring] = []
    private var size = 0
    private var isInCode = false
    private var passages: [LanguageModel.Passage] = []

    init(document: String) {
        self.document = document
    }

    mutating func take(_ line: Substring) {
        if line.hasPrefix("```") { isInCode.toggle() }
        if !isInCode, let heading = Self.heading(line) {
            close()
            headings.removeAll { $0.level >= heading.level }
            headings.append(heading)
            return
        }
        if !isInCode, line.isEmpty, size >= Self.longEnough { return close() }
        lines.append(line)
        size += line.count + 1
    }

    /// One to six number signs and a space; `#5 is done` is a sentence.
    private static func heading(_ line: Substring) -> (level: Int, title: String)? {
        let signs = line.prefix { $0 == "#" }
        let rest = line[signs.endIndex...]
        guard (1...6).contains(signs.count), rest.first == " " else { return nil }
        return (signs.count, String(rest.drop { $0 == " " }))
    }

    mutating func end() -> [LanguageModel.Passage] {
        close()
        return passages
    }

    private mutating func close() {
        defer {
            lines = []
            size = 0
        }
        while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        guard !lines.isEmpty else { return }
        passages.append(
            LanguageModel.Passage(document: document, headings: headings.map(\.title), text: lines.joined(separator: "\n")))
    }
}
