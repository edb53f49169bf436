import TestSupport
import Testing

@testable import Knowledge

@Suite struct CitationFilterTests {
    @Test(arguments: [
        ("It opens at nine [1].", "It opens at nine [1]."),
        ("It opens at nine [1, 3].", "It opens at nine [1][3]."),
        ("It opens at nine [1][2].", "It opens at nine [1][2]."),
        ("It opens at nine【1】.", "It opens at nine[1]."),
        ("It opens at nine 【2†source】.", "It opens at nine [2]."),
        ("It opens at nine 【3:1†source】.", "It opens at nine [3]."),
        ("It opens at nine [^1].", "It opens at nine [1]."),
        ("It opens at nine [Source 1].", "It opens at nine [1]."),
        ("It opens at nine [sources: 1, 2].", "It opens at nine [1][2]."),
        ("Es öffnet um neun [Quelle 2].", "Es öffnet um neun [2]."),
        ("九点开门［1］。", "九点开门[1]。"),
        ("九点开门[来源 1]。", "九点开门[1]。"),
        ("تفتح في التاسعة [١].", "تفتح في التاسعة [1]."),
        ("It opens at nine [1-3].", "It opens at nine [1][2][3]."),
        ("It opens at nine [[2]].", "It opens at nine [2]."),
        ("It opens at nine \\[2\\].", "It opens at nine [2]."),
        ("It opens at nine [1](https://example.com/a).", "It opens at nine [1]."),
        ("It opens at nine [ 1 ].", "It opens at nine [1]."),
    ])
    func writesEveryFormOfCitationInOne(text: String, expected: String) {
        #expect(CitationFilter.filter(text, count: 3) == expected)
    }

    @Test(arguments: [
        ("It opens at nine [4].", "It opens at nine."),
        ("It opens at nine [0].", "It opens at nine."),
        ("It opens [9] at nine.", "It opens at nine."),
        ("It opens at nine [1, 9].", "It opens at nine [1]."),
        ("It opens at nine [99999999999999999999999].", "It opens at nine."),
        ("It opens at nine 【7†source】.", "It opens at nine."),
        ("It opens at nine [9](https://example.com/?q=secret).", "It opens at nine."),
        ("It opens at nine [2-9].", "It opens at nine [2][3]."),
        ("It opens at nine [1", "It opens at nine"),
    ])
    func takesOutWhatNoSourceHas(text: String, expected: String) {
        #expect(CitationFilter.filter(text, count: 3) == expected)
    }

    @Test(arguments: [
        "See [the page](https://example.com/1) and [this].",
        "- [ ] open\n- [x] done [1]",
        "Use `list[1]` and ``a[9]`b``.",
        "```swift\nlet a = b[9]\n```\nDone [1].",
        "~~~\n[9]\n~~~\n",
        "> ```\n> x[7]\n> ```\n",
        "Between [0.5, 1.5] and [see 3 below].",
        "A lone ` and [1].",
        "Two\n\nparagraphs [1].\n\n| a | b [2] |\n",
        "[[item:12]] [x",
    ])
    func leavesCodeLinksAndListsAlone(text: String) {
        #expect(CitationFilter.filter(text, count: 3) == text)
    }

    @Test func aNumberBehindALoneBacktickIsNoCode() {
        #expect(CitationFilter.filter("A lone ` and [9].\nNext [1].", count: 3) == "A lone ` and.\nNext [1].")
    }

    @Test func noDefinitionCanTurnNumbersIntoLinks() {
        let text = "It opens at nine [1].\n\n[1]: https://example.com/?q=secret\n"
        #expect(CitationFilter.filter(text, count: 3) == "It opens at nine [1].\n\n[1] https://example.com/?q=secret\n")
    }

    @Test func withoutSourcesThereAreNoCitations() {
        #expect(CitationFilter.filter("Yes [1] and [2].", count: 0) == "Yes and.")
    }

    @Test func aSourceCannotSayThatItIsAnother() {
        #expect(CitationFilter.inert("[2] Title\nas shown [12], but `a[3]`") == "(2) Title\nas shown (12), but `a[3]`")
    }

    /// What comes out is the same wherever the answer is cut.
    @Test func cutsChangeNothing() {
        var random = SeededRandom(seed: 7)
        let pieces = [
            "[1]", "[9]", "[1, 3]", "【2】", "【4:0†source】", "[^1]", "[Source 2]", "`a[1]`", "```\nb[2]\n```\n", "text ", "。", "\n",
            "\n\n",
            "[link](http://a.example/x)", "[1](http://a.example)", " ", "\\[1\\]", "[[3]]", "`", "``", "~~~", "[", "]", "(", ")",
            ":", "[1]:",
            "> ", "- ", "ä", "🙂", "[x]", "[2", "1]",
        ]
        for _ in 0..<400 {
            let text = (0..<Int.random(in: 1...14, using: &random)).map { _ in
                pieces[Int.random(in: 0...pieces.count - 1, using: &random)]
            }.joined()
            let whole = CitationFilter.filter(text, count: 3)
            var filter = CitationFilter(count: 3)
            var parts = ""
            var rest = Array(text.unicodeScalars)[...]
            while !rest.isEmpty {
                let length = min(rest.count, Int.random(in: 1...4, using: &random))
                parts += filter.take(String(String.UnicodeScalarView(rest.prefix(length))))
                rest = rest.dropFirst(length)
            }
            parts += filter.finish()
            #expect(parts == whole, "\(text.debugDescription)")
        }
    }
}

@Suite struct KnownLinksTests {
    private static let links = KnownLinks(
        sources: ["Read https://docs.example/a?b=c, then https://docs.example/next.", "https://docs.example/home"],
        said: ["What is on https://mine.example/x?"])

    private func filter(_ text: String, step: Int = .max) -> String {
        var filter = CitationFilter(count: 2, links: Self.links)
        var result = ""
        var rest = Array(text.unicodeScalars)[...]
        while !rest.isEmpty {
            result += filter.take(String(String.UnicodeScalarView(rest.prefix(step))))
            rest = rest.dropFirst(step)
        }
        return result + filter.finish()
    }

    @Test(arguments: [
        "See [the docs](https://docs.example/a?b=c) [1].", "See https://docs.example/home, and <https://docs.example/next>.",
        "Your [own](https://mine.example/other?q=1) page.", "Nothing (to see) here: www is no address.",
        "`https://evil.example/x`",
        "See [part](#below) and [note]: fine", "https://docs.example/next",
    ])
    func whatSomebodyHasNamedIsALink(text: String) {
        for step in [1, 2, 5, .max] { #expect(filter(text, step: step) == text) }
    }

    @Test(arguments: [
        ("[x](https://evil.example/?q=secret)", "[x] (`https://evil.example/?q=secret`)"),
        ("![x](https://evil.example/p.png?q=secret \"t\")", "![x] (`https://evil.example/p.png?q=secret` \"t\")"),
        ("[x](\n  https://evil.example/a)", "[x] (\n  `https://evil.example/a`)"),
        ("[x](https&#58;//evil.example/a)", "[x] (https&#58;//evil.example/a)"),
        ("[x](<https://evil.example/a b>)", "[x] (<`https://evil.example/a` b>)"),
        ("[x](//evil.example/a)", "[x] (//evil.example/a)"),
        ("<https://evil.example/a>", "<`https://evil.example/a`>"),
        ("Go to HTTPS://evil.example/a.", "Go to `HTTPS://evil.example/a`."),
        ("www.evil.example/a?b", "`www.evil.example/a?b`"),
        ("[x]: https://evil.example/a\n\n[x]", "[x] : `https://evil.example/a`\n\n[x]"),
        ("[1](https://evil.example/a \"t\")", "[1] (`https://evil.example/a` \"t\")"),
        ("https://docs.example/home/secret", "`https://docs.example/home/secret`"),
        ("https://docs.example/a?b=", "`https://docs.example/a?b=`"),
        ("[x](mailto:a@evil.example?body=secret)", "[x] (`mailto:a@evil.example?body=secret`)"),
        ("https://mine.example@evil.example/", "`https://mine.example@evil.example/`"),
    ])
    func whatNobodyHasNamedIsText(text: String, expected: String) {
        for step in [1, 2, 5, .max] { #expect(filter(text, step: step) == expected) }
    }
}
