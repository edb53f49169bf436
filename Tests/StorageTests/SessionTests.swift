import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct SessionTests {
    let scratch = Scratch()
    let clock = TestClock()

    private func repository() async throws -> ConversationRepository {
        ConversationRepository(database: try await scratch.database(), time: clock)
    }

    @Test func aSessionIsMadeOnceAndFoundAgain() async throws {
        let conversations = try await repository()
        let first = try await conversations.open(session: "test1", id: "a", owner: "ann", assistant: "shop")
        let second = try await conversations.open(session: "test1", id: "b", owner: "ann", assistant: "shop")
        #expect(first.id == "a")
        #expect(first.assistant == "shop")
        #expect(second == first)
        #expect(try await conversations.conversation(session: "test1", owner: "ann") == first)
    }

    @Test func theSameNameIsAnotherSessionForSomebodyElse() async throws {
        let conversations = try await repository()
        _ = try await conversations.open(session: "test1", id: "a", owner: "ann", assistant: nil)
        #expect(try await conversations.conversation(session: "test1", owner: "bob") == nil)
        #expect(try await conversations.open(session: "test1", id: "b", owner: "bob", assistant: nil).id == "b")
        #expect(try await conversations.sessions(owner: "bob").map(\.id) == ["test1"])
    }

    @Test func conversationsWithoutASessionDoNotStandInEachOthersWay() async throws {
        let conversations = try await repository()
        for id in ["one", "two"] { _ = try await conversations.create(id: id, owner: "ann", title: "") }
        #expect(try await conversations.sessions(owner: "ann").isEmpty)
        #expect(try await conversations.list(owner: "ann").count == 2)
    }

    @Test func theListCountsMessagesAndBeginsWithTheLastOneWrittenTo() async throws {
        let conversations = try await repository()
        for id in ["one", "two"] {
            _ = try await conversations.open(session: "s-\(id)", id: id, owner: "ann", assistant: nil)
            clock.advance(by: .seconds(1))
        }
        try await conversations.append([ChatMessage(id: "m", role: .user, content: "hi")], to: "one", owner: "ann")
        let sessions = try await conversations.sessions(owner: "ann")
        #expect(sessions.map(\.id) == ["s-one", "s-two"])
        #expect(sessions.map(\.messages) == [1, 0])
        #expect(try await conversations.sessions(owner: "ann", limit: 1).count == 1)
    }

    @Test func aForgottenSessionBeginsAnew() async throws {
        let conversations = try await repository()
        _ = try await conversations.open(session: "s", id: "old", owner: "ann", assistant: nil)
        try await conversations.delete("old", owner: "ann")
        #expect(try await conversations.open(session: "s", id: "new", owner: "ann", assistant: nil).id == "new")
    }
}
