import Foundation

/// The place of a text at which what was looked for stands.
package struct SearchSnippet: Sendable, Hashable {
    package struct Piece: Sendable, Hashable, Encodable {
        package var text: String
        /// Whether it is what was looked for.
        package var match: Bool
    }

    package private(set) var pieces: [Piece] = []

    /// - Parameter length: characters, more or less, around the first place where a term stands.
    package init(of text: String, for query: SearchQuery, length: Int = 140) {
        let first = query.terms.compactMap { text.range(of: $0, options: .caseInsensitive)?.lowerBound }.min()
        let found = first ?? text.startIndex
        let before = text.index(found, offsetBy: -length / 3, limitedBy: text.startIndex) ?? text.startIndex
        let end = text.index(before, offsetBy: length, limitedBy: text.endIndex) ?? text.endIndex
        let start = before == text.startIndex ? before : Self.wordStart(in: text, from: before, to: found)
        let part = String(text[start..<end].map { $0.isWhitespace ? " " : $0 })
        if start > text.startIndex { pieces.append(Piece(text: "…", match: false)) }
        mark(query.terms, in: part)
        if end < text.endIndex { pieces.append(Piece(text: "…", match: false)) }
    }

    private mutating func mark(_ terms: [String], in part: String) {
        var rest = part.startIndex
        while rest < part.endIndex {
            let next = terms.compactMap { part.range(of: $0, options: .caseInsensitive, range: rest..<part.endIndex) }
                .filter { !$0.isEmpty }
                .min { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }
            guard let next else { break }
            if rest < next.lowerBound { pieces.append(Piece(text: String(part[rest..<next.lowerBound]), match: false)) }
            pieces.append(Piece(text: String(part[next]), match: true))
            rest = next.upperBound
        }
        if rest < part.endIndex { pieces.append(Piece(text: String(part[rest...]), match: false)) }
    }

    /// The first beginning of a word at or after `index`, so that no word is cut where there are words.
    private static func wordStart(in text: String, from index: String.Index, to limit: String.Index) -> String.Index {
        guard let space = text[index..<limit].firstIndex(where: \.isWhitespace) else { return index }
        return text.index(after: space)
    }
}
