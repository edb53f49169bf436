import Testing

@testable import Knowledge

@Suite struct AnswerClaimsTests {
    private func claims(_ text: String) -> [String] {
        AnswerClaims(text).claims.map {
            "\($0.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")) \($0.citations)"
        }
    }

    @Test func aCitationBelongsToTheSentenceBeforeIt() {
        #expect(
            claims("The shop opens at nine. [1] It closes at five [2][3]. Parking costs two euros.[1] Dogs may come.")
                == [
                    "The shop opens at nine. [1]", "It closes at five . [2, 3]", "Parking costs two euros. [1]",
                    "Dogs may come. []",
                ])
    }

    @Test func sentencesOfOtherScriptsEndWhereTheyEnd() {
        #expect(claims("商店九点开门。[1]五点关门[2]。") == ["商店九点开门。 [1]", "五点关门 。 [2]"])
        #expect(claims("يفتح المتجر في التاسعة. [1] ويغلق في الخامسة مساء. [2]").map { $0.suffix(3) } == ["[1]", "[2]"])
    }

    @Test(arguments: [
        "# Opening hours of the shop\n", "What would you like to know about it?", "Here are the steps for the installation:",
        "```\nlet hours = nine\n```", "Hello!", "**Opening hours today**", "Let me know if you need anything else about hours.",
        "| Day | Opening |\n|---|---|", "---", "Sure.", "您想知道哪一天的时间？",
    ])
    func whatClaimsNothingNeedsNoSource(text: String) {
        #expect(claims(text).isEmpty)
    }

    @Test func itemsRowsAndQuotesAreClaimsOfTheirOwn() {
        #expect(claims("- The door is red [1]\n- The window is blue\n") == ["The door is red [1]", "The window is blue []"])
        #expect(claims("| Plan | Price |\n|---|---|\n| Basic | 5 € [1] |\n") == ["| Basic | 5 € | [1]"])
        #expect(claims("> One sentence. Another one.\n>\n> [1]\n") == ["One sentence. Another one. [1]"])
    }

    @Test func placesAreInScalarsOfTheAnswer() throws {
        let text = "Grüße 🙂 aus Köln: ja.\n\nDer Laden öffnet um neun 【】Uhr [1]. Danke der Nachfrage, sehr nett."
        let claim = try #require(AnswerClaims(text).claims.first { $0.citations == [1] })
        let scalars = Array(text.unicodeScalars)
        #expect(String(String.UnicodeScalarView(scalars[claim.start..<claim.end])) == "Der Laden öffnet um neun 【】Uhr [1].")
    }

    @Test(arguments: [
        "The documents do not mention the price.", "Die Dokumente enthalten dazu nichts.", "文档中没有提到价格。", "لا تذكر الوثائق السعر.",
    ])
    func sayingThatTheDocumentsDoNotSayIsNoClaim(text: String) {
        let found = AnswerClaims(text)
        #expect(found.claims.isEmpty && found.deniesCoverage)
    }

    @Test func abbreviationsEndNoSentence() {
        #expect(claims("The bureau of J. Smith, e.g. the one in Rome, opens at nine [1].").count == 1)
    }
}
