/// Text without marks: paragraphs between empty lines, pages between form feeds.
enum PlainTextParser {
    static func parse(_ text: String, into output: inout BlockOutput) throws {
        var start = text.startIndex
        var end = start

        func flush(_ output: inout BlockOutput) throws {
            guard start < end else { return }
            let (body, after) = text[start..<end].splitEnd
            // White space before any paragraph is kept, too.
            try output.put(.paragraph, body, after: String(after))
            start = end
        }
        var hasText = false
        for line in linesWithEnds(text) {
            if line.utf8.contains(0x0C) {
                // What is on the line belongs to the page that it is on.
                for piece in line.split(separator: "\u{0C}", omittingEmptySubsequences: false).enumerated() {
                    if piece.offset > 0 {
                        end = piece.element.startIndex
                        try flush(&output)
                        output.page = (output.page ?? 1) + 1
                        hasText = false
                    }
                    if !piece.element.isBlank { hasText = true }
                }
                end = line.endIndex
                continue
            }
            let isBlank = line.isBlank
            if !isBlank, end > start, !hasText || text[start..<end].endsWithBlankLine {
                try flush(&output)
            }
            end = line.endIndex
            if !isBlank { hasText = true }
        }
        try flush(&output)
    }
}

extension Substring {
    /// Whether its last line is empty.
    fileprivate var endsWithBlankLine: Bool {
        let bytes = utf8
        var newlines = 0
        var index = bytes.endIndex
        while index > bytes.startIndex {
            index = bytes.index(before: index)
            switch bytes[index] {
            case 0x0A: newlines += 1
            case 0x20, 0x09, 0x0D, 0x0C: break
            default: return newlines > 1
            }
        }
        return false
    }
}
