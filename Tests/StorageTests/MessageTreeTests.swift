import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct MessageTreeTests {
    let scratch = Scratch()

    private func message(_ id: String, after parent: String? = nil, _ role: Role = .user) -> ChatMessage {
        ChatMessage(id: id, parent: parent, role: role, content: id)
    }

    ///     q1 ─ a1 ─ q2 ─ a2
    ///        │       └ a3
    ///        └ q3 ─ a4
    ///     q4
    private var tree: MessageTree {
        MessageTree(
            [
                message("q1"), message("a1", after: "q1", .assistant), message("q2", after: "a1"),
                message("a2", after: "q2", .assistant), message("a3", after: "q2", .assistant), message("q3", after: "a1"),
                message("a4", after: "q3", .assistant), message("q4"),
            ], active: "a3")
    }

    @Test func followsThePathThatIsOpen() {
        #expect(tree.activePath.map(\.id) == ["q1", "a1", "q2", "a3"])
        #expect(tree.path(to: "a4").map(\.id) == ["q1", "a1", "q3", "a4"])
        #expect(tree.path(to: "none") == [])
    }

    @Test func knowsWhatStandsBesideAMessage() {
        #expect(tree.siblings(of: "q2").map(\.id) == ["q2", "q3"])
        #expect(tree.siblings(of: "a3").map(\.id) == ["a2", "a3"])
        #expect(tree.siblings(of: "q4").map(\.id) == ["q1", "q4"])
        #expect(tree.siblings(of: "none") == [])
    }

    @Test func goesOnThroughWhatWasWrittenLast() {
        #expect(tree.end(from: "q1") == "a4")
        #expect(tree.end(from: "q2") == "a3")
        #expect(tree.end(from: "a2") == "a2")
        #expect(tree.end(from: "none") == nil)
    }

    @Test func aCircleEndsNowhereButEnds() {
        let circle = MessageTree([message("a", after: "b"), message("b", after: "a")], active: "b")
        #expect(circle.activePath.count <= 2)
        #expect(circle.end(from: "a") != nil)
    }

    @Test(arguments: SQLDialect.allCases) func messagesGoWhereTheyAreTold(_ dialect: SQLDialect) async throws {
        let repository = ConversationRepository(database: try await scratch.database(dialect), time: TestClock())
        _ = try await repository.create(id: "c", owner: "ann", title: "t")
        _ = try await repository.create(id: "d", owner: "ann", title: "t")
        try await repository.append([message("q1"), message("a1")], to: "c", owner: "ann")
        try await repository.append([message("q2")], to: "c", owner: "ann")
        try await repository.append([message("q3"), message("a3")], to: "c", owner: "ann", at: .after("a1"))
        try await repository.append([message("q4")], to: "c", owner: "ann", at: .first)
        let tree = try await repository.tree(of: "c", owner: "ann")
        #expect(tree.messages.map(\.id) == ["q1", "a1", "q2", "q3", "a3", "q4"])
        #expect(tree.messages.map(\.parent) == [nil, "q1", "a1", "a1", "q3", nil])
        #expect(tree.messages.map(\.position) == Array(1...6))
        #expect(tree.activePath.map(\.id) == ["q4"])
        try await repository.apply(ConversationChange(activeMessage: "a3"), to: "c", owner: "ann")
        #expect(try await repository.messages(of: "c", owner: "ann").map(\.id) == ["q1", "a1", "q3", "a3"])
        await #expect(throws: StorageError.notFound) {
            try await repository.append([message("x")], to: "d", owner: "ann", at: .after("a1"))
        }
        await #expect(throws: StorageError.notFound) {
            try await repository.apply(ConversationChange(activeMessage: "a1"), to: "d", owner: "ann")
        }
        #expect(try await repository.tree(of: "d", owner: "ann").messages.isEmpty)
    }

    @Test(arguments: SQLDialect.allCases) func twoWhoEditOneMessageAtOnceAreBothKept(_ dialect: SQLDialect) async throws {
        let repository = ConversationRepository(database: try await scratch.database(dialect), time: TestClock())
        _ = try await repository.create(id: "c", owner: "ann", title: "t")
        try await repository.append([message("q"), message("a")], to: "c", owner: "ann")
        try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                group.addTask {
                    try await repository.append([message("e\(number)")], to: "c", owner: "ann", at: .after("a"))
                }
            }
            try await group.waitForAll()
        }
        let tree = try await repository.tree(of: "c", owner: "ann")
        #expect(tree.siblings(of: "e0").count == 20)
        #expect(tree.messages.map(\.position) == Array(1...22))
    }

    @Test(arguments: SQLDialect.allCases) func whatAnOlderServerWroteBecomesATreeAndThePathThatIsOpenGoesBack(
        _ dialect: SQLDialect
    ) async throws {
        let database = try await scratch.empty(dialect)
        let clock = TestClock()
        let older = Migration.catalogue.filter { $0.number < 11 }
        try await Migrator(database: database, catalogue: older, time: clock).up()
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO conversations (id, user_id, title, created_at, updated_at)
                VALUES ('c', 'ann', 't', '2026-01-01 00:00:00.000', '2026-01-01 00:00:00.000'),
                    ('d', 'bob', 't', '2026-01-01 00:00:00.000', '2026-01-01 00:00:00.000')
                """)
            for (position, id) in [(1, "q1"), (3, "a1"), (4, "q2")] {
                try session.execute(
                    """
                    INSERT INTO chat_messages (id, conversation_id, position, role, content, model_identifier, status, created_at)
                    VALUES (?, 'c', ?, 'user', 'x', 'p:m', 'complete', '2026-01-01 00:00:00.000')
                    """, [.text(id), .integer(position)])
            }
        }
        let tree = Array(Migration.catalogue.prefix { $0.number <= 11 })
        try await Migrator(database: database, catalogue: tree, time: clock).up()
        let repository = ConversationRepository(database: database, time: clock)
        let path = try await repository.messages(of: "c", owner: "ann")
        #expect(path.map(\.id) == ["q1", "a1", "q2"])
        #expect(path.map(\.models) == Array(repeating: [ModelIdentifier(provider: "p", model: "m")], count: 3))
        #expect(try await repository.conversation("d", owner: "bob")?.activeMessage == nil)
        try await repository.append([message("e")], to: "c", owner: "ann", at: .after("a1"))
        try await repository.append([message("f")], to: "c", owner: "ann", at: .after("q2"))
        try await repository.apply(ConversationChange(activeMessage: "e"), to: "c", owner: "ann")
        let migrator = Migrator(database: database, catalogue: tree, time: clock)
        try await migrator.down()
        let kept = try await database.read { try $0.query("SELECT id FROM chat_messages ORDER BY position") }
        #expect(try kept.map { try $0.text("id") } == ["q1", "a1", "e"])
        try await migrator.up()
        #expect(try await repository.messages(of: "c", owner: "ann").map(\.id) == ["q1", "a1", "e"])
    }
}
