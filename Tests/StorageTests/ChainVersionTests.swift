import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct ChainVersionTests {
    private let scratch = Scratch()
    private let lead = ModelIdentifier(provider: "sim", model: "lead")
    private let second = ModelIdentifier(provider: "sim", model: "second:8b")

    private func repository(_ dialect: SQLDialect) async throws -> ChainVersionRepository {
        ChainVersionRepository(database: try await scratch.database(dialect), time: TestClock())
    }

    @Test(arguments: SQLDialect.allCases) func theNewestVersionCounts(_ dialect: SQLDialect) async throws {
        let repository = try await repository(dialect)
        #expect(try await repository.current() == [])
        let first = try await repository.add([lead, second], to: "default", after: 0, by: "ada")
        let other = try await repository.add([second], to: "spare", after: 0, by: nil)
        #expect(try await repository.current() == [first, other])
        let newer = try await repository.add([second], to: "default", after: 1, by: "eve")
        #expect(try await repository.current() == [newer, other])
        #expect(try await repository.versions(of: "default") == [newer, first])
        #expect(first.models == [lead, second] && first.createdBy == "ada" && newer.number == 2)
    }

    @Test(arguments: SQLDialect.allCases) func takingBackIsAVersionToo(_ dialect: SQLDialect) async throws {
        let repository = try await repository(dialect)
        _ = try await repository.add([lead], to: "default", after: 0, by: "ada")
        let back = try await repository.add(nil, to: "default", after: 1, by: "ada")
        #expect(try await repository.current() == [back])
        #expect(back.models == nil)
    }

    @Test(arguments: SQLDialect.allCases) func ofManyWhoSawTheSameVersionOneSaves(_ dialect: SQLDialect) async throws {
        let repository = try await repository(dialect)
        _ = try await repository.add([lead], to: "default", after: 0, by: "ada")
        await #expect(throws: ChainVersionConflict.self) {
            try await repository.add([second], to: "default", after: 0, by: "eve")
        }
        await #expect(throws: ChainVersionConflict.self) {
            try await repository.add([second], to: "default", after: 5, by: "eve")
        }
        let models = [second]
        let saved = await withTaskGroup(of: Bool.self) { group in
            for _ in 1...8 {
                group.addTask { (try? await repository.add(models, to: "default", after: 1, by: "eve")) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(saved == 1)
        #expect(try await repository.versions(of: "default").map(\.number) == [2, 1])
    }
}
