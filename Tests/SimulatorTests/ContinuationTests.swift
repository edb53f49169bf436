import LanguageModel
import Testing

@testable import Simulator

@Suite(.timeLimit(.minutes(20)))
struct ContinuationTests {
    private static let answer = AnswerText.numbered(10)
    private static let said = AnswerText.tokens(of: answer).prefix(6).joined()

    private func reply(_ turns: [(Role, String)], _ behaviour: Behaviour = Behaviour(words: 10)) -> String {
        let call = ChatCall(
            model: "m", isStreaming: true, messages: turns.map { .init(role: $0.0, text: $0.1) }, toolNames: [], maxTokens: nil,
            stop: [])
        return AnswerText.reply(to: call, by: behaviour)
    }

    @Test func tokensJoinToTheExactText() {
        for text in ["", " a  b\n\nc ", AnswerText.numbered(100), "# Title\n\n- 👩‍🚀 one\n"] {
            #expect(AnswerText.tokens(of: text).joined() == text)
        }
        #expect(AnswerText.tokens(of: AnswerText.numbered(40)).count == 40)
    }

    @Test func goesOnRightAfterWhatWasSaid() {
        #expect(Self.said + reply([(.user, "q"), (.assistant, Self.said)]) == Self.answer)
        #expect(Self.said + reply([(.user, "q"), (.assistant, Self.said), (.user, "Please continue.")]) == Self.answer)
        let trimmed = String(Self.said.dropLast())
        #expect(trimmed + reply([(.user, "q"), (.assistant, trimmed)]) == Self.answer)
    }

    @Test func repeatsTheLastFiveWordsOrStartsAnewWhenAsked() {
        let turns: [(Role, String)] = [(.user, "q"), (.assistant, Self.said)]
        let repeated = reply(turns, Behaviour(words: 10, onContinue: .repeat))
        #expect(repeated == AnswerText.tokens(of: Self.answer).dropFirst(1).joined())
        #expect(reply(turns, Behaviour(words: 10, onContinue: .restart)) == Self.answer)
    }

    @Test func answersTheNextQuestionInFull() {
        #expect(reply([(.user, "q"), (.assistant, Self.answer), (.user, "And now?")]) == Self.answer)
        #expect(reply([(.user, "q"), (.assistant, Self.answer), (.user, "Continue where you left off")]).isEmpty)
        #expect(reply([(.user, "q"), (.assistant, "Something else"), (.user, "And now?")]) == Self.answer)
    }

    @Test func echoesAndContinuesItsEcho() {
        let echo = Behaviour(echo: true)
        #expect(reply([(.user, "one two three")], echo) == "one two three")
        #expect(reply([(.user, "one two three"), (.assistant, "one "), (.user, "continue")], echo) == "two three")
    }

    @Test(arguments: Speaker.all)
    func rejectsPrefillOnlyWhenTheAssistantSpokeLast(_ speaker: Speaker) async throws {
        try await SimulatorServer.serving(Script(pace: 0)) { server, _ in
            let port = try await server.start()
            let turns = [("user", "q"), ("assistant", "alpha1 ")]
            #expect(try await speaker.ask(port, model: "m+prefill=reject", turns: turns).status == 400)
            #expect(try await speaker.ask(port, model: "prefill_rejected", turns: turns).status == 400)
            let asked = try await speaker.ask(port, model: "prefill_rejected", turns: turns + [("user", "go on")])
            #expect(speaker.words(asked) == String(AnswerText.numbered(40).dropFirst(7)))
        }
    }

    @Test(arguments: Speaker.all)
    func refusesAPromptOverItsWindow(_ speaker: Speaker) async throws {
        try await SimulatorServer.serving(Script(pace: 0, models: ["small": Behaviour(contextWindow: 3)])) { server, _ in
            let port = try await server.start()
            #expect(try await speaker.ask(port, model: "small").status == 200)
            let long = try await speaker.ask(port, model: "small", turns: [("user", "far too many words")])
            #expect(long.status == 400)
            #expect(server.log.entries.last?.fault == .contextTooLong)
        }
    }
}
