/// Markdown by its blocks. The text stays as it was written, marks included; only what the blocks are is told.
struct MarkdownParser {
    private let lines: [Substring]
    private let text: String
    private var index = 0
    private(set) var title: String?
    private(set) var language: String?

    init(_ text: String) {
        self.text = text
        lines = linesWithEnds(text)
    }

    mutating func parse(into output: inout BlockOutput) throws {
        try takeFrontMatter(into: &output)
        if index < lines.count, lines[index].isBlank {
            index -= 1
            try output.put(.paragraph, "", after: takeBlanks())
        }
        while index < lines.count { try takeBlock(into: &output) }
    }

    private mutating func takeBlock(into output: inout BlockOutput) throws {
        let line = lines[index]
        let first = index
        if let fence = Self.fence(line) {
            index += 1
            while index < lines.count {
                let isEnd = Self.fence(lines[index]).map { $0.mark == fence.mark && $0.count >= fence.count } ?? false
                if isEnd, Self.isBareFence(lines[index]) { break }
                index += 1
            }
            index = min(index, lines.count - 1)
            try put(.code, from: first, into: &output)
        } else if let heading = Self.heading(line) {
            if heading.level == 1, title == nil { title = heading.title }
            try put(.heading, from: first, level: heading.level, title: heading.title, into: &output)
        } else if line.utf8.contains(UInt8(ascii: "|")), index + 1 < lines.count, Self.isDelimiterRow(lines[index + 1]) {
            try takeTable(into: &output)
        } else if Self.isListItem(line) {
            while index + 1 < lines.count, !lines[index + 1].isBlank, !Self.isListItem(lines[index + 1]),
                !Self.beginsBlock(lines[index + 1])
            { index += 1 }
            try put(.list, from: first, into: &output)
        } else {
            try takeParagraph(into: &output)
        }
    }

    private mutating func takeParagraph(into output: inout BlockOutput) throws {
        let first = index
        while index + 1 < lines.count {
            let next = lines[index + 1]
            if let level = Self.underline(next) {
                let end = lines[index].endIndex
                let words = text[lines[first].startIndex..<end].splitEnd.text
                index += 1
                let whole = text[words.endIndex..<lines[index].endIndex]
                let name = Self.withoutMarks(words.collapsed)
                if level == 1, title == nil { title = name }
                try output.put(.heading, words, after: String(whole) + takeBlanks(), level: level, title: name)
                return
            }
            if next.isBlank || Self.beginsBlock(next) || Self.isListItem(next) { break }
            index += 1
        }
        try put(.paragraph, from: first, into: &output)
    }

    private mutating func takeTable(into output: inout BlockOutput) throws {
        let (header, end) = lines[index].splitEnd
        index += 1
        let after = String(end) + String(lines[index])
        var next = index + 1
        var blanks = takeBlanks()
        try output.put(.header, header, after: after + blanks, title: Self.cells(header))
        // An empty line ends the table.
        while blanks.isEmpty, next < lines.count, lines[next].utf8.contains(UInt8(ascii: "|")) {
            let (row, end) = lines[next].splitEnd
            blanks = takeBlanks()
            try output.put(.row, row, after: String(end) + blanks)
            next += 1
        }
    }

    /// Hands over the lines from `first` to the present one, with the empty ones behind them.
    private mutating func put(
        _ kind: Block.Kind, from first: Int, level: Int? = nil, title: String? = nil, into output: inout BlockOutput
    ) throws {
        let (body, end) = text[lines[first].startIndex..<lines[index].endIndex].splitEnd
        try output.put(kind, body, after: String(end) + takeBlanks(), level: level, title: title)
    }

    /// Goes on to the next line that is not empty, and says what was between.
    private mutating func takeBlanks() -> String {
        index += 1
        let first = index
        while index < lines.count, lines[index].isBlank { index += 1 }
        return first < index ? String(text[lines[first].startIndex..<lines[index - 1].endIndex]) : ""
    }

    private mutating func takeFrontMatter(into output: inout BlockOutput) throws {
        guard lines.first?.splitEnd.text == "---",
            let end = lines.dropFirst().prefix(200).firstIndex(where: { $0.splitEnd.text == "---" })
        else { return }
        for line in lines[1..<end] {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].trimmed.trimmingQuotes
            switch parts[0].trimmed.lowercased() {
            case "title": title = value.isEmpty ? nil : value
            case "lang", "language": language = value.isEmpty ? nil : value
            default: break
            }
        }
        index = end
        let whole = text[lines[0].startIndex..<lines[end].endIndex]
        try output.put(.paragraph, "", after: String(whole) + takeBlanks())
    }
}

// MARK: - Lines

extension MarkdownParser {
    private static func beginsBlock(_ line: Substring) -> Bool { fence(line) != nil || heading(line) != nil }

    private static func fence(_ line: Substring) -> (mark: Character, count: Int)? {
        let rest = line.drop { $0 == " " }
        guard let mark = rest.first, mark == "`" || mark == "~" else { return nil }
        let count = rest.prefix { $0 == mark }.count
        return count >= 3 ? (mark, count) : nil
    }

    private static func isBareFence(_ line: Substring) -> Bool {
        line.splitEnd.text.drop { $0 == " " }.allSatisfy { $0 == "`" || $0 == "~" }
    }

    /// One to six number signs and a blank; `#5 is done` is a sentence.
    private static func heading(_ line: Substring) -> (level: Int, title: String)? {
        let indent = line.prefix { $0 == " " }
        let rest = line[indent.endIndex...]
        let signs = rest.prefix { $0 == "#" }
        guard indent.count < 4, (1...6).contains(signs.count) else { return nil }
        let words = rest[signs.endIndex...]
        guard words.isBlank || words.first == " " || words.first == "\t" else { return nil }
        var name = words.trimmed
        if name.hasSuffix("#") {
            let bare = name.reversed().drop { $0 == "#" }
            if bare.first == " " || bare.isEmpty { name = String(bare.reversed()).trimmed }
        }
        return (signs.count, withoutMarks(name))
    }

    /// The line under a heading that is underlined: its level.
    private static func underline(_ line: Substring) -> Int? {
        let marks = line.splitEnd.text
        guard marks.utf8.count >= 2, let mark = marks.first, mark == "=" || mark == "-", marks.allSatisfy({ $0 == mark })
        else { return nil }
        return mark == "=" ? 1 : 2
    }

    private static func isDelimiterRow(_ line: Substring) -> Bool {
        let marks = line.splitEnd.text
        return marks.utf8.contains(UInt8(ascii: "-")) && marks.utf8.contains(UInt8(ascii: "|"))
            && marks.allSatisfy { "|-: \t".contains($0) }
    }

    private static func isListItem(_ line: Substring) -> Bool {
        let rest = line.drop { $0 == " " || $0 == "\t" }
        guard let first = rest.first else { return false }
        if "-*+".contains(first) { return rest.dropFirst().first == " " }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        let behind = rest[digits.endIndex...]
        return (1...9).contains(digits.count) && (behind.hasPrefix(". ") || behind.hasPrefix(") "))
    }

    static func cells(_ row: Substring) -> String {
        row.split(separator: "|").map(\.trimmed).filter { !$0.isEmpty }.joined(separator: " | ")
    }

    private static func withoutMarks(_ title: String) -> String {
        title.replacing("**", with: "").replacing("`", with: "")
    }
}

extension String {
    fileprivate var trimmingQuotes: String {
        guard count >= 2, let first, first == last, first == "\"" || first == "'" else { return self }
        return String(dropFirst().dropLast())
    }
}
