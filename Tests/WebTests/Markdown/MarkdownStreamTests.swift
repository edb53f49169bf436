import Testing

@testable import Web

@Suite struct MarkdownStreamTests {
    private static let rich = """
        # A head

        First paragraph, with *stress*
        over two lines
        a | b
        --|--
        1 | 2

        - one
        - two

            inside two
        -
        1. first
        2. second
        ---
        > quoted
        lazy

        ```swift
        let a = 1

        let b = 2
        ```
        para
        # straight after

        <div>
        raw
        </div>

        Setext
        ===
        last *line
        """

    @Test func tellsOnlyWhatIsNew() {
        var stream = MarkdownStream()
        #expect(stream.update("One") == MarkdownPatch(from: 0, blocks: ["<p dir=\"auto\">One</p>"]))
        #expect(stream.update("One two") == MarkdownPatch(from: 0, blocks: ["<p dir=\"auto\">One two</p>"]))
        #expect(stream.update("One two\n\nThree") == MarkdownPatch(from: 1, blocks: ["<p dir=\"auto\">Three</p>"]))
        #expect(stream.update("One two\n\nThree\n") == nil)
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func showsAtEveryMomentWhatAWholeRenderingWould(lineEnd: String) {
        let text = Self.rich.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineEnd)
        var stream = MarkdownStream()
        var shown: [String] = []
        var given = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            given.append(scalar)
            if let patch = stream.update(String(given)) { shown = Array(shown.prefix(patch.from)) + patch.blocks }
            #expect(shown == MarkdownRenderer.render(String(given)), "after \(given.count)")
        }
        #expect(stream.finish(text) == nil)
    }

    @Test func settlesWhatNoLaterTextCanChange() {
        var stream = MarkdownStream()
        let text = (1...50).map { "Paragraph \($0)" }.joined(separator: "\n\n")
        _ = stream.update(text)
        let patch = stream.update(text + " and more")
        #expect(patch == MarkdownPatch(from: 49, blocks: ["<p dir=\"auto\">Paragraph 50 and more</p>"]))
    }

    @Test func beginsAnewWhenTheTextDoes() {
        var stream = MarkdownStream()
        _ = stream.update("One\n\nTwo\n\nThree\n\nFour")
        #expect(stream.update("Other") == MarkdownPatch(from: 0, blocks: ["<p dir=\"auto\">Other</p>"]))
    }

    @Test func resolvesAReferenceDefinedLaterAtTheEnd() {
        let text = "See [it][1].\n\nA\n\nB\n\nC\n\n[1]: https://x.test"
        var stream = MarkdownStream()
        _ = stream.update("See [it][1].\n\nA\n\nB\n\nC")
        _ = stream.update(text)
        #expect(stream.finish(text)?.from == 0)
        #expect(stream.blocks == MarkdownRenderer.render(text))
    }
}
