import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct ConversationListTests {
    let scratch = Scratch()
    let clock = TestClock()

    private func repository(
        _ dialect: SQLDialect, conversations: Int
    ) async throws -> (ConversationRepository, any Database) {
        let database = try await scratch.database(dialect)
        let repository = ConversationRepository(database: database, time: clock)
        try await repository.insert(
            (0..<conversations).map { number in
                let moment = clock.wallClock + Double(number / 2)
                return (
                    Conversation(id: "c\(number)", owner: "ann", title: "t", createdAt: moment, updatedAt: moment), []
                )
            })
        return (repository, database)
    }

    @Test(arguments: SQLDialect.allCases) func pinnedOnesComeFirstAndArchivedOnesApart(_ dialect: SQLDialect) async throws {
        let (conversations, _) = try await repository(dialect, conversations: 4)
        try await conversations.apply(ConversationChange(isPinned: true), to: "c0", owner: "ann")
        try await conversations.apply(ConversationChange(isArchived: true), to: "c2", owner: "ann")
        #expect(try await conversations.list(owner: "ann").map(\.id) == ["c0", "c3", "c1"])
        #expect(try await conversations.list(owner: "ann", archived: true).map(\.id) == ["c2"])
        let pinned = try #require(try await conversations.conversation("c0", owner: "ann"))
        #expect(pinned.isPinned && !pinned.isArchived)
    }

    @Test(arguments: SQLDialect.allCases) func pageAfterPageShowsEveryOneOnce(_ dialect: SQLDialect) async throws {
        let (conversations, _) = try await repository(dialect, conversations: 25)
        for id in ["c3", "c4", "c11"] {
            try await conversations.apply(ConversationChange(isPinned: true), to: id, owner: "ann")
        }
        var seen: [Conversation] = []
        while true {
            let cursor = seen.last.flatMap { ConversationCursor(ConversationCursor(after: $0).description) }
            let page = try await conversations.list(owner: "ann", after: cursor, limit: 7)
            if page.isEmpty { break }
            seen += page
        }
        #expect(seen == (try await conversations.list(owner: "ann")))
        #expect(seen.count == 25)
    }

    @Test(arguments: ["", "x", "====", "MXx4fGM", "MXwyMDAwLTAyLTI5IDEyOjM0OjU2", "\u{0}"])
    func aCursorThatIsNoneIsNone(text: String) {
        #expect(ConversationCursor(text) == nil)
    }

    /// So that a page costs the same whether there are ten conversations or a thousand.
    @Test func aPageIsReadFromTheIndexWithoutSorting() async throws {
        let (_, database) = try await repository(.sqlite, conversations: 0)
        let plan = try await database.read { session in
            try session.query(
                """
                EXPLAIN QUERY PLAN SELECT c.id, c.title FROM conversations c WHERE c.user_id = ? AND c.archived = ?
                AND (c.pinned, c.updated_at, c.id) < (?, ?, ?)
                ORDER BY c.pinned DESC, c.updated_at DESC, c.id DESC LIMIT ?
                """, [.text("ann"), .bool(false), .bool(true), .text("x"), .text("y"), .integer(10)]
            ).map { try $0.text("detail") }
        }
        #expect(plan.count == 1 && plan[0].contains("USING INDEX conversations_by_standing"), "\(plan)")
    }

    @Test(arguments: SQLDialect.allCases) func aTitleThatSomebodyChoseStays(_ dialect: SQLDialect) async throws {
        let (conversations, _) = try await repository(dialect, conversations: 2)
        #expect(try await conversations.suggest(title: "Rain", from: .model, for: "c0", owner: "ann"))
        #expect(try await !conversations.suggest(title: "Snow", from: .model, for: "c0", owner: "ann"))
        try await conversations.apply(ConversationChange(title: "Mine"), to: "c1", owner: "ann")
        #expect(try await !conversations.suggest(title: "Snow", from: .model, for: "c1", owner: "ann"))
        #expect(try await Set(conversations.list(owner: "ann").map(\.title)) == ["Rain", "Mine"])
    }

    @Test(arguments: SQLDialect.allCases) func aModelCanBeSetAndTakenAway(_ dialect: SQLDialect) async throws {
        let (conversations, _) = try await repository(dialect, conversations: 1)
        let model = ModelIdentifier(provider: "a", model: "b")
        try await conversations.setDefaultModel(model, of: "c0", owner: "ann")
        #expect(try await conversations.conversation("c0", owner: "ann")?.defaultModel == model)
        try await conversations.apply(ConversationChange(isPinned: true), to: "c0", owner: "ann")
        #expect(try await conversations.conversation("c0", owner: "ann")?.defaultModel == model)
        try await conversations.setDefaultModel(nil, of: "c0", owner: "ann")
        #expect(try await conversations.conversation("c0", owner: "ann")?.defaultModel == nil)
    }
}
