/// What is written into an answer besides its own words: its citations, and which of its sentences no source bears out.
///
/// Places are counted in letters (``isLetter(_:)``) of what the reader sees, which is the same whatever Markdown stands between them.
struct MarkdownNotes: Sendable {
    /// The element for `[number]`, which is the `ordinal`-th of all such in the answer, from 0; nil leaves the text as it is.
    var marker: @Sendable (_ number: Int, _ ordinal: Int) -> HTML?
    /// The sentences to mark, in order and apart from one another, in letters of the answer.
    var sentences: [Range<Int>] = []
    /// Stands behind each of these.
    var sign = HTML.empty

    /// Numbers raised, which lead nowhere: for an answer that is still being written.
    static let raised = MarkdownNotes(marker: { number, _ in
        """
        <sup class="cite">[\(String(number))]</sup>
        """
    })

    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return (48...57).contains(scalar.value) || (65...90).contains(scalar.value & 0xDF)
        }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// The number of the marker `[number]` that `scalars` begin with, and how many scalars it takes; numbers have three digits at most.
    static func marker(at scalars: Substring.UnicodeScalarView) -> (number: Int, length: Int)? {
        guard scalars.first == "[" else { return nil }
        let digits = scalars.dropFirst().prefix(4).prefix { $0.isASCII && (48...57).contains($0.value) }
        guard (1...3).contains(digits.count), scalars.dropFirst(1 + digits.count).first == "]",
            let number = Int(Substring(digits))
        else { return nil }
        return (number, digits.count + 2)
    }
}
