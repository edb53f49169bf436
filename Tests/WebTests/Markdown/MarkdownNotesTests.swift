import Foundation
import LanguageModel
import TestSupport
import Testing

@testable import Web

@Suite struct MarkdownNotesTests {
    private func render(_ text: String, _ sentences: [Grounding.Sentence] = [], known: Set<Int> = [1, 2]) -> [String] {
        MarkdownRenderer.render(text, sentences: sentences, sign: "<i>?</i>") { number, ordinal in
            known.contains(number) ? "<sup>\(String(number)).\(String(ordinal))</sup>" : nil
        }
    }

    /// The sentence of `text` that says `words`, in Unicode scalars.
    private func unborne(_ words: String, in text: String, verified: Bool = false) throws -> Grounding.Sentence {
        let range = try #require(text.range(of: words))
        let scalars = text.unicodeScalars
        return .init(
            start: scalars.distance(from: scalars.startIndex, to: range.lowerBound),
            end: scalars.distance(from: scalars.startIndex, to: range.upperBound), citations: [], verified: verified)
    }

    @Test func markersOfKnownNumbersBecomeElementsInTheirOrder() {
        #expect(render("Tea [1], milk [2][1].") == ["<p dir=\"auto\">Tea <sup>1.0</sup>, milk <sup>2.1</sup><sup>1.2</sup>.</p>"])
        #expect(render("Tea [3] and [12345] and [x].") == ["<p dir=\"auto\">Tea [3] and [12345] and [x].</p>"])
    }

    @Test func codeKeepsItsBrackets() {
        #expect(render("`a[1]`") == ["<p dir=\"auto\"><code dir=\"auto\">a[1]</code></p>"])
        #expect(render("```\na[1]\n```")[0].contains("a[1]"))
    }

    @Test(arguments: [
        "So [1](https://evil.test).", "So [[1]](https://evil.test).", "So [1].\n\n[1]: https://evil.test",
        "So ![1](https://evil.test/x.png).",
    ])
    func noLinkOfTheAnswerPassesForAMarker(_ text: String) {
        #expect(render(text) == ["<p dir=\"auto\">So <sup>1.0</sup>.</p>"])
    }

    @Test func aMarkerInALinkIsText() {
        #expect(!render("[see [1] there](https://x.test)").joined().contains("<sup>"))
    }

    @Test func marksASentenceAcrossInlineMarkupWithItsFullStop() throws {
        let text = "All is well. It **costs *nine* euros** at `the door`. Fine."
        let html = render(text, [try unborne("It **costs *nine* euros** at `the door`.", in: text)])
        #expect(
            html == [
                "<p dir=\"auto\">All is well. <span class=\"unborne\">It </span><strong><span class=\"unborne\">costs </span><em>"
                    + "<span class=\"unborne\">nine</span></em><span class=\"unborne\"> euros</span></strong><span class=\"unborne\"> at "
                    + "</span><code dir=\"auto\"><span class=\"unborne\">the door</span><i>?</i></code>. Fine.</p>"
            ])
    }

    @Test func marksASentenceWithTheMarkersInIt() throws {
        let text = "- One [1].\n- Two costs 5 [2]."
        let html = render(text, [try unborne("Two costs 5 [2].", in: text)])
        #expect(
            html == [
                "<ul dir=\"auto\"><li>One <sup>1.0</sup>.</li><li><span class=\"unborne\">Two costs 5 </span><sup>2.1</sup>"
                    + "<span class=\"unborne\">.</span><i>?</i></li></ul>"
            ])
    }

    @Test func theRightOneOfTwoLikeSentencesIsMarked() throws {
        let text = "It is so. And [that](https://long.address.test/with/many/letters) too. It is so."
        let first = try unborne("It is so.", in: text, verified: true)
        let length = text.unicodeScalars.count
        let html = render(text, [first, .init(start: length - 9, end: length, citations: [], verified: false)])
        #expect(html[0].hasSuffix("too. <span class=\"unborne\">It is so.</span><i>?</i></p>"))
        #expect(html[0].components(separatedBy: "unborne").count == 2)
    }

    @Test func sentencesThatAreNotThereAreLeftOut() {
        let text = "Short."
        let wrong = [(-3, 2), (4, 3), (2, 90), (7, 9)].map {
            Grounding.Sentence(start: $0.0, end: $0.1, citations: [], verified: false)
        }
        for sentence in wrong { #expect(render(text, [sentence]) == MarkdownRenderer.render(text)) }
    }

    /// Whatever is marked in whatever Markdown: the elements are closed in order, and without them the answer is what it is without
    /// notes.
    @Test func marksChangeNothingElseAndAreAlwaysClosed() throws {
        let pieces = [
            "word ", "**", "*", "_", "`", "```\n", "\n", "\n\n", "- ", "1. ", "> ", "# ", "[1]", "[2](https://x.test)", "[a](b)",
            "<b>", "</i>",
            "&amp;", "&nbsp;", "\\*", "| a | b |\n|---|---|\n", "~~", "文字。", "كلمة ", "e\u{301}", "👩‍👩‍👧", "\u{E000}",
            "[1]: https://x.test\n", "![1](c) ",
            "https://x.test/a ", "- [x] ", "Nine euros. ", "    ", "\"", "<span class=\"unborne\">", "\r\n", "[^1]", "&#91;1]",
        ]
        var random = Seeded(state: 7)
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 1...14, using: &random)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &random)]
            }
            .joined()
            let length = text.unicodeScalars.count
            var sentences: [Grounding.Sentence] = []
            var end = 0
            while end < length, sentences.count < 4 {
                let start = Int.random(in: end..<length, using: &random)
                end = Int.random(in: start + 1...length, using: &random)
                sentences.append(.init(start: start, end: end, citations: [], verified: Bool.random(using: &random)))
            }
            let html = render(text, sentences, known: [])
            let plain = html.map { block in
                block.replacingOccurrences(of: "<span class=\"unborne\">", with: "").replacingOccurrences(
                    of: "</span><i>?</i>", with: ""
                )
                .replacingOccurrences(of: "<i>?</i>", with: "")
            }
            #expect(
                plain.map { $0.replacingOccurrences(of: "</span>", with: "") }
                    == MarkdownRenderer.render(text).map { $0.replacingOccurrences(of: "</span>", with: "") },
                "\(text.debugDescription)")
            for block in html + render(text, sentences) { #expect(isClosed(block), "\(text.debugDescription): \(block)") }
        }
    }

    /// Whether every element is closed by itself, in order.
    private func isClosed(_ html: String) -> Bool {
        var open: [Substring] = []
        for tag in html.matches(of: /<(\/?)([a-z0-9]+)[^>]*>/) {
            if ["br", "hr"].contains(tag.2) { continue }
            if tag.1.isEmpty { open.append(tag.2) } else if open.popLast() != tag.2 { return false }
        }
        return open.isEmpty
    }

    @Test func anAnswerMadeToBeSearchedForLongIsLeftUnmarked() {
        let text = String(repeating: "a", count: 60_000) + " " + String(repeating: "a", count: 30_000) + "b"
        let sentences = [Grounding.Sentence(start: 30_000, end: 90_001, citations: [], verified: false)]
        let began = processorSeconds()
        #expect(render(text, sentences).count == 1)
        #expect(processorSeconds() - began < 5)
    }
}

/// The same numbers every time.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
