/// CSV, row by row as it was written. The first row names the columns.
enum SeparatedValuesParser {
    /// A quote that is never closed must not swallow the rest of the file.
    private static let longestRow = 1 << 20

    static func parse(_ text: String, into output: inout BlockOutput) throws {
        var isFirst = true
        for row in rows(text) {
            let (body, after) = row.splitEnd
            if isFirst, !body.isEmpty {
                isFirst = false
                try output.put(.header, body, after: String(after), title: cells(body).joined(separator: " | "))
            } else {
                try output.put(.row, body, after: String(after))
            }
        }
    }

    /// The rows with what ends them; a newline in quotes ends none.
    static func rows(_ text: String) -> [Substring] {
        var rows: [Substring] = []
        let bytes = text.utf8
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let plainEnd = end(of: text, from: start, minding: false)
            let end = end(of: text, from: start, minding: true) ?? plainEnd ?? bytes.endIndex
            rows.append(text[start..<end])
            start = end
        }
        return rows
    }

    /// Behind the newline that ends the row at `start`; nil when none does in a row's length.
    private static func end(of text: String, from start: String.Index, minding quotes: Bool) -> String.Index? {
        let bytes = text.utf8
        var isQuoted = false
        var index = start
        var length = 0
        while index < bytes.endIndex {
            let byte = bytes[index]
            index = bytes.index(after: index)
            length += 1
            if byte == UInt8(ascii: "\""), quotes { isQuoted.toggle() }
            if byte == UInt8(ascii: "\n"), !isQuoted { return index }
            if quotes, length > longestRow { return nil }
        }
        return isQuoted ? nil : index
    }

    /// The values of a row, without their quotes.
    static func cells(_ row: Substring) -> [String] {
        let separator =
            [",", ";", "\t", "|"].max { a, b in row.count { String($0) == a } < row.count { String($0) == b } } ?? ","
        return row.split(separator: separator, omittingEmptySubsequences: false)
            .map { $0.trimmed.trimmingCharacter("\"").collapsed }.filter { !$0.isEmpty }
    }
}

extension String {
    fileprivate func trimmingCharacter(_ mark: Character) -> String {
        String(drop { $0 == mark }.reversed().drop { $0 == mark }.reversed())
    }
}
