import Accounts
import LanguageModel
import Testing

@testable import Web

@Suite struct AdminViewTests {
    private func edit(_ models: [String], change: (inout ChainEditView) -> Void = { _ in }) -> String {
        var view = ChainEditView(
            language: .english, siteName: "Nexus Core", name: "default", chain: nil, version: 3, models: models, states: [:],
            versions: [], clients: ["sim"], known: [])
        change(&view)
        return view.render()
    }

    @Test func marksThePageThatOneIsOn() {
        let html = edit(["sim:lead"])
        #expect(html.contains("<a href=\"/admin/chains\" aria-current=\"page\">Chains</a>"))
        #expect(html.contains("<a href=\"/admin/people\">People</a>"))
    }

    @Test func keepsTheDraftInItsForm() throws {
        let html = edit(["sim:lead", "sim:second"])
        let first = try #require(html.firstRange(of: "name=\"models[]\" value=\"sim:lead\""))
        let second = try #require(html.firstRange(of: "name=\"models[]\" value=\"sim:second\""))
        #expect(first.lowerBound < second.lowerBound)
        #expect(html.contains("name=\"version\" value=\"3\"") && html.contains("aria-label=\"Move sim:lead down\""))
        #expect(html.contains("formmethod=\"post\""))
    }

    @Test func escapesWhatPeopleWrote() {
        let nasty = "sim:\"><script>alert(1)</script>"
        let html = edit([nasty]) {
            $0.name = nasty
            $0.typed = nasty
            $0.known = [nasty]
            $0.clients = [nasty]
            $0.listed = nasty
            $0.listing = ModelListing(models: [ModelIdentifier(provider: "sim", model: nasty)], milliseconds: 1)
            $0.versions = [
                .init(number: 1, models: [ModelIdentifier(provider: "sim", model: nasty)], createdAt: 0, createdBy: nasty)
            ]
        }
        #expect(!html.contains("<script>alert"))
    }

    @Test(arguments: [
        (ModelState(phase: .closed), "Ready"),
        (ModelState(phase: .open, reason: .rateLimited, retryAfterSeconds: 12), "Resting for 12 s: rate limit"),
        (ModelState(phase: .open, reason: .connect, retryAfterSeconds: 0), "Resting: could not be reached"),
        (ModelState(phase: .halfOpen, reason: .overloaded), "Being tried again: overloaded"),
        (ModelState(phase: .gone), "Its AI client is not there any more."),
    ])
    func saysWhatABreakerDoes(state: ModelState, sentence: String) {
        #expect(StageWords.english.sentence(for: state) == sentence)
    }

    @Test(arguments: PageLanguage.allCases) func namesEveryPageDifferently(language: PageLanguage) {
        #expect(Set(AdminPage.allCases.map { $0.title(in: language) }).count == AdminPage.allCases.count)
    }

    @Test func writesAQueryThatIsReadBackAsItWas() {
        #expect("a&b=ä +%".inQuery == "a%26b%3D%C3%A4%20%2B%25")
    }

    @Test func readsADayAsABrowserSendsIt() {
        #expect(Day.start("1970-01-02") == 86_400)
        for wrong in ["", "1970", "2026-13-01", "2026-1-1", "x"] { #expect(Day.start(wrong) == nil) }
    }
}
