/// Finds sentences of an answer's Markdown in what the reader sees of it, which has other characters in between: a sentence
/// is looked for by its letters alone, near the place where it must be.
struct SentenceFinder {
    /// Those of the whole answer as it is shown.
    let letters: [Unicode.Scalar]
    /// Where the next sentence is looked for from on.
    private var cursor = 0
    /// How many comparisons are left: an answer that is made to be searched for long is left unmarked instead.
    private var patience = 2_000_000

    /// By how many letters a sentence may be off: the number of a list's item may be a letter in one place and none in the other.
    private static let slack = 12

    init(letters: [Unicode.Scalar]) {
        self.letters = letters
    }

    /// - Parameters:
    ///   - sentence: its letters, as it would be shown alone.
    ///   - gap: how many letters of the source stand between it and the sentence that was found last. Not all of them need be shown,
    ///     as those of a link's address are not.
    /// - Returns: its place in ``letters``; nil when it is not there as it stands.
    mutating func find(_ sentence: [Unicode.Scalar], gap: Int) -> Range<Int>? {
        let last = min(cursor + gap + Self.slack, letters.count - sentence.count)
        guard !sentence.isEmpty, last >= cursor else { return nil }
        for start in stride(from: last, through: cursor, by: -1) {
            var length = 0
            while length < sentence.count, letters[start + length] == sentence[length] { length += 1 }
            patience -= length + 1
            if length == sentence.count {
                cursor = start + length
                return start..<cursor
            }
            if patience < 0 { return nil }
        }
        return nil
    }
}
