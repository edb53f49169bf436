import Testing

@testable import Web

@Suite struct HTMLTests {
    @Test func escapesWhatIsPutIn() {
        let text = "<b> & \"c\" 'd'"
        let html: HTML = "<p title=\"\(text)\">\(text)</p>"
        #expect(
            html.markup == "<p title=\"&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;\">&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;</p>")
    }

    @Test func takesMarkupAsItIs() {
        let inner: HTML = "<i>\("&")</i>"
        let html: HTML = "<p\(flag: "hidden", if: true)\(flag: "inert", if: false)>\(inner)\([inner, inner])</p>"
        #expect(html.markup == "<p hidden><i>&amp;</i><i>&amp;</i><i>&amp;</i></p>")
    }
}
