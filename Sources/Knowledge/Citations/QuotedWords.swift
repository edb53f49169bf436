/// What is said word for word, whatever stands around it: spaces, the `>` of a quotation, the marks of code and citations.
///
/// A piece out of the middle of a sentence is no quotation, for what turns it round may have been left out.
struct QuotedWords {
    private let scalars: [Unicode.Scalar]

    /// What a sentence may end with, or a line of a list or table.
    static let ends: Set<Unicode.Scalar> = [".", "!", "?", ":", ";", "…", "|", "。", "！", "？", "؟", "۔", "।", "\""]

    init(_ text: String) {
        var lines: [Substring] = []
        for var line in text.split(whereSeparator: \.isNewline) {
            line = line.drop { $0 == " " || $0 == "\t" }
            while line.first == ">" { line = line.dropFirst().drop { $0 == " " } }
            lines.append(line)
        }
        let plain = lines.joined(separator: " ").replacing(/\[[0-9]{1,3}\]|`/, with: " ")
        scalars = Array(plain.split(whereSeparator: \.isWhitespace).joined(separator: " ").unicodeScalars)
    }

    /// Whether `other` is all of this, or a piece of it from the beginning of a sentence to the end of one.
    func contains(_ other: QuotedWords) -> Bool {
        guard let first = other.scalars.first, let last = other.scalars.last, other.scalars.count <= scalars.count else {
            return false
        }
        for start in 0...(scalars.count - other.scalars.count) where scalars[start] == first {
            let end = start + other.scalars.count
            guard scalars[start..<end].elementsEqual(other.scalars) else { continue }
            let begins = scalars[..<start].last { $0 != " " }.map(Self.ends.contains) ?? true
            if begins, end == scalars.count || Self.ends.contains(last) { return true }
        }
        return false
    }
}
