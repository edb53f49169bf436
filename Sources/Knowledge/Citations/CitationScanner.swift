/// Takes Markdown apart, piece by piece as it comes, into text, code and citations, whose brackets in code are none. What it finds
/// does not depend on where the pieces are cut.
struct CitationScanner: Sendable {
    enum Token: Equatable {
        case text([Unicode.Scalar])
        case code([Unicode.Scalar])
        /// - Parameters:
        ///   - blanks: what stands before it in the line.
        ///   - length: of what was written, without the blanks.
        case citation([Int], blanks: [Unicode.Scalar], length: Int)
    }

    private var held: [Unicode.Scalar] = []
    /// The fence of the block of code that is open.
    private var fence: (mark: Unicode.Scalar, length: Int)?
    /// Whether nothing but marks of lists and quotes stands before it in its line.
    private var isLineStart = true

    /// Within how many scalars a span of code must end to be one.
    private static let longestSpan = 2000
    private static let longestAddress = 500

    /// All of `text`.
    static func tokens(of text: String) -> [Token] {
        var scanner = CitationScanner()
        return scanner.take(text) + scanner.finish()
    }

    mutating func take(_ piece: String) -> [Token] {
        held += Array(piece.unicodeScalars)
        return read(isLast: false)
    }

    /// What was held back.
    mutating func finish() -> [Token] { read(isLast: true) }

    private mutating func read(isLast: Bool) -> [Token] {
        var tokens: [Token] = []
        var plain: [Unicode.Scalar] = []
        var index = 0
        func flush() {
            if !plain.isEmpty { tokens.append(.text(plain)) }
            plain = []
        }
        reading: while index < held.count {
            let scalar = held[index]
            if fence != nil {
                guard let end = endOfFencedPiece(from: index, isLast: isLast) else { break reading }
                flush()
                tokens.append(.code(Array(held[index..<end])))
                index = end
                continue
            }
            switch scalar {
            case "\n", "\r":
                plain.append(scalar)
                isLineStart = true
                index += 1
            case "`", "~":
                switch code(at: index, isLast: isLast) {
                case .undecided: break reading
                case .none(let end):
                    plain += held[index..<end]
                    isLineStart = false
                    index = end
                case .some(let end):
                    flush()
                    tokens.append(.code(Array(held[index..<end])))
                    isLineStart = false
                    index = end
                }
            case "[", "【", "［", "\\",
                _ where CitationMark.isBlank(scalar):
                var start = index
                while start < held.count, CitationMark.isBlank(held[start]) { start += 1 }
                guard start < held.count else {
                    if !isLast { break reading }
                    plain += held[index...]
                    index = start
                    continue
                }
                switch citation(at: start, isLast: isLast) {
                case .undecided: break reading
                case .none:
                    plain += held[index..<start]
                    index = start
                    guard "[【［\\".unicodeScalars.contains(held[start]) else { continue }
                    plain.append(held[start])
                    isLineStart = false
                    index += 1
                case .some(let numbers, let end):
                    flush()
                    tokens.append(.citation(numbers, blanks: Array(held[index..<start]), length: end - start))
                    isLineStart = false
                    index = end
                }
            default:
                plain.append(scalar)
                if !Self.opensLines.contains(scalar) { isLineStart = false }
                index += 1
            }
        }
        held.removeFirst(index)
        flush()
        return tokens
    }

    private static let opensLines = Set(">-*+.)0123456789".unicodeScalars)

    // MARK: Code

    private enum Span {
        case undecided
        /// No code: so far it is text.
        case none(end: Int)
        case some(end: Int)
    }

    private func run(of mark: Unicode.Scalar, from start: Int) -> Int {
        var end = start
        while end < held.count, held[end] == mark { end += 1 }
        return end - start
    }

    /// A span of code, or the first line of a block of it.
    private mutating func code(at start: Int, isLast: Bool) -> Span {
        let mark = held[start]
        let length = run(of: mark, from: start)
        let behind = start + length
        if behind == held.count, !isLast { return .undecided }
        var isFence = isLineStart && length >= 3
        if isFence, mark == "`" {
            // A backtick in the rest of the line makes it a span.
            var index = behind
            while index < held.count, held[index] != "\n", held[index] != "`", index - start < Self.longestSpan { index += 1 }
            if index == held.count, !isLast, index - start < Self.longestSpan { return .undecided }
            isFence = index == held.count || held[index] != "`"
        }
        if isFence {
            fence = (mark, length)
            return .some(end: behind)
        }
        guard mark == "`" else { return .none(end: behind) }
        var index = behind
        while index < held.count, held[index] != "\n", index - start < Self.longestSpan {
            guard held[index] == "`" else {
                index += 1
                continue
            }
            let other = run(of: "`", from: index)
            if index + other == held.count, !isLast { return .undecided }
            index += other
            if other == length { return .some(end: index) }
        }
        if index == held.count, !isLast, index - start < Self.longestSpan { return .undecided }
        return .none(end: behind)
    }

    /// Behind what can be told of an open block of code: a line's end, or its closing fence. nil while that is open.
    private mutating func endOfFencedPiece(from start: Int, isLast: Bool) -> Int? {
        guard let open = fence else { return start }
        if held[start] == "\n" {
            isLineStart = true
            return start + 1
        }
        if isLineStart, held[start] == open.mark {
            let length = run(of: open.mark, from: start)
            if start + length == held.count, !isLast { return nil }
            if length >= open.length { fence = nil }
            isLineStart = false
            return start + length
        }
        if !CitationMark.isBlank(held[start]), held[start] != ">" { isLineStart = false }
        return start + 1
    }

    // MARK: Citations

    private enum Finding {
        case undecided
        case none
        case some([Int], end: Int)
    }

    private func citation(at start: Int, isLast: Bool) -> Finding {
        let open: Finding = isLast ? .none : .undecided
        var index = start
        if held[index] == "\\" {
            index += 1
            guard index < held.count else { return open }
        }
        let closing: Unicode.Scalar
        switch held[index] {
        case "[": closing = "]"
        case "【" where index == start: closing = "】"
        case "［" where index == start: closing = "］"
        default: return .none
        }
        index += 1
        guard index < held.count else { return open }
        let isDouble = closing == "]" && held[index] == "["
        if isDouble { index += 1 }
        let first = index
        while index < held.count, held[index] != closing {
            if held[index] == "\n" || held[index] == "[" || index - first >= CitationMark.longest { return .none }
            index += 1
        }
        let content = Array(held[first..<index])
        guard index < held.count else {
            guard CitationMark.read(content, isWhole: false) == .maybe else { return .none }
            // Broken off in the middle of a number: nobody can say what it was to be.
            if isLast, case .numbers = CitationMark.read(content, isWhole: true) { return .some([], end: index) }
            return open
        }
        guard case .numbers(let numbers) = CitationMark.read(content, isWhole: true) else { return .none }
        index += 1
        if isDouble {
            guard index < held.count else { return isLast ? .some(numbers, end: index) : .undecided }
            if held[index] == "]" { index += 1 }
        }
        guard closing == "]" else { return .some(numbers, end: index) }
        return behind(index, numbers, isLast: isLast)
    }

    /// An address that a model puts behind its number, and the colon that would make all of that number links, are no part of
    /// an answer.
    private func behind(_ index: Int, _ numbers: [Int], isLast: Bool) -> Finding {
        guard index < held.count else { return isLast ? .some(numbers, end: index) : .undecided }
        if held[index] == ":", isLineStart { return .some(numbers, end: index + 1) }
        guard held[index] == "(" else { return .some(numbers, end: index) }
        var end = index + 1
        while end < held.count, held[end] != ")" {
            if held[end].properties.isWhitespace || end - index > Self.longestAddress { return .some(numbers, end: index) }
            end += 1
        }
        guard end < held.count else { return isLast ? .some(numbers, end: index) : .undecided }
        return .some(numbers, end: end + 1)
    }
}
