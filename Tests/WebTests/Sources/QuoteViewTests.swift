import LanguageModel
import Testing

@testable import Web

@Suite struct QuoteViewTests {
    private func html(_ selection: Selection?) -> String { QuoteView(selection: selection, words: .english).html.markup }

    @Test func aQuoteLeadsBackToItsSpan() {
        let selection = Selection(
            text: "nine <b>", sourceURL: "https://own.test/documents/c/d", title: "Hours", documentID: "d", collectionID: "c",
            start: 3, end: 11)
        #expect(html(selection).contains("<p dir=\"auto\">nine &lt;b&gt;</p>"))
        #expect(
            html(selection).contains(
                "href=\"/documents/c/d?start=3&amp;end=11&amp;mark=\(SourceAddress.mark(of: "nine <b>"))#span\""))
    }

    @Test(arguments: ["javascript:alert(1)", "data:text/html,x", "//x.test", "/logout", "https://x.test/ a"])
    func aQuoteFromNowhereIsNoLink(address: String) {
        let selection = Selection(text: "nine", sourceURL: address, title: "Hours")
        #expect(!html(selection).contains("href") && html(selection).contains("Hours"))
    }

    @Test func aQuoteOfAnAnswerLeadsToIt() {
        #expect(
            html(Selection(text: "nine", sourceURL: "https://own.test/c/abc#m-1", title: "Nexus Core"))
                .contains("href=\"https://own.test/c/abc#m-1\""))
    }

    @Test func theTemplateHasAnEmptyOne() {
        #expect(html(nil).contains(" hidden><p dir=\"auto\"></p><a></a>"))
    }
}
