import LanguageModel
import Storage
import Testing

@testable import Web

@Suite struct SuggestionPageViewTests {
    private func suggestion(_ field: String, _ text: String, request: String = "r") -> Suggestion {
        Suggestion(
            id: "id-\(field)", owner: "ann", kind: .task, sourceTitle: "Move <b>", content: .init(field: field, text: text),
            model: ModelIdentifier(provider: "p", model: "m"), requestID: request, position: 0, createdAt: 0, updatedAt: 0)
    }

    private func render(_ change: (inout AssistantPage) -> Void) -> String {
        var page = AssistantPage(language: .english, siteName: "Nexus", kind: .task)
        change(&page)
        return SuggestionPageView(page: page).render()
    }

    @Test func whatModelsAndPeopleSaidIsText() {
        let html = render {
            $0.title = "\"><script>"
            $0.pending = [suggestion("subtask", "<img src=x>")]
        }
        #expect(!html.contains("<img") && !html.contains("\"><script>") && !html.contains("<b>"))
        #expect(html.contains("aria-label=\"Accept: &lt;img src=x&gt;\""))
    }

    @Test func everyFieldIsEditedAsWhatItIs() {
        let html = render {
            $0.pending = [suggestion("priority", "high"), suggestion("due", "2026-03-31"), suggestion("effort", "90")]
        }
        #expect(html.contains("<option value=\"high\" selected>High</option>"))
        #expect(html.contains("type=\"date\" id=\"text-id-due\" name=\"text\" value=\"2026-03-31\""))
        #expect(html.contains("<p class=\"said\" dir=\"auto\">90 min</p>"))
    }

    @Test func whoMayOnlyReadIsOfferedNoForm() {
        let html = render {
            $0.mayAsk = false
            $0.pending = [suggestion("subtask", "Ask three movers")]
            $0.accepted = [suggestion("labels", "office")]
        }
        #expect(!html.contains("<form") && !html.contains("<button"))
        #expect(html.contains("Ask three movers") && html.contains("office"))
    }

    @Test func suggestionsOfOneRequestStandTogether() {
        let html = render { $0.accepted = [suggestion("a", "1"), suggestion("b", "2"), suggestion("c", "3", request: "s")] }
        #expect(html.matches(of: /class="group"/).count == 2)
    }

    @Test func theChoiceOfAModelIsThereOnlyWhereItIsShown() {
        #expect(!render { _ in }.contains("<select"))
        let html = render {
            $0.models = [(id: "p:m", name: "M"), (id: "p:n", name: "N")]
            $0.model = "p:n"
        }
        #expect(html.contains("<option value=\"p:n\" selected>N</option>"))
    }

    @Test(arguments: PageLanguage.allCases)
    func everyLanguageHasItsWords(_ language: PageLanguage) {
        let words = language.suggestionWords
        #expect(words.minutes.contains("{count}") && words.notUnderstood.contains("{count}"))
        #expect(words.suggestionsFor.contains("{title}") && words.madeBy.contains("{model}"))
    }
}
