import LanguageModel
import Storage
import Testing

@testable import Chat

@Suite struct SuggestionRewordingTests {
    private func reworded(_ field: String, _ text: String, kind: Suggestion.Kind = .task) throws -> Suggestion.Content {
        try SuggestionForm.of(kind).reworded(.init(field: field, text: "before", minutes: 5), as: text)
    }

    @Test func aDayStaysADay() throws {
        #expect(try reworded("due", "2026-03-31").text == "2026-03-31")
        for wrong in ["tomorrow", "2026-02-30", "31.3.2026"] {
            #expect(throws: JSONProblems.self) { _ = try reworded("due", wrong) }
        }
    }

    @Test(arguments: [("effort", Suggestion.Kind.task), ("duration", .event)])
    func aLengthStaysANumberOfMinutes(_ field: String, _ kind: Suggestion.Kind) throws {
        let content = try reworded(field, "090", kind: kind)
        #expect(content.text == "90" && content.minutes == 90)
        for wrong in ["long", "-1", "40321", "1.5"] {
            #expect(throws: JSONProblems.self) { _ = try reworded(field, wrong, kind: kind) }
        }
    }

    @Test func aPriorityStaysOneOfItsWords() throws {
        #expect(try reworded("priority", "urgent").text == "urgent")
        #expect(throws: JSONProblems.self) { _ = try reworded("priority", "huge") }
    }

    @Test func whatIsWordsMayBeAnyWords() throws {
        #expect(try reworded("subtask", "tomorrow") == .init(field: "subtask", text: "tomorrow", minutes: 5))
    }
}
