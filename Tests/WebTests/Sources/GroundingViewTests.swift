import Foundation
import LanguageModel
import Testing

@testable import Web

@Suite struct GroundingViewTests {
    private func citation(_ index: Int, _ change: (inout Citation) -> Void = { _ in }) -> Citation {
        var citation = Citation(
            index: index, passage: 1, documentID: "d\(index)", collectionID: "c", title: "Hours <\(index)>",
            headings: ["Shop", "Monday"],
            page: 3, quote: "We open at nine.", start: 10, end: 26, score: 1, verified: true)
        change(&citation)
        return citation
    }

    private func view(_ grounding: Grounding, _ language: PageLanguage = .english) -> GroundingView {
        GroundingView(grounding: grounding, message: "m", reader: ReaderLocale(language: language))
    }

    @Test func aMarkerLeadsToTheSpanAndIsNamed() {
        let html = view(Grounding(coverage: .answered, citations: [citation(1)])).blocks(of: "At nine [1].").joined()
        let mark = SourceAddress.mark(of: "We open at nine.")
        #expect(html.contains("href=\"/documents/c/d1?start=10&amp;end=26&amp;mark=\(mark)#span\""))
        #expect(html.contains("aria-label=\"Source 1: Hours &lt;1&gt;\" aria-describedby=\"cite-m-0\""))
        #expect(html.contains("id=\"cite-m-0\"") && html.contains("Shop › Monday</bdi> · page 3") && html.contains("Bears out"))
    }

    @Test func moreThanThreeSourcesAreFoldedAway() throws {
        let html = view(Grounding(coverage: .answered, citations: (1...5).map { citation($0) })).html.markup
        let details = try #require(html.range(of: "<details>"))
        #expect(html[..<details.lowerBound].components(separatedBy: "<li>").count == 4)
        #expect(html.contains("<summary>2 more</summary>"))
        #expect(!view(Grounding(coverage: .answered, citations: [citation(1)])).html.markup.contains("<details>"))
    }

    @Test func saysHowManyStatementsNoSourceBearsOut() {
        func html(_ count: Int) -> String {
            view(
                Grounding(
                    coverage: .answered,
                    sentences: (0..<count).map { .init(start: $0, end: $0 + 1, citations: [], verified: false) })
            ).html.markup
        }
        #expect(html(1).contains("One statement is borne out by no source.") && !html(1).contains("{sign}"))
        #expect(html(2).contains("2 statements are borne out by no source."))
        #expect(html(0) == "")
    }

    @Test(arguments: [
        (Grounding(coverage: .notCovered), "The documents do not contain this.</p>"),
        (
            Grounding(coverage: .stillIndexing, indexing: 1),
            "The documents do not contain this. One document was still being read."
        ),
        (Grounding(coverage: .stillIndexing, indexing: 4), "4 documents were still being read."),
        (Grounding(coverage: .answered, indexing: 2), ">2 documents were still being read."),
    ])
    func saysCalmlyWhatTheDocumentsDoNotHave(grounding: Grounding, said: String) {
        #expect(view(grounding).html.markup.contains(said))
    }

    @Test func whatIsNoDocumentsIsLinkedOnlyWhereALinkMayLead() {
        func html(_ url: String?) -> String {
            let own = citation(1) {
                $0.documentID = ""
                $0.url = url
            }
            return view(Grounding(coverage: .answered, citations: [own])).blocks(of: "So [1].").joined()
        }
        #expect(html("https://x.test/page").contains("href=\"https://x.test/page\""))
        for address in [nil, "javascript:alert(1)", "//x.test", "/admin", "/c/../admin", "https://x.test/ onclick"] {
            #expect(!html(address).contains("href"), "\(address ?? "")")
        }
    }

    @Test(arguments: PageLanguage.allCases)
    func speaksEveryLanguage(language: PageLanguage) {
        let words = language.sourceWords
        for sentence in [words.oneUnborne, words.severalUnborne] { #expect(sentence.hasPrefix("{sign} ")) }
        for sentence in [words.source, words.page, words.textPage] { #expect(sentence.contains("{number}")) }
        for sentence in [words.more, words.severalUnborne, words.severalIndexing, words.textPage] {
            #expect(sentence.contains("{count}"))
        }
        let html = view(Grounding(coverage: .notCovered, citations: [citation(1)]), language).html.markup
        #expect(html.contains(words.notCovered) && html.contains(words.sources))
    }
}
