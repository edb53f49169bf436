import Testing

@testable import Chat

@Suite struct QuestionWordingTests {
    @Test(arguments: [
        ("What does it cost?", "  what   does it\ncost? "),
        ("Cafe\u{301} hours", "Caf\u{e9} hours"),
        ("WHAT IS IT", "What is it"),
    ])
    func questionsThatDifferInCaseAndSpaceAloneAreOne(_ one: String, _ other: String) {
        #expect(QuestionWording(one).text == QuestionWording(other).text)
    }

    @Test(arguments: [
        ("What does it cost?", "How much does it cost?"),
        ("How can I reset my password?", "How do I reset my password?"),
        ("When does the museum open", "At what time does the museum open?"),
        ("Was kostet ein Ausweis?", "Wie teuer ist ein Ausweis?"),
        ("Where do I find GPT-4 limits?", "Tell me the limits of GPT-4"),
        ("Can I bring 3 guests?", "May I bring 3 guests?"),
    ])
    func anotherWordingMayMeanTheSame(_ one: String, _ other: String) {
        #expect(QuestionWording(one).mayMean(QuestionWording(other)))
        #expect(QuestionWording(other).mayMean(QuestionWording(one)))
    }

    @Test(arguments: [
        // Numbers.
        ("What do 2 nights cost?", "What do 3 nights cost?"),
        ("What do two nights cost?", "What do three nights cost?"),
        ("What happens after version 3.5?", "What happens after version 3.6?"),
        ("What was spent in 2023?", "What was spent in 2024?"),
        ("What does it cost?", "What does it cost for 2?"),
        ("From 3 to 5?", "From 5 to 3?"),
        ("Was kosten zwei Karten?", "Was kosten drei Karten?"),
        // Negations.
        ("Which dogs are allowed?", "Which dogs are not allowed?"),
        ("Do I need a visa?", "Don't I need a visa?"),
        ("Kann ich mit Hund kommen?", "Kann ich ohne Hund kommen?"),
        ("Is it covered?", "Is it never covered?"),
        // Names.
        ("When does the shop in Berlin open?", "When does the shop in Hamburg open?"),
        ("Berlin opening hours?", "Hamburg opening hours?"),
        ("Who is Ada Lovelace?", "Who is Grace Hopper?"),
        ("Does it run on iOS?", "Does it run on macOS?"),
        ("What is US law?", "What is EU law?"),
        // Opposites.
        ("How do I enable logging?", "How do I disable logging?"),
        ("How do I import users?", "How do I export users?"),
        ("What is open before noon?", "What is open after noon?"),
        ("What is the maximum stay?", "What is the minimum stay?"),
        // Names cannot be told from other words here.
        ("柏林的商店几点开门", "汉堡的商店几点开门"),
        ("متى يفتح متجر برلين؟", "متى يفتح متجر هامبورغ؟"),
    ])
    func aQuestionForSomethingElseDoesNot(_ one: String, _ other: String) {
        #expect(!QuestionWording(one).mayMean(QuestionWording(other)))
        #expect(!QuestionWording(other).mayMean(QuestionWording(one)))
    }

    @Test func aQuestionInAnyScriptMeansItself() {
        #expect(QuestionWording("柏林的商店几点开门").mayMean(QuestionWording("柏林的商店几点开门 ")))
    }
}
