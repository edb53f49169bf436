import LanguageModel
import Providers
import Testing

@Suite struct BuiltinProviderTests {
    private let passage = Passage(
        document: "Guide", headings: ["Guide", "Fallback"], text: "The next model goes on.\n\nAt once.")

    private func answer(_ question: String, passages: [Passage] = []) async throws -> [ModelEvent] {
        var events: [ModelEvent] = []
        let request = ChatRequest(messages: [Message(.user, "before"), Message(.user, question), Message(.assistant, "…")])
        try await BuiltinProvider { _ in passages }
            .ask(ModelCall(model: "documents", request: request, streams: true)) { events.append($0) }
        return events
    }

    private func text(_ events: [ModelEvent]) -> String {
        Performance(events: events, failure: nil, isCancelled: false).text
    }

    @Test func quotesWordForWordAndSaysThatNoModelIsConfigured() async throws {
        let events = try await answer("What is fallback?", passages: [passage])
        #expect(text(events).contains("No language model is configured"))
        #expect(text(events).contains("**Guide › Fallback**\n\n> The next model goes on.\n>\n> At once."))
        #expect(events.first == .started(model: "documents"))
        #expect(events.last == .finished(.stop))
        #expect(events.count > 3)
    }

    @Test func saysSoWhenTheDocumentsSayNothing() async throws {
        let events = try await answer("What is the weather?")
        #expect(text(events).contains("say nothing"))
        #expect(text(events).contains("GEMINI_API_KEY"))
    }

    @Test(arguments: ["Hello!", "hi", "Hey there", ""])
    func greetingGetsAShortHelp(_ greeting: String) async throws {
        #expect(text(try await answer(greeting, passages: [passage])).contains("This is Understudy"))
    }

    @Test func questionThatBeginsWithAGreetingIsAnswered() async throws {
        #expect(text(try await answer("Hey, what is fallback?", passages: [passage])).contains("The next model goes on."))
    }
}
