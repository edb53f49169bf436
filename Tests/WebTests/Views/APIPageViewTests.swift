import LanguageModel
import Testing

@testable import Web

@Suite struct APIPageViewTests {
    private func page(_ language: PageLanguage = .english) -> String {
        APIPageView(language: language, version: "1.2.3").render()
    }

    @Test func showsEveryOperation() {
        let page = page()
        for operation in APIDescription.areas.flatMap(\.operations) {
            #expect(page.contains("<details class=\"operation\"><summary id=\"\(operation.id)\">"), "\(operation.id)")
        }
    }

    @Test func fillsTheEditorFromTheFirstExample() {
        #expect(page().contains("\n{\n  &quot;messages&quot;: [\n"))
    }

    @Test func readsDescriptionsInEnglishInsideARightToLeftPage() {
        let page = page(.arabic)
        #expect(page.contains("<html lang=\"ar\" dir=\"rtl\">"))
        #expect(page.contains("<span class=\"summary\" lang=\"en\" dir=\"ltr\">Answer a conversation</span>"))
    }

    @Test func loadsItsOwnScriptAndNotThatOfTheChat() {
        let page = page()
        #expect(page.contains("/docs.js\"></script>") && !page.contains("composer.js"))
        #expect(
            !ChatPageView(page: ChatPage(language: .english, assistantName: "A", greeting: "", suggestions: [])).render()
                .contains("docs."))
    }

    @Test func laysJSONOutAsBrowsersDo() {
        let value: JSONValue = ["b": [1, [], ["c": nil]], "a": "x\"/", "d": [:]]
        #expect(
            value.laidOut() == """
                {
                  "a": "x\\"/",
                  "b": [
                    1,
                    [],
                    {
                      "c": null
                    }
                  ],
                  "d": {}
                }
                """)
    }

    @Test func showsWhatAFieldMayBe() {
        let schema = APISchema.object([
            "many": .list(of: .ref("ModelName")).nullable.optional, "either": .any(of: .string, .integer).about("`a` or 1."),
        ])
        let html = SchemaView(words: .english).html(schema).markup
        #expect(html.contains("<code>either</code> <span class=\"quiet-text\">string | integer</span>"))
        #expect(html.contains("</code> or 1."))
        #expect(html.contains("<code>many</code> <span class=\"quiet-text\">array of object, optional</span>"))
        #expect(html.contains("<code>owned_by</code>"))
    }

    @Test(arguments: PageLanguage.allCases)
    func leavesNoSentenceEmpty(language: PageLanguage) {
        for sentence in Mirror(reflecting: language.apiPageWords).children {
            #expect((sentence.value as? String)?.isEmpty == false, "\(sentence.label ?? "")")
        }
        #expect(language.apiPageWords.found.contains("{count}"))
    }
}
