/// What may stand as a conversation's title.
package enum ConversationTitle {
    /// `text` on one line, without control characters and without marks that turn the direction of what stands around it;
    /// nil when nothing is left or it is longer than 200 characters. Markup stays: it is text, and shown as such.
    package static func cleaned(_ text: String) -> String? {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                if kept.last != " " { kept.append(" ") }
            } else if scalar.properties.generalCategory != .control, !turnsDirection(scalar) {
                kept.append(scalar)
            }
        }
        let title = String(kept).trimmed([" "], [" "])
        return title.isEmpty || title.count > 200 ? nil : title
    }

    /// The first line of what was asked, cut at a word; empty when nothing in it can be shown.
    package static func firstLine(of content: String) -> String {
        let line = content.split(whereSeparator: \.isNewline).lazy.compactMap { cleaned(String($0.prefix(200))) }.first
        return line.map { cut($0, to: 60) } ?? ""
    }

    /// What a model gave as a title, without what models put around one; nil when there is nothing to show in it.
    package static func suggested(by answer: String) -> String? {
        let line = answer.split(whereSeparator: \.isNewline).lazy.compactMap { cleaned(String($0.prefix(200))) }.first
        guard var title = line?.trimmed(opening, closing) else { return nil }
        if let label = title.prefixMatch(of: /(?i)(?:title|titel|标题|العنوان)\s*[:：]\s*/) {
            title = String(title[label.range.upperBound...]).trimmed(opening, closing)
        }
        return title.isEmpty ? nil : cut(title, to: 60)
    }

    private static let opening: Set<Character> = [" ", "\"", "'", "`", "*", "_", "#", "“", "„", "‘", "«", "「", "《"]
    private static let closing: Set<Character> = [" ", "\"", "'", "`", "*", "_", ".", "”", "“", "’", "»", "」", "》", "。"]

    private static func cut(_ line: String, to length: Int) -> String {
        guard line.count > length else { return line }
        let cut = line.prefix(length)
        return String(cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut) + "…"
    }

    private static func turnsDirection(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
        default: false
        }
    }
}

extension String {
    /// Without the characters of `opening` at its beginning and those of `closing` at its end.
    fileprivate func trimmed(_ opening: Set<Character>, _ closing: Set<Character>) -> String {
        var rest = self[...]
        while let first = rest.first, opening.contains(first) { rest = rest.dropFirst() }
        while let last = rest.last, closing.contains(last) { rest = rest.dropLast() }
        return String(rest)
    }
}
