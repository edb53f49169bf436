import LanguageModel
import Testing

@testable import Web

@Suite struct ModelSelectorViewTests {
    private let options = [
        ModelSelector.Option(id: "a:one", name: "One", provider: "a", isLocal: false, isAvailable: true),
        ModelSelector.Option(id: "b:two", name: "Two <b>", provider: "b", isLocal: true, isAvailable: false),
        ModelSelector.Option(id: "a:three", name: "Three", provider: "a", isLocal: false, isAvailable: true),
    ]

    private func page(_ selector: ModelSelector?, _ messages: [ChatPage.Message] = []) -> String {
        var page = ChatPage(language: .english, assistantName: "Ann", greeting: "", suggestions: [], messages: messages)
        page.selector = selector
        return ChatPageView(page: page).render()
    }

    @Test func aHiddenSelectionShowsNothingOfIt() {
        let html = page(nil, [ChatPage.Message(id: "m", role: .assistant, content: "x", model: "a:one", modelName: "One")])
        #expect(!html.contains("model-button") && !html.contains("id=\"models\"") && !html.contains("a:one"))
        #expect(html.contains("Answered by One"))
    }

    @Test func theChosenModelIsThereBeforeAnyScript() {
        let html = page(ModelSelector(options: options, chosen: "b:two", fallback: "a:one"))
        #expect(html.contains("<bdi class=\"model-name\">Two &lt;b&gt;</bdi>"))
        #expect(html.contains("data-model=\"b:two\" aria-selected=\"true\""))
        #expect(html.contains("data-id=\"\" data-name=\"One\" data-model=\"a:one\" aria-selected=\"false\""))
        #expect(html.contains("Default: One"))
    }

    @Test func nothingOrSomethingUnknownChosenIsTheDefault() {
        for chosen in [nil, "a:gone"] {
            let html = page(ModelSelector(options: options, chosen: chosen, fallback: "a:three"))
            #expect(html.contains("<bdi class=\"model-name\">Three</bdi>"))
            #expect(html.contains("data-model=\"a:three\" aria-selected=\"true\""))
        }
    }

    @Test func modelsStandWithTheirProviders() {
        let groups = ModelSelector.groups(of: options)
        #expect(groups.map(\.provider) == ["a", "b"])
        #expect(groups.map { $0.options.map(\.name) } == [["One", "Three"], ["Two <b>"]])
    }

    @Test func saysWhatIsLocalAndWhatIsOut() {
        let html = page(ModelSelector(options: options))
        #expect(html.contains(">local</span><span class=\"badge out\">not available now</span>"))
        #expect(html.matches(of: /class="badge out" hidden/).count == 2)
    }

    @Test func anAnswerSaysByWhichModelItIs() {
        let answer = ChatPage.Message(id: "m", role: .assistant, content: "x", model: "a:one", modelName: "One")
        #expect(page(ModelSelector(options: options), [answer]).contains("<bdi class=\"chip-model\">AI • a:one</bdi>"))
    }

    @Test func saysThatNobodyCanAnswerWithoutTheCloud() {
        var page = ChatPage(language: .english, assistantName: "Ann", greeting: "", suggestions: [])
        #expect(!ChatPageView(page: page).render().contains("id=\"cloud-blocked\""))
        page.cloudBlocked = true
        page.selector = ModelSelector(options: [], isLocalOnly: true)
        let html = ChatPageView(page: page).render()
        #expect(html.contains("id=\"cloud-blocked\">Cloud providers are disabled") && !html.contains("id=\"models\""))
    }
}

@Suite struct SettingsPageViewTests {
    private func page(change: (inout SettingsPage) -> Void = { _ in }) -> String {
        var page = SettingsPage(
            language: .english, assistantName: "Ann",
            models: [ModelSelector.Option(id: "a:one", name: "One", provider: "a", isLocal: true, isAvailable: true)],
            defaultModel: nil, cloudDisabled: false, isSetByServer: false, hasLocalModel: true)
        change(&page)
        return SettingsPageView(page: page).render()
    }

    @Test func theSwitchSaysHowItStandsAndSendsTheOpposite() {
        #expect(page().contains("aria-checked=\"false\""))
        #expect(page().contains("name=\"disabled\" value=\"true\""))
        let on = page { $0.cloudDisabled = true }
        #expect(on.contains("aria-checked=\"true\"") && on.contains("name=\"disabled\" value=\"false\""))
    }

    @Test func whatTheOperatorHasSetCannotBeChanged() {
        let html = page {
            $0.cloudDisabled = true
            $0.isSetByServer = true
        }
        #expect(html.contains("value=\"false\" disabled"))
        #expect(html.contains("Disabled for everyone by this server"))
    }

    @Test func warnsWhenNobodyIsLeftToAnswer() {
        let words = "no local model is connected"
        #expect(!page().contains(words))
        #expect(!page { $0.cloudDisabled = true }.contains(words))
        #expect(
            page {
                $0.cloudDisabled = true
                $0.hasLocalModel = false
            }.contains(words))
    }

    @Test func showsTheDefaultModelWhereThereIsAChoice() {
        #expect(page { $0.defaultModel = "a:one" }.contains("<option value=\"a:one\" selected>One (local)</option>"))
        #expect(page { $0.defaultModel = "b:gone" }.contains("<option selected disabled>b:gone – not available now</option>"))
        #expect(!page { $0.models = [] }.contains("<select"))
    }

    @Test(arguments: PageLanguage.allCases) func speaksEveryLanguageUnderThePolicy(language: PageLanguage) {
        for saved in SettingsPage.Saved.allCases {
            let html = page {
                $0.language = language
                $0.saved = saved
            }
            #expect(html.contains(">\(language.words.models.settings)</h1>"))
            #expect(html.contains("role=\"status\">"))
            #expect(!html.contains(/\sstyle=|\son[a-z]+=|<style|<script|https?:\/\//))
        }
    }
}
