/// A table as spreadsheets save it (RFC 4180): fields between commas, or semicolons when the first line has no comma; in quotes
/// where they hold either, a line's end, or a doubled quote.
struct SeparatedValues {
    struct Row: Hashable {
        /// The line it begins on, from 1.
        var line: Int
        var fields: [String]
    }

    private(set) var rows: [Row] = []

    init(_ text: String) {
        let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        let head = text.prefix { !$0.isNewline }
        let separator: Character = head.contains(",") || !head.contains(";") ? "," : ";"
        var row = Row(line: 1, fields: [])
        var field = ""
        var isQuoted = false
        var line = 1
        var index = text.startIndex
        func next() -> Character? {
            let after = text.index(after: index)
            return after < text.endIndex ? text[after] : nil
        }
        while index < text.endIndex {
            let character = text[index]
            if character.isNewline { line += 1 }
            switch character {
            case "\"" where isQuoted && next() == "\"":
                field.append(character)
                index = text.index(after: index)
            case "\"" where isQuoted || field.isEmpty:
                isQuoted.toggle()
            case separator where !isQuoted:
                row.fields.append(field)
                field = ""
            case _ where character.isNewline && !isQuoted:
                close(row, field)
                row = Row(line: line, fields: [])
                field = ""
            default:
                field.append(character)
            }
            index = text.index(after: index)
        }
        close(row, field)
    }

    /// A line with nothing on it is no row.
    private mutating func close(_ row: Row, _ field: String) {
        guard !row.fields.isEmpty || !field.allSatisfy(\.isWhitespace) else { return }
        rows.append(Row(line: row.line, fields: row.fields + [field]))
    }
}
