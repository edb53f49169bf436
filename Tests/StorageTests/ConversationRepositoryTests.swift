import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct ConversationRepositoryTests {
    let scratch = Scratch()
    let clock = TestClock()
    let model = ModelIdentifier(provider: "a", model: "b")
    let other = ModelIdentifier(provider: "a", model: "c:8")

    private func repository(_ dialect: SQLDialect) async throws -> (ConversationRepository, any Database) {
        let database = try await scratch.database(dialect)
        return (ConversationRepository(database: database, time: clock), database)
    }

    @Test(arguments: SQLDialect.allCases) func theOneLastWrittenToComesFirst(_ dialect: SQLDialect) async throws {
        let (conversations, _) = try await repository(dialect)
        for id in ["one", "two", "three"] {
            _ = try await conversations.create(id: id, owner: "ann", title: id, defaultModel: model)
            clock.advance(by: .seconds(1))
        }
        try await conversations.append([ChatMessage(id: "m", role: .user, content: "hi")], to: "one", owner: "ann")
        #expect(try await conversations.list(owner: "ann").map(\.id) == ["one", "three", "two"])
        #expect(try await conversations.list(owner: "ann", limit: 1).map(\.id) == ["one"])
        #expect(try await conversations.conversation("two", owner: "ann")?.defaultModel == model)
    }

    @Test(arguments: SQLDialect.allCases) func messagesKeepTheirOrderAndChangeTheirStanding(_ dialect: SQLDialect) async throws {
        let (conversations, _) = try await repository(dialect)
        _ = try await conversations.create(id: "c", owner: "ann", title: "t")
        let stored = try await conversations.append(
            [
                ChatMessage(id: "q", role: .user, content: "hi"),
                ChatMessage(id: "a", role: .assistant, content: "", status: .streaming, requestID: "r"),
            ], to: "c", owner: "ann")
        #expect(stored.map(\.position) == [1, 2])
        try await conversations.update(message: "a", owner: "ann", content: "hello", status: .complete, models: [other, model])
        let messages = try await conversations.messages(of: "c", owner: "ann")
        #expect(messages.map(\.content) == ["hi", "hello"])
        #expect(messages[1].status == .complete)
        #expect(messages[1].model == model)
        #expect(messages[1].models == [other, model])
        #expect(messages[1].requestID == "r")
    }

    @Test(arguments: SQLDialect.allCases) func anotherOwnerSeesAndChangesNothing(_ dialect: SQLDialect) async throws {
        let (conversations, _) = try await repository(dialect)
        _ = try await conversations.create(id: "c", owner: "ann", title: "t")
        try await conversations.append([ChatMessage(id: "m", role: .user, content: "hi")], to: "c", owner: "ann")
        #expect(try await conversations.list(owner: "bob") == [])
        #expect(try await conversations.conversation("c", owner: "bob") == nil)
        #expect(try await conversations.messages(of: "c", owner: "bob") == [])
        #expect(try await conversations.suggest(title: "x", from: .model, for: "c", owner: "bob") == false)
        let attempts: [() async throws -> Void] = [
            { try await conversations.apply(ConversationChange(title: "x", isPinned: true), to: "c", owner: "bob") },
            { try await conversations.apply(ConversationChange(activeMessage: "m"), to: "c", owner: "bob") },
            { try await conversations.setDefaultModel(nil, of: "c", owner: "bob") },
            { try await conversations.delete("c", owner: "bob") },
            { try await conversations.append([ChatMessage(id: "n", role: .user, content: "x")], to: "c", owner: "bob") },
            { try await conversations.update(message: "m", owner: "bob", content: "x", status: .failed) },
        ]
        for attempt in attempts { await #expect(throws: StorageError.notFound) { try await attempt() } }
        #expect(try await conversations.conversation("c", owner: "ann")?.title == "t")
        #expect(try await conversations.messages(of: "c", owner: "ann").map(\.content) == ["hi"])
    }

    @Test(arguments: SQLDialect.allCases) func deletingTakesTheMessagesAlong(_ dialect: SQLDialect) async throws {
        let (conversations, database) = try await repository(dialect)
        _ = try await conversations.create(id: "c", owner: "ann", title: "t")
        try await conversations.append([ChatMessage(id: "m", role: .user, content: "hi")], to: "c", owner: "ann")
        try await conversations.delete("c", owner: "ann")
        #expect(try await database.read { try $0.count("SELECT COUNT(*) FROM chat_messages") } == 0)
    }

    @Test(arguments: SQLDialect.allCases) func aCancelledCallerStillGetsItsWordWritten(_ dialect: SQLDialect) async throws {
        let (conversations, _) = try await repository(dialect)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await conversations.create(id: "c", owner: "ann", title: "t")
        }
        _ = try await task.value
        #expect(try await conversations.list(owner: "ann").count == 1)
    }

    @Test(arguments: SQLDialect.allCases) func messagesAppendedAtOnceAllFindTheirPlace(_ dialect: SQLDialect) async throws {
        let (conversations, _) = try await repository(dialect)
        _ = try await conversations.create(id: "c", owner: "ann", title: "t")
        let positions = try await withThrowingTaskGroup { group in
            for number in 1...40 {
                group.addTask {
                    try await conversations.append(
                        [ChatMessage(id: "m\(number)", role: .user, content: "hi")], to: "c", owner: "ann")[0].position
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(positions == Set(1...40))
    }

    @Test(arguments: SQLDialect.allCases) func aTakenIdentifierIsRejectedAndNothingWritten(_ dialect: SQLDialect) async throws {
        let (conversations, _) = try await repository(dialect)
        _ = try await conversations.create(id: "c", owner: "ann", title: "t")
        let error = await #expect(throws: StorageError.self) {
            try await conversations.append(
                ["m", "m"].map { ChatMessage(id: $0, role: .user, content: "hi") }, to: "c", owner: "ann")
        }
        guard case .rejected = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try await conversations.messages(of: "c", owner: "ann") == [])
    }

    @Test(arguments: SQLDialect.allCases) func everyCharacterComesBack(_ dialect: SQLDialect) async throws {
        let (conversations, _) = try await repository(dialect)
        let text = "it's \"quoted\" $1 ? \\ -- 🎭 \u{202E}\u{7}\r\n" + String(repeating: "x", count: 100_000)
        _ = try await conversations.create(id: "c", owner: "ann", title: text)
        #expect(try await conversations.conversation("c", owner: "ann")?.title == text)
    }
}
