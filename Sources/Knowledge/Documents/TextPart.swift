/// One of the parts in which a long text is read, a screenful or some more each. Parts end with a line where one ends near, and all of
/// them together are the text.
package struct TextPart: Sendable, Hashable {
    /// From 1.
    package var number: Int
    /// How many parts the text has; 1 at least.
    package var count: Int
    /// Where it begins in the whole text, in Unicode scalars.
    package var start: Int
    package var text: String

    package init(number: Int, count: Int, start: Int, text: String) {
        self.number = number
        self.count = count
        self.start = start
        self.text = text
    }

    /// Unicode scalars of a part, more or less.
    private static let size = 16_000
    /// How far before that many a line's end is looked for.
    private static let slack = 2_000

    package enum Place: Sendable, Hashable {
        /// The part of this number, from 1.
        case number(Int)
        /// The part in which this span begins. Where it goes on behind the part's end, the part is longer.
        case span(Range<Int>)
    }

    /// - Parameters:
    ///   - length: of the whole text, in Unicode scalars.
    ///   - read: a range of the text.
    package init(of place: Place, length: Int, read: (Range<Int>) async throws -> String) async throws {
        let count = max(1, (length + Self.size - 1) / Self.size)
        let index =
            switch place {
            case .number(let number): min(max(number, 1), count) - 1
            case .span(let span): min(max(span.lowerBound, 0) / Self.size, count - 1)
            }
        let first = max(0, index * Self.size - Self.slack)
        let scalars = Array(try await read(first..<min(length, (index + 2) * Self.size)).unicodeScalars)

        /// Where the part at `index` begins.
        func start(of index: Int) -> Int {
            if index <= 0 { return 0 }
            let usual = index * Self.size
            if usual >= length { return length }
            let lines = (max(first, usual - Self.slack)..<usual).reversed()
            return lines.first { scalars.indices.contains($0 - first) && scalars[$0 - first] == "\n" }.map { $0 + 1 } ?? usual
        }

        var own = index
        if case .span(let span) = place, own + 1 < count, span.lowerBound >= start(of: own + 1) { own += 1 }
        let begin = start(of: own)
        var end = start(of: own + 1)
        if case .span(let span) = place { end = max(end, span.upperBound) }
        let piece = scalars.dropFirst(begin - first).prefix(max(0, end - begin))
        var text = String.UnicodeScalarView()
        text.append(contentsOf: piece)
        self.init(number: own + 1, count: count, start: begin, text: String(text))
    }
}
