import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct ConversationRepositoryTests {
    let scratch = Scratch()
    let clock = TestClock()
    let model = ModelIdentifier(provider: "a", model: "b")

    private func repository() async throws -> (ConversationRepository, SQLiteDatabase) {
        let database = try await scratch.database()
        return (ConversationRepository(database: database, time: clock), database)
    }

    @Test func theOneLastWrittenToComesFirst() async throws {
        let (conversations, _) = try await repository()
        for id in ["one", "two", "three"] {
            _ = try await conversations.create(id: id, owner: "ann", title: id, defaultModel: model)
            clock.advance(by: .seconds(1))
        }
        try await conversations.append([ChatMessage(id: "m", role: .user, content: "hi")], to: "one", owner: "ann")
        #expect(try await conversations.list(owner: "ann").map(\.id) == ["one", "three", "two"])
        #expect(try await conversations.list(owner: "ann", limit: 1).map(\.id) == ["one"])
        #expect(try await conversations.conversation("two", owner: "ann")?.defaultModel == model)
    }

    @Test func messagesKeepTheirOrderAndChangeTheirStanding() async throws {
        let (conversations, _) = try await repository()
        _ = try await conversations.create(id: "c", owner: "ann", title: "t")
        let stored = try await conversations.append(
            [
                ChatMessage(id: "q", role: .user, content: "hi"),
                ChatMessage(id: "a", role: .assistant, content: "", status: .streaming, requestID: "r"),
            ], to: "c", owner: "ann")
        #expect(stored.map(\.position) == [1, 2])
        try await conversations.update(message: "a", owner: "ann", content: "hello", status: .complete, model: model)
        let messages = try await conversations.messages(of: "c", owner: "ann")
        #expect(messages.map(\.content) == ["hi", "hello"])
        #expect(messages[1].status == .complete)
        #expect(messages[1].model == model)
        #expect(messages[1].requestID == "r")
    }

    @Test func anotherOwnerSeesAndChangesNothing() async throws {
        let (conversations, _) = try await repository()
        _ = try await conversations.create(id: "c", owner: "ann", title: "t")
        try await conversations.append([ChatMessage(id: "m", role: .user, content: "hi")], to: "c", owner: "ann")
        #expect(try await conversations.list(owner: "bob") == [])
        #expect(try await conversations.conversation("c", owner: "bob") == nil)
        #expect(try await conversations.messages(of: "c", owner: "bob") == [])
        let attempts: [() async throws -> Void] = [
            { try await conversations.rename("c", owner: "bob", title: "x") },
            { try await conversations.setDefaultModel(nil, of: "c", owner: "bob") },
            { try await conversations.delete("c", owner: "bob") },
            { try await conversations.append([ChatMessage(id: "n", role: .user, content: "x")], to: "c", owner: "bob") },
            { try await conversations.update(message: "m", owner: "bob", content: "x", status: .failed) },
            { try await conversations.delete(message: "m", owner: "bob") },
        ]
        for attempt in attempts { await #expect(throws: StorageError.notFound) { try await attempt() } }
        #expect(try await conversations.conversation("c", owner: "ann")?.title == "t")
        #expect(try await conversations.messages(of: "c", owner: "ann").map(\.content) == ["hi"])
    }

    @Test func deletingTakesTheMessagesAlong() async throws {
        let (conversations, database) = try await repository()
        _ = try await conversations.create(id: "c", owner: "ann", title: "t")
        try await conversations.append([ChatMessage(id: "m", role: .user, content: "hi")], to: "c", owner: "ann")
        try await conversations.delete("c", owner: "ann")
        #expect(try await database.read { try $0.count("SELECT COUNT(*) FROM chat_messages") } == 0)
    }

    @Test func whatWasStreamingIsInterruptedAtTheStart() async throws {
        let (conversations, _) = try await repository()
        _ = try await conversations.create(id: "c", owner: "ann", title: "t")
        try await conversations.append(
            ChatMessage.Status.allCases.map { ChatMessage(id: $0.rawValue, role: .assistant, content: "", status: $0) }, to: "c",
            owner: "ann")
        #expect(try await conversations.interruptStreaming() == 1)
        #expect(
            try await conversations.messages(of: "c", owner: "ann").map(\.status)
                == [.complete, .interrupted, .stopped, .interrupted, .failed])
    }

    @Test func aCancelledCallerStillGetsItsWordWritten() async throws {
        let (conversations, _) = try await repository()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await conversations.create(id: "c", owner: "ann", title: "t")
        }
        _ = try await task.value
        #expect(try await conversations.list(owner: "ann").count == 1)
    }
}
