import LanguageModel
import TestSupport
import Testing

@testable import Storage

@Suite struct RetentionTests {
    let scratch = Scratch()
    let clock = TestClock()

    /// A visitor and one person of each role, each with a pinned conversation of ten days and one of one day; and a key's.
    private func filled(_ dialect: SQLDialect) async throws -> any Database {
        let database = try await scratch.database(dialect)
        let conversations = ConversationRepository(database: database, time: clock)
        let owners = ["browser-1", "member", "viewer", "admin", "key-1"]
        try await database.write { session in
            for owner in owners where RetentionGroup(rawValue: owner) != nil {
                try session.execute(
                    """
                    INSERT INTO users (id, username, display_name, role, disabled, created_at) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    [
                        .text(owner), .text(owner), .text(owner), .text(owner), .bool(false),
                        .text(Timestamp(seconds: 1e9).description),
                    ])
            }
        }
        for age in ["old", "new"] {
            for owner in owners {
                let id = "\(age) \(owner)"
                _ = try await conversations.create(id: id, owner: owner, title: "t")
                try await conversations.append([ChatMessage(id: id, role: .user, content: "hello")], to: id, owner: owner)
                try await conversations.apply(ConversationChange(isPinned: true), to: id, owner: owner)
            }
            clock.advance(by: .seconds((age == "old" ? 9 : 1) * 86_400))
        }
        return database
    }

    private func left(_ database: any Database) async throws -> Set<String> {
        try await database.read { Set(try $0.query("SELECT id FROM conversations").map { try $0.text("id") }) }
    }

    @Test(arguments: SQLDialect.allCases, RetentionGroup.allCases)
    func takesAwayWhatAGroupHasNotUsed(dialect: SQLDialect, group: RetentionGroup) async throws {
        let database = try await filled(dialect)
        let all = try await left(database)
        let retention = RetentionRepository(database: database, time: clock)
        let before = clock.wallClock - 5 * 86_400
        #expect(try await retention.count(group, before: before) == PurgeCount(conversations: 1, messages: 1))
        #expect(try await left(database) == all)
        #expect(try await retention.purge(group, before: before) == PurgeCount(conversations: 1, messages: 1))
        let owner = group == .visitor ? "browser-1" : group.rawValue
        #expect(try await left(database) == all.subtracting(["old \(owner)"]))
        #expect(try await retention.purge(group, before: before).isNothing)
    }

    @Test(arguments: SQLDialect.allCases) func leavesWhatIsBeingAnswered(_ dialect: SQLDialect) async throws {
        let database = try await filled(dialect)
        try await database.write { try $0.execute("UPDATE chat_messages SET status = 'streaming' WHERE id = 'old member'") }
        let retention = RetentionRepository(database: database, time: clock)
        #expect(try await retention.purge(.member, before: clock.wallClock).conversations == 1)
        #expect(try await left(database).contains("old member"))
    }

    @Test(arguments: SQLDialect.allCases) func twoAtOnceTakeEachRowAwayOnce(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let conversations = ConversationRepository(database: database, time: clock)
        for number in 0..<30 { _ = try await conversations.create(id: "\(number)", owner: "browser-1", title: "t") }
        clock.advance(by: .seconds(10))
        let retention = RetentionRepository(database: database, time: clock)
        async let first = retention.purge(.visitor, before: clock.wallClock, batch: 4)
        async let second = retention.purge(.visitor, before: clock.wallClock, batch: 4)
        #expect(try await first.conversations + second.conversations == 30)
        #expect(try await left(database) == [])
    }

    @Test(arguments: SQLDialect.allCases) func oneOfAllServersDoesTheWork(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let retention = RetentionRepository(database: database, time: clock)
        #expect(try await retention.claim("purge", every: .seconds(60)))
        #expect(try await !retention.claim("purge", every: .seconds(60)))
        #expect(try await retention.claim("other", every: .seconds(60)))
        clock.advance(by: .seconds(61))
        #expect(try await retention.claim("purge", every: .seconds(60)))
        #expect(try await !retention.claim("purge", every: .seconds(60)))
    }
}
