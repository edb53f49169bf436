import Knowledge
import LanguageModel
import Testing

@Suite struct MarkdownPassagesTests {
    @Test(arguments: ["\n", "\r\n"])
    func everySectionIsAPassageUnderItsHeadings(_ end: String) {
        let text = ["intro", "# One", "", "first", "## Two", "second", "# Three", "third", ""].joined(separator: end)
        #expect(
            passages(ofMarkdown: text, document: "Doc") == [
                LanguageModel.Passage(document: "Doc", headings: [], text: "intro"),
                LanguageModel.Passage(document: "Doc", headings: ["One"], text: "first"),
                LanguageModel.Passage(document: "Doc", headings: ["One", "Two"], text: "second"),
                LanguageModel.Passage(document: "Doc", headings: ["Three"], text: "third"),
            ])
    }

    @Test func codeAndNumbersAreNoHeadings() {
        let text = "# One\n```sh\n# a comment\n```\n#5 is done\n#hashtag here"
        #expect(passages(ofMarkdown: text, document: "Doc").map(\.headings) == [["One"]])
    }

    @Test func longSectionIsCutAtAParagraphWithoutLoss() {
        let paragraphs = (1...10).map { "\($0) " + String(repeating: "word ", count: 60) }
        let cut = passages(ofMarkdown: "# One\n" + paragraphs.joined(separator: "\n\n"), document: "Doc")
        #expect(cut.count > 1)
        #expect(cut.allSatisfy { $0.headings == ["One"] && $0.text.count < 1500 })
        #expect(cut.map(\.text).joined(separator: "\n\n") == paragraphs.joined(separator: "\n\n"))
    }

    @Test func emptySectionsAreNoPassages() {
        #expect(passages(ofMarkdown: "", document: "Doc").isEmpty)
        #expect(passages(ofMarkdown: "# One\n\n## Two\n \n", document: "Doc").isEmpty)
    }
}

@Suite struct PassageIndexTests {
    private let index = PassageIndex([
        LanguageModel.Passage(document: "Doc", headings: ["Fallback"], text: "When a model fails, the next one goes on."),
        LanguageModel.Passage(document: "Doc", headings: ["Keys"], text: "Set GEMINI_API_KEY to connect a model."),
        LanguageModel.Passage(document: "Doc", headings: ["Messages"], text: "Every message is kept; nothing is lost."),
    ])

    private func headings(_ question: String, limit: Int = 3) -> [String] {
        index.search(question, limit: limit).compactMap(\.headings.last)
    }

    @Test func nearestComesFirst() {
        #expect(headings("fallback of a model").first == "Fallback")
        #expect(headings("connect gemini").first == "Keys")
    }

    @Test(arguments: ["message", "messages", "MESSAGES"])
    func numberAndCaseDoNotMatter(_ word: String) {
        #expect(headings(word) == ["Messages"])
    }

    @Test func nothingInCommonFindsNothing() {
        #expect(headings("weather tomorrow").isEmpty)
        #expect(headings("what is the").isEmpty)
        #expect(headings("").isEmpty)
    }

    @Test func oneWordOfALongQuestionIsChance() {
        #expect(headings("weather forecast tomorrow model Paris").isEmpty)
    }

    @Test func limitHolds() {
        #expect(headings("model", limit: 1).count == 1)
        #expect(headings("model", limit: 0).isEmpty)
    }

    @Test func emptyIndexFindsNothing() {
        #expect(PassageIndex([]).search("model", limit: 3).isEmpty)
    }
}
