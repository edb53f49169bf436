import Testing

@testable import Web

@Suite struct MarkdownRendererTests {
    @Test func makesOneStringForEachBlock() {
        let blocks = MarkdownRenderer.render("# Tea\n\nBoil *water*.\n\n- leaves\n- cup")
        #expect(
            blocks == [
                "<h3 dir=\"auto\">Tea</h3>",
                "<p dir=\"auto\">Boil <em>water</em>.</p>",
                "<ul dir=\"auto\"><li>leaves</li><li>cup</li></ul>",
            ])
    }

    @Test func laysBareJSONOutAsCode() {
        let html = MarkdownRenderer.render(#"{"title":"Go","steps":["a","b"]}"#)
        #expect(html.count == 1)
        #expect(html[0].contains("<span class=\"code-language\">json</span>"))
        #expect(html[0].contains("{\n  &quot;steps&quot;: [\n") || html[0].contains("{\n  \"steps\": [\n"))
        #expect(MarkdownRenderer.render("[x](https://x.test)").joined().contains("<a "))
        #expect(MarkdownRenderer.render("{a} b") == ["<p dir=\"auto\">{a} b</p>"])
    }

    @Test func makesNothingOfNothing() {
        #expect(MarkdownRenderer.render("").isEmpty)
        #expect(MarkdownRenderer.render(" \n\n").isEmpty)
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b", "<div onclick=\"x()\">\n\nhi", "<!-- x --><iframe>",
        "`<b>`", "```\n<script>\n```", "```\"><script>\nx\n```", "| <i> |\n|--|\n| <u> |", "[<b>](https://x.test)",
    ])
    func showsRawHTMLAsText(_ text: String) {
        let html = MarkdownRenderer.render(text).joined()
        for tag in ["<script", "<img", "<div onclick", "<iframe", "<!--", "<b>", "<i>", "<u>"] { #expect(!html.contains(tag)) }
        #expect(html.contains("&lt;"))
    }

    @Test(arguments: [
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,hi)", "[x](vbscript:x)", "[x](/relative)",
        "[x](//host)", "![x](file:///etc/passwd)", "<ftp://x.test>", "[x](&#106;avascript:alert(1))",
    ])
    func followsOnlyHTTPAndMail(_ text: String) {
        #expect(!MarkdownRenderer.render(text).joined().contains("<a "))
    }

    @Test func opensLinksElsewhereWithoutTellingWhereFrom() {
        #expect(
            MarkdownRenderer.render("[docs](https://x.test/a?b=1&c=2)") == [
                "<p dir=\"auto\"><a href=\"https://x.test/a?b=1&amp;c=2\" target=\"_blank\" "
                    + "rel=\"noopener noreferrer nofollow\">docs</a></p>"
            ])
        #expect(MarkdownRenderer.render("see https://x.test now").joined().contains("href=\"https://x.test\""))
        #expect(MarkdownRenderer.render("a@x.test").joined().contains("href=\"mailto:a@x.test\""))
    }

    @Test func cannotBeBrokenOutOfByAnAddress() {
        let html = MarkdownRenderer.render("[x](<https://x.test/\" onclick=\"a>)").joined()
        #expect(html.contains("href=\"https://x.test/&quot; onclick=&quot;a\""))
    }

    @Test func linksToAnImageInsteadOfLoadingIt() {
        let html = MarkdownRenderer.render("![a cat](https://x.test/cat.png)").joined()
        #expect(html.contains(">a cat</a>"))
        #expect(!html.contains("<img"))
        #expect(MarkdownRenderer.render("![](https://x.test/cat.png)").joined().contains(">https://x.test/cat.png</a>"))
    }

    @Test func opensOneLinkForALinkedImage() {
        let html = MarkdownRenderer.render("[![badge](https://x.test/b.svg)](https://x.test)").joined()
        #expect(html.components(separatedBy: "<a ") == 2)
        #expect(html.contains("href=\"https://x.test\""))
        #expect(html.components(separatedBy: "</a>") == 2)
    }

    @Test func headsCodeWithItsLanguageAndAButton() {
        #expect(
            MarkdownRenderer.render("```swift title\nlet a = 1 < 2\n```") == [
                "<div class=\"code\"><div class=\"code-head\"><span class=\"code-language\">swift</span>"
                    + "<button type=\"button\" class=\"copy\" hidden></button></div>"
                    + "<pre tabindex=\"0\" dir=\"ltr\"><code>let a = 1 &lt; 2\n</code></pre></div>"
            ])
    }

    @Test func drawsTablesWithTheirAlignment() {
        let html = MarkdownRenderer.render("| a | b |\n|:--|--:|\n| 1 | 2 |").joined()
        #expect(html.contains("<th scope=\"col\" dir=\"auto\">a</th><th scope=\"col\" class=\"end\" dir=\"auto\">b</th>"))
        #expect(
            html.contains("<tbody><tr><td dir=\"auto\">1</td><td class=\"end\" dir=\"auto\">2</td></tr></tbody></table></div>"))
    }

    @Test func ticksTasks() {
        let html = MarkdownRenderer.render("- [x] done\n- [ ] open").joined()
        #expect(html.contains("☑ done") && html.contains("☐ open"))
        #expect(!html.contains("<input"))
    }

    @Test func countsOnFromTheFirstNumber() {
        #expect(MarkdownRenderer.render("3. c\n4. d").joined().hasPrefix("<ol dir=\"auto\" start=\"3\">"))
    }

    @Test func strikesThrough() {
        #expect(MarkdownRenderer.render("~~no~~") == ["<p dir=\"auto\"><del>no</del></p>"])
    }

    @Test func survivesAbsurdNesting() {
        #expect(MarkdownRenderer.render(String(repeating: "> ", count: 3000) + "x").count == 1)
        #expect(!MarkdownRenderer.render(String(repeating: "[", count: 3000)).isEmpty)
        #expect(!MarkdownRenderer.render(String(repeating: "*a ", count: 3000)).isEmpty)
    }

    @Test func rendersTheSameOnManyThreads() async {
        let text = "~~a~~ www.x.test\n\n| a |\n|---|\n| ~~b~~ |\n\n- [x] c"
        let expected = MarkdownRenderer.render(text)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<200).allSatisfy { _ in MarkdownRenderer.render(text) == expected } }
            }
            for await same in group { #expect(same) }
        }
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> Int {
        var count = 1
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
