import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct SuggestionTests {
    let scratch = Scratch()
    let clock = TestClock()

    private func suggestion(_ id: String, owner: String = "ann", kind: Suggestion.Kind = .task, position: Int = 0) -> Suggestion {
        Suggestion(
            id: id, owner: owner, kind: kind, sourceTitle: "Move", content: .init(field: "subtask", text: id, minutes: 5),
            model: ModelIdentifier(provider: "p", model: "m"), requestID: "r", position: position, createdAt: 10, updatedAt: 10)
    }

    private func repository(_ dialect: SQLDialect) async throws -> SuggestionRepository {
        let repository = SuggestionRepository(database: try await scratch.database(dialect), time: clock)
        try await repository.insert([
            suggestion("b", position: 1), suggestion("a"), suggestion("event", kind: .event), suggestion("bobs", owner: "bob"),
        ])
        return repository
    }

    @Test(arguments: SQLDialect.allCases)
    func theyAreListedInOrderAndForTheirOwnerAlone(_ dialect: SQLDialect) async throws {
        let repository = try await repository(dialect)
        #expect(try await repository.list(owner: "ann", kind: .task).map(\.id) == ["a", "b"])
        #expect(try await repository.list(owner: "ann", kind: .event, status: .accepted).isEmpty)
        #expect(try await repository.list(owner: "bob").first == suggestion("bobs", owner: "bob"))
    }

    @Test(arguments: SQLDialect.allCases)
    func oneIsDecidedOnAndReworded(_ dialect: SQLDialect) async throws {
        let repository = try await repository(dialect)
        let changed = try await repository.change("a", owner: "ann", status: .accepted) {
            Suggestion.Content(field: $0.content.field, text: "other words", minutes: $0.content.minutes)
        }
        #expect(changed.content == .init(field: "subtask", text: "other words", minutes: 5))
        #expect(try await repository.list(owner: "ann", status: .accepted) == [changed])
        await #expect(throws: StorageError.notFound) { try await repository.change("a", owner: "bob", status: .dismissed) }
        await #expect(throws: StorageError.notFound) { try await repository.delete("a", owner: "bob") }
        try await repository.delete("a", owner: "ann")
        #expect(try await repository.list(owner: "ann", kind: .task).map(\.id) == ["b"])
    }

    @Test(arguments: SQLDialect.allCases)
    func allOfAKindThatArePendingAreDecidedOnAtOnce(_ dialect: SQLDialect) async throws {
        let repository = try await repository(dialect)
        try await repository.change("a", owner: "ann", status: .dismissed)
        #expect(try await repository.decideAll(.task, owner: "ann", status: .accepted) == 1)
        #expect(try await repository.list(owner: "ann", status: .accepted).map(\.id) == ["b"])
        #expect(try await repository.list(owner: "bob").map(\.status) == [.pending])
    }

    @Test func theyGoAlongIntoTheAccount() async throws {
        let database = try await scratch.database()
        let repository = SuggestionRepository(database: database, time: clock)
        try await repository.insert([suggestion("a", owner: "browser-1")])
        try await ConversationRepository(database: database, time: clock).adopt(from: "browser-1", owner: "ann")
        #expect(try await repository.list(owner: "ann").map(\.id) == ["a"])
    }
}
