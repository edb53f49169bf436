import LanguageModel
import TestSupport
import Testing

@testable import Storage

@Suite struct TemporaryConversationsTests {
    let scratch = Scratch()
    let clock = TestClock()

    private func make(
        change: (inout TemporaryConversations.Bounds) -> Void = { _ in }
    ) async throws -> (temporary: TemporaryConversations, conversations: ConversationRepository, database: any Database) {
        let database = try await scratch.database()
        var bounds = TemporaryConversations.Bounds(lifetime: .seconds(3600))
        change(&bounds)
        let temporary = try await TemporaryConversations(bounds: bounds, time: clock)
        return (temporary, ConversationRepository(database: database, memory: temporary.database, time: clock), database)
    }

    private func say(
        _ text: String, in id: String, _ conversations: ConversationRepository, status: ChatMessage.Status = .complete
    )
        async throws
    {
        _ = try await conversations.create(id: id, owner: "ada", title: String(text.prefix(20)))
        try await conversations.append(
            [ChatMessage(id: TemporaryName.make(of: "m-\(id)"), role: .assistant, content: text, status: status)], to: id,
            owner: "ada")
    }

    @Test func theDatabaseNeverHoldsOne() async throws {
        let (_, conversations, database) = try await make()
        let before = try await contents(database)
        let id = TemporaryName.make(of: "c")
        try await say("planted", in: id, conversations, status: .streaming)
        let message = TemporaryName.make(of: "m-\(id)")
        try await conversations.update(message: message, owner: "ada", content: "planted more", status: .complete)
        try await conversations.suggest(title: "planted title", from: .firstLine, for: id, owner: "ada")
        #expect(try await contents(database) == before)
        #expect(try await conversations.messages(of: id, owner: "ada").map(\.content) == ["planted more"])
        #expect(try await conversations.conversation(id, owner: "eve") == nil)
    }

    @Test func standsInNoListAndNoSearch() async throws {
        let (_, conversations, _) = try await make()
        try await say("planted", in: TemporaryName.make(of: "c"), conversations)
        try await say("kept planted", in: "kept", conversations)
        #expect(try await conversations.list(owner: "ada").map(\.id) == ["kept"])
        let query = try #require(SearchQuery("planted"))
        #expect(try await conversations.search(query, owner: "ada").map(\.conversation.id) == ["kept"])
    }

    @Test func isGoneAnHourAfterItsLastUse() async throws {
        let (temporary, conversations, _) = try await make()
        let (old, new) = (TemporaryName.make(of: "old"), TemporaryName.make(of: "new"))
        try await say("one", in: old, conversations)
        clock.advance(by: .seconds(3000))
        try await say("two", in: new, conversations)
        #expect(try await temporary.tidy() == 0)
        clock.advance(by: .seconds(1000))
        #expect(try await temporary.tidy() == 1)
        #expect(try await conversations.conversation(old, owner: "ada") == nil)
        #expect(try await conversations.conversation(new, owner: "ada") != nil)
    }

    @Test func theLeastRecentlyUsedGoWhenThereAreTooMany() async throws {
        let (temporary, conversations, _) = try await make { $0.perOwner = 3 }
        let ids = (0..<5).map { TemporaryName.make(of: "\($0)") }
        for id in ids {
            try await say("text", in: id, conversations)
            clock.advance(by: .seconds(1))
        }
        #expect(try await temporary.tidy() == 2)
        var left: [Bool] = []
        for id in ids { left.append(try await conversations.conversation(id, owner: "ada") != nil) }
        #expect(left == [false, false, true, true, true])
    }

    @Test func theLeastRecentlyUsedGoWhenTheyAreTooLarge() async throws {
        let (temporary, conversations, _) = try await make { $0.size = 500_000 }
        for number in 0..<30 {
            try await say(String(repeating: "x", count: 30_000), in: TemporaryName.make(of: "\(number)"), conversations)
            clock.advance(by: .seconds(1))
        }
        #expect(try await temporary.tidy() == 20)
        #expect(try await conversations.conversation(TemporaryName.make(of: "29"), owner: "ada") != nil)
        #expect(try await conversations.conversation(TemporaryName.make(of: "19"), owner: "ada") == nil)
    }

    @Test func whatIsBeingAnsweredStays() async throws {
        let (temporary, conversations, _) = try await make()
        try await say("one", in: TemporaryName.make(of: "c"), conversations, status: .streaming)
        clock.advance(by: .seconds(4000))
        #expect(try await temporary.tidy() == 0)
    }

    @Test func takesNothingInBeyondItsLimit() async throws {
        let (_, conversations, _) = try await make { $0.size = 200_000 }
        await #expect(throws: StorageError.self) {
            for number in 0..<100 {
                try await say(String(repeating: "x", count: 50_000), in: TemporaryName.make(of: "\(number)"), conversations)
            }
        }
    }

    @Test func goAlongWhenSomebodyLogsIn() async throws {
        let (_, conversations, _) = try await make()
        let id = TemporaryName.make(of: "c")
        try await say("one", in: id, conversations)
        #expect(try await conversations.adopt(from: "ada", owner: "user") == 1)
        #expect(try await conversations.conversation(id, owner: "user") != nil)
    }
}
