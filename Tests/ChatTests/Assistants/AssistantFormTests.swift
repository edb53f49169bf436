import LanguageModel
import Ledger
import Providers
import Routing
import Storage
import TestSupport
import Testing

@testable import Chat

/// An assistant whose answers have a form gives nothing else.
@Suite struct AssistantFormTests {
    private static let schema = """
        {"type":"object","properties":{"title":{"type":"string","minLength":1},"minutes":{"type":"integer"}},
        "required":["title","minutes"],"additionalProperties":false}
        """
    private static let good = #"{"minutes":5,"title":"Go"}"#

    private func fixture(
        schema: String = schema, lead: @escaping @Sendable (Int, ModelCall) -> [ScriptedProvider.Step]
    ) async throws -> DeskFixture {
        try await DeskFixture(
            assistants: AssistantDirectory([
                Assistant(id: "form", name: "Form", chain: "default", instructions: "Plan.", outputSchema: schema)
            ]),
            lead: lead)
    }

    private func events(_ answer: OpenAnswer) async -> [ChatEvent] {
        var all: [ChatEvent] = []
        while true {
            let more = await answer.relay.events(from: all.count)
            if more.isEmpty { return all }
            all += more
        }
    }

    @Test(arguments: [good, "```json\n\(good)\n```", #"Gladly: {"minutes":5,"title":"Go","why":"!"}"#])
    func keepsAndTellsTheWholeCheckedJSONAlone(_ reply: String) async throws {
        let fixture = try await fixture { _, _ in .says(String(reply.prefix(9)), String(reply.dropFirst(9))) }
        let id = try await fixture.open()
        let answer = try await fixture.desk.post("Plan a walk", to: id, owner: "ann", requestID: "r")
        let events = await events(answer)
        #expect(events.prefix(2) == [.started(model: DeskFixture.leadID), .delta(Self.good)])
        #expect(events.count == 3)
        #expect(try await fixture.texts(id) == ["Plan a walk", Self.good])
        #expect(fixture.recorder.answers.map(\.assistant) == ["form"])
        let request = try #require(fixture.lead.calls.first?.request)
        #expect(request.messages.map(\.text) == ["Plan.", "Plan a walk"])
        guard case .jsonSchema(let format) = request.responseFormat else {
            Issue.record("the provider was not asked for structure")
            return
        }
        #expect(format.schema["required"] == ["title", "minutes"])
    }

    @Test func hasAReplyThatDoesNotFitRepaired() async throws {
        let fixture = try await fixture { number, _ in .says(number == 0 ? "I would walk." : Self.good) }
        let id = try await fixture.open()
        let answer = try await fixture.desk.post("Plan a walk", to: id, owner: "ann", requestID: "r")
        let whole = try await answer.result().get()
        #expect(whole.text == Self.good)
        #expect(whole.attempts.map(\.failure) == [.malformed, nil])
        #expect(fixture.recorder.answers.map(\.requestID) == ["r", "r.2"])
        #expect(fixture.recorder.answers.allSatisfy { $0.assistant == "form" && $0.conversationID == id })
    }

    @Test func tellsAndKeepsNothingThatDoesNotFit() async throws {
        let fixture = try await fixture { _, _ in .says("I would walk.") }
        let id = try await fixture.open()
        let answer = try await fixture.desk.post("Plan a walk", to: id, owner: "ann", requestID: "r")
        let events = await events(answer)
        guard case .failed(.misfit(let misfit))? = events.first else {
            Issue.record("it ended otherwise: \(events)")
            return
        }
        #expect(events.count == 1)
        #expect(misfit.calls == 4 && misfit.model == DeskFixture.secondID)
        let kept = try #require(try await fixture.repository.messages(of: id, owner: "ann").last)
        #expect(kept.content.isEmpty && kept.status == .failed && kept.errorCode == "invalid_structure")
    }

    @Test func leavesACallersOwnFormToTheCaller() async throws {
        let fixture = try await fixture { _, _ in .says("{}") }
        let id = try await fixture.open()
        let pipeline = fixture.desk.pipeline
        let chain = Chain(
            name: "default", models: [ChainModel(id: DeskFixture.leadID, name: "Lead", provider: fixture.lead)])
        let ask = Ask(
            requestID: "r", surface: .openAI, chain: chain, assistant: fixture.desk.assistants.first, conversationID: id,
            request: ChatRequest(messages: [Message(.user, "Hi")], responseFormat: .jsonObject), streamed: false)
        #expect(try await pipeline.answer(ask, emit: { _ in }).get().text == "{}")
        #expect(fixture.lead.calls.first?.request.responseFormat == .jsonObject)
    }

    @Test func asksNobodyForASchemaThatIsNone() async throws {
        let fixture = try await fixture(schema: #"{"type":"objekt"}"#) { _, _ in .says(Self.good) }
        let id = try await fixture.open()
        let answer = try await fixture.desk.post("Plan a walk", to: id, owner: "ann", requestID: "r")
        guard case .failure(.misfit(let misfit)) = await answer.result() else {
            Issue.record("it was answered")
            return
        }
        #expect(misfit.calls == 0 && misfit.model == nil)
        #expect(fixture.lead.calls.isEmpty)
    }
}
