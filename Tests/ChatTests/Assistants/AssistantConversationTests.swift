import LanguageModel
import Ledger
import Logging
import Providers
import Routing
import Storage
import TestSupport
import Testing

@testable import Chat

/// What becomes of conversations when their assistants come and go.
@Suite struct AssistantConversationTests {
    private let ada = ChangeAuthor(id: "usr_ada")

    private func fixture(
        _ assistants: AssistantDirectory,
        lead: @escaping @Sendable (Int, ModelCall) -> [ScriptedProvider.Step] = { number, _ in .says("answer \(number)") }
    ) async throws -> (DeskFixture, AssistantDesk) {
        let fixture = try await DeskFixture(assistants: assistants, lead: lead)
        let desk = AssistantDesk(
            directory: assistants, repository: AssistantRepository(database: fixture.database, time: fixture.clock),
            chains: ChainDirectory([Chain(name: "default", models: [])]),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        return (fixture, desk)
    }

    private var helper: AssistantDirectory {
        AssistantDirectory([Assistant(id: "helper", name: "Helper", chain: "default", order: 10)])
    }

    @Test func anAnswerUnderWayEndsAsItBeganWhenItsAssistantIsDeleted() async throws {
        let (fixture, desk) = try await fixture(helper) { number, _ in
            [.event(.text("half ")), .wait(.seconds(1)), .event(.text("whole")), .event(.finished(.stop))]
        }
        _ = try await desk.create(Assistant(id: "shop", name: "The Shop", chain: "default", instructions: "Sell."), by: ada)
        let id = try await fixture.desk.open(owner: "ann", assistant: "shop").id
        let answer = try await fixture.desk.post("one", to: id, owner: "ann", requestID: "r")
        await fixture.clock.settle { fixture.clock.hasSleeper(until: .seconds(1)) }

        try await desk.delete("shop", by: ada)
        #expect(try await fixture.desk.running(in: id, owner: "ann") != nil)
        fixture.clock.advance(by: .seconds(1))
        await fixture.finish(answer)
        #expect(try await fixture.texts(id) == ["one", "half whole"])
        #expect(try await fixture.repository.messages(of: id, owner: "ann").last?.status == .complete)
        #expect(fixture.lead.calls.first?.request.messages.first?.text == "Sell.")
        #expect(fixture.recorder.answers.last?.assistant == "shop")
    }

    @Test func theNextMessageSaysWhoIsGoneAndAnotherCanGoOn() async throws {
        let (fixture, desk) = try await fixture(helper)
        _ = try await desk.create(Assistant(id: "shop", name: "The Shop", chain: "default"), by: ada)
        let id = try await fixture.desk.open(owner: "ann", assistant: "shop").id
        try await fixture.ask("one", in: id)
        let question = try #require(try await fixture.repository.messages(of: id, owner: "ann").first?.id)
        try await desk.delete("shop", by: ada)
        let gone = ConversationError.assistantGone(name: "The Shop")
        await #expect(throws: gone) { try await fixture.ask("two", in: id) }
        await #expect(throws: gone) { _ = try await fixture.desk.retry(id, owner: "ann", requestID: "r") }
        await #expect(throws: gone) {
            _ = try await fixture.desk.edit(question, to: "x", in: id, owner: "ann", requestID: "r")
        }
        #expect(try await fixture.texts(id) == ["one", "answer 0"])

        await #expect(throws: ConversationError.unknownAssistant) {
            try await fixture.desk.change(id, owner: "ann", ConversationChange(assistant: "shop"))
        }
        try await fixture.desk.change(id, owner: "ann", ConversationChange(assistant: "helper"))
        try await fixture.ask("two", in: id)
        #expect(try await fixture.texts(id) == ["one", "answer 0", "two", "answer 1"])
        #expect(fixture.recorder.answers.map(\.assistant) == ["shop", "helper"])
    }

    @Test func aDisabledOneIsGoneUntilItIsEnabled() async throws {
        let (fixture, desk) = try await fixture(helper)
        _ = try await desk.create(Assistant(id: "shop", name: "The Shop", chain: "default"), by: ada)
        let id = try await fixture.desk.open(owner: "ann", assistant: "shop").id
        _ = try await desk.change("shop", by: ada) { $0.isEnabled = false }
        await #expect(throws: ConversationError.assistantGone(name: "The Shop")) { try await fixture.ask("one", in: id) }
        _ = try await desk.change("shop", by: ada) { $0.isEnabled = true }
        try await fixture.ask("one", in: id)
        #expect(try await fixture.texts(id) == ["one", "answer 0"])
    }

    @Test func isAskedByItsAudienceAlone() async throws {
        let assistants = AssistantDirectory([
            Assistant(id: "office", name: "Office", chain: "default", audience: .members),
            Assistant(id: "open", name: "Open", chain: "default"),
        ])
        let (fixture, _) = try await fixture(assistants)
        let desk = fixture.desk
        await #expect(throws: ConversationError.unknownAssistant) {
            _ = try await desk.open(owner: "ann", assistant: "office")
        }
        #expect(try await desk.open(owner: "ann", assistant: nil).assistant == "open")
        #expect(try await desk.open(owner: "ann", assistant: nil, standing: .members).assistant == "office")
        let id = try await desk.open(owner: "ann", assistant: "office", standing: .admins).id
        await #expect(throws: ConversationError.assistantGone(name: "Office")) { try await fixture.ask("one", in: id) }
        await fixture.finish(
            try await desk.post("one", to: id, owner: "ann", requestID: "r", as: Posting(standing: .members)))
        await #expect(throws: ConversationError.unknownAssistant) {
            try await desk.change(id, owner: "ann", ConversationChange(assistant: "office"))
        }
    }

    @Test func isAskedNoMoreOftenThanItMayBe() async throws {
        let assistants = AssistantDirectory(
            [Assistant(id: "slow", name: "Slow", chain: "default", requestsPerMinute: 1)],
            pace: { key, perMinute in key == "assistant:slow:bob" && perMinute == 1 ? .seconds(30) : nil })
        let (fixture, _) = try await fixture(assistants)
        let bobs = try await fixture.desk.open(owner: "bob", assistant: nil).id
        await #expect(throws: ConversationError.tooManyRequests(retryAfter: .seconds(30))) {
            _ = try await fixture.desk.post("one", to: bobs, owner: "bob", requestID: "r")
        }
        #expect(try await fixture.repository.messages(of: bobs, owner: "bob").isEmpty)
        try await fixture.ask("one", in: try await fixture.open())
    }

    @Test func aConversationThatNamesNobodyIsTheFirstOnes() async throws {
        let (fixture, _) = try await fixture(helper)
        let id = try await fixture.repository.create(id: "c", owner: "ann", title: "").id
        try await fixture.ask("one", in: id)
        #expect(fixture.recorder.answers.map(\.assistant) == ["helper"])
    }
}
