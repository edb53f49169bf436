/// A sentence of an answer that claims something, with what it cites.
struct Claim: Hashable {
    /// Its words, without citations.
    var text: String
    /// Unicode scalars into the answer's text, the citations behind it included.
    var start: Int
    var end: Int
    /// Each once, in the order of the text.
    var citations: [Int]
}

/// Finds what an answer claims: its sentences, without headings, code, questions, lead-ins and courtesies.
struct AnswerClaims {
    private(set) var claims: [Claim] = []
    /// Whether it says, citing nothing, that the sources do not have what was asked for.
    private(set) var deniesCoverage = false

    private enum Kind {
        case paragraph, quote, row
    }

    private struct Block {
        var kind: Kind
        var range: Range<Int>
    }

    private let courtesies = Courtesies()

    /// - Parameter text: as ``CitationFilter`` lets it through.
    init(_ text: String) {
        // The same number of scalars, without code, citations and marks of quotes.
        var scalars: [Unicode.Scalar] = []
        var citations: [(range: Range<Int>, numbers: [Int])] = []
        for token in CitationScanner.tokens(of: text) {
            switch token {
            case .text(let plain): scalars += plain.map { $0 == "\r" ? " " : $0 }
            case .code(let code):
                // A block of it begins with its fence and goes on in pieces; a span has words that count.
                let isSpan = code.count > 2 && code.first == "`" && code.last == "`"
                scalars += code.map { $0 == "\n" ? $0 : isSpan && $0 != "`" ? $0 : " " }
            case .citation(let numbers, let blanks, let length):
                scalars += blanks
                let start = scalars.count
                scalars += Array(repeating: " ", count: length)
                citations.append((start..<scalars.count, numbers))
            }
        }
        let blocks = Self.blocks(of: &scalars, cited: citations.map(\.range.lowerBound))
        let masked = String(String.UnicodeScalarView(scalars))
        var index = masked.unicodeScalars.startIndex
        var offset = 0
        func move(to target: Int) -> String.Index {
            index = masked.unicodeScalars.index(index, offsetBy: target - offset)
            offset = target
            return index
        }
        for block in blocks {
            let start = move(to: block.range.lowerBound)
            let unit = Chunker.Unit(
                range: start..<move(to: block.range.upperBound), start: block.range.lowerBound, end: block.range.upperBound,
                weight: 0)
            let own = citations.filter { block.range.contains($0.range.lowerBound) }
            take(Self.sentences(of: unit, in: masked, isWhole: block.kind != .paragraph), own)
        }
    }

    private struct Sentence {
        var text: String
        var start: Int
        var end: Int
        var citations: [Int] = []
    }

    private static func sentences(of unit: Chunker.Unit, in text: String, isWhole: Bool) -> [Sentence] {
        guard !isWhole else {
            return [Sentence(text: String(text[unit.range]), start: unit.start, end: unit.end)]
        }
        return SentenceSplitter(text: text, limit: .max / 4, cutsAtLines: false).units(of: unit)
            .map { Sentence(text: String(text[$0.range]), start: $0.start, end: $0.end) }
    }

    /// A citation belongs to the sentence in or behind which it stands.
    private mutating func take(_ found: [Sentence], _ citations: [(range: Range<Int>, numbers: [Int])]) {
        var sentences = found
        for citation in citations {
            let place = sentences.lastIndex { $0.start <= citation.range.lowerBound } ?? sentences.indices.first
            guard let place else { continue }
            sentences[place].end = max(sentences[place].end, citation.range.upperBound)
            for number in citation.numbers where !sentences[place].citations.contains(number) {
                sentences[place].citations.append(number)
            }
        }
        for sentence in sentences {
            if sentence.citations.isEmpty {
                if courtesies.deniesCoverage(sentence.text) {
                    deniesCoverage = true
                    continue
                }
                guard courtesies.mustBeBorneOut(sentence.text) else { continue }
            }
            claims.append(
                Claim(text: sentence.text, start: sentence.start, end: sentence.end, citations: sentence.citations))
        }
    }

    /// Paragraphs, items of lists, rows of tables and quotes; neither headings nor what is only set in bold.
    private static func blocks(of scalars: inout [Unicode.Scalar], cited: [Int]) -> [Block] {
        var blocks: [Block] = []
        /// Whether the block before goes on with the next line.
        var isOpen = false
        var start = 0
        while start < scalars.count {
            let end = scalars[start...].firstIndex(of: "\n") ?? scalars.count
            defer { start = end + 1 }
            var line = start..<end
            while let first = line.first, scalars[first].properties.isWhitespace { line = first + 1..<end }
            let hasCitation = cited.contains { (start..<end).contains($0) }
            guard let first = line.first else {
                // A citation of its own line belongs to what stands before it.
                if hasCitation, isOpen, let last = blocks.indices.last {
                    blocks[last].range = blocks[last].range.lowerBound..<end
                } else {
                    isOpen = false
                }
                continue
            }
            let begin = scalars[first]
            if begin == ">" {
                while let mark = line.first, scalars[mark] == ">" || scalars[mark].properties.isWhitespace {
                    scalars[mark] = " "
                    line = mark + 1..<end
                }
                if isOpen, let last = blocks.last, last.kind == .quote {
                    blocks[blocks.count - 1].range = last.range.lowerBound..<end
                } else {
                    blocks.append(Block(kind: .quote, range: line.lowerBound..<end))
                }
                isOpen = true
                continue
            }
            if begin == "#" {
                isOpen = false
                continue
            }
            if begin == "|" {
                let isRule = line.allSatisfy { "|:- \t".unicodeScalars.contains(scalars[$0]) }
                // What stands above the rule names the columns.
                if isRule, blocks.last?.kind == .row { blocks.removeLast() }
                if !isRule { blocks.append(Block(kind: .row, range: line)) }
                isOpen = false
                continue
            }
            if let content = Self.item(in: line, of: scalars) {
                blocks.append(Block(kind: .paragraph, range: content))
                isOpen = true
            } else if isOpen, let last = blocks.last, last.kind != .row {
                blocks[blocks.count - 1].range = last.range.lowerBound..<end
            } else {
                blocks.append(Block(kind: .paragraph, range: line))
                isOpen = true
            }
        }
        return blocks.filter { block in
            !(Self.isBold(scalars[block.range]) && !cited.contains { block.range.contains($0) })
        }
    }

    /// What stands behind the mark of a list's item.
    private static func item(in line: Range<Int>, of scalars: [Unicode.Scalar]) -> Range<Int>? {
        var index = line.lowerBound
        if "-*+•".unicodeScalars.contains(scalars[index]) {
            index += 1
        } else {
            while index < line.upperBound, ("0"..."9").contains(scalars[index]), index - line.lowerBound < 4 { index += 1 }
            guard index > line.lowerBound, index < line.upperBound, scalars[index] == "." || scalars[index] == ")" else {
                return nil
            }
            index += 1
        }
        guard index < line.upperBound, scalars[index] == " " else { return nil }
        return index + 1..<line.upperBound
    }

    private static func isBold(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        let text = String(String.UnicodeScalarView(scalars)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard text.count > 4 else { return false }
        return (text.hasPrefix("**") && text.hasSuffix("**")) || (text.hasPrefix("__") && text.hasSuffix("__"))
    }
}
