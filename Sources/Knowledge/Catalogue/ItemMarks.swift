/// Takes the marks out of an answer, `[[item:ID]]`, with which a model says which items it means. No part of one gets
/// through, wherever the pieces of the answer are cut; blanks before a mark go with it.
package struct ItemMarks: Sendable {
    /// The marked ids, in the order of the text, each once.
    package private(set) var ids: [String] = []
    /// What may be the beginning of a mark, with the blanks before it.
    private var held = ""

    private static let opening = Array("[[item:")
    /// An id has 100 characters at most.
    private static let longest = 120

    package init() {}

    package static func mark(_ id: String) -> String { "[[item:\(id)]]" }

    /// The next piece of the answer without its marks.
    package mutating func take(_ piece: String) -> String {
        held += piece
        return release(isLast: false)
    }

    /// What was held back; a mark that is not whole is none of it.
    package mutating func finish() -> String { release(isLast: true) }

    /// A whole text without its marks.
    package static func without(_ text: String) -> (text: String, ids: [String]) {
        var marks = ItemMarks()
        let text = marks.take(text) + marks.finish()
        return (text, marks.ids)
    }

    private mutating func release(isLast: Bool) -> String {
        let text = Array(held)
        var passed = ""
        var index = 0
        // Blanks that wait for what follows them.
        var blanks = ""
        reading: while index < text.count {
            let character = text[index]
            guard character == "[" else {
                if character == " " || character == "\t" {
                    blanks.append(character)
                } else {
                    passed += blanks
                    blanks = ""
                    passed.append(character)
                }
                index += 1
                continue
            }
            switch Self.mark(in: text[index...], isLast: isLast) {
            case .none:
                passed += blanks + "["
                blanks = ""
                index += 1
            case .whole(let id, let end):
                blanks = ""
                if !id.isEmpty, !ids.contains(id) { ids.append(id) }
                index = end
            case .begun:
                break reading
            }
        }
        held = isLast ? "" : blanks + String(text[index...])
        if isLast, index == text.count { passed += blanks }
        return passed
    }

    private enum Finding {
        case none
        case begun
        case whole(id: String, end: Int)
    }

    private static func mark(in text: ArraySlice<Character>, isLast: Bool) -> Finding {
        for (offset, character) in opening.enumerated() {
            let index = text.startIndex + offset
            // Two brackets at the very end are text; more than that was to be a mark.
            guard index < text.endIndex else { return isLast && offset < 3 ? .none : .begun }
            guard text[index].lowercased() == character.lowercased() else { return .none }
        }
        let start = text.startIndex + opening.count
        var index = start
        while index < text.endIndex {
            let character = text[index]
            if character == "]" || character.isNewline || index - start > longest {
                var end = index
                // The second bracket may be in the next piece.
                if character == "]", index + 1 == text.endIndex, !isLast { return .begun }
                while end < text.endIndex, text[end] == "]", end < index + 2 { end += 1 }
                let id = character == "]" ? String(text[start..<index]).trimmed : ""
                return .whole(id: id, end: end)
            }
            index += 1
        }
        return isLast ? .whole(id: "", end: text.endIndex) : .begun
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
