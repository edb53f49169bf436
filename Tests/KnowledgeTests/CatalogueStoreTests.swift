import Foundation
import LanguageModel
import Storage
import TestSupport
import Testing

@testable import Knowledge

@Suite struct CatalogueStoreTests {
    private let clock = TestClock()
    private let folder = TestFolder.path()

    private func repository(_ dialect: SQLDialect) async throws -> CatalogueRepository {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return CatalogueRepository(database: try await TestDatabase.migrated(dialect, in: folder), time: clock)
    }

    private func take(
        _ text: String, into repository: CatalogueRepository, isDryRun: Bool = false
    ) async throws -> CatalogueImportReport {
        var reading = CatalogueImport(.csv, into: "shop", of: repository, isDryRun: isDryRun)
        try await reading.take(Array(text.utf8))
        return try await reading.finish()
    }

    private func counts(_ report: CatalogueImportReport) -> String {
        "\(report.added) \(report.changed) \(report.unchanged) \(report.rejected)"
    }

    @Test(arguments: SQLDialect.allCases) func anImportAddsChangesAndLeavesTheRest(_ dialect: SQLDialect) async throws {
        let repository = try await repository(dialect)
        let text = "id,name,price,stock,level\n1,Drum,12.5,2,easy\n2,Bell,,,\nx,,1,1,\n1,Again,1,1,\n"
        let first = try await take(text, into: repository)
        #expect(counts(first) == "2 0 0 2")
        #expect(first.problems.map(\.line) == [4, 5])
        #expect(first.problems.map(\.reason) == ["it has no \"name\"", "the id \"1\" is there twice, first on line 2"])
        let again = try await take(text, into: repository)
        #expect(counts(again) == "0 0 2 2")
        let other = try await take("id,name,stock\n2,Bell,5\n3,Gong,1\n", into: repository)
        #expect(counts(other) == "1 1 0 0")
        let items = try await repository.items(in: "shop", limit: 10)
        #expect(items.map(\.id) == ["1", "2", "3"])
        #expect(items[0] == CatalogueItem(id: "1", name: "Drum", price: 12.5, stock: 2, attributes: ["level": "easy"]))
        #expect(items[1].stock == 5)
        #expect(try await repository.count(in: "other") == 0)
    }

    @Test(arguments: SQLDialect.allCases) func aDryRunOnlySays(_ dialect: SQLDialect) async throws {
        let repository = try await repository(dialect)
        _ = try await take("id,name\n1,Drum\n", into: repository)
        let report = try await take("id,name\n1,Drums\n2,Bell\n", into: repository, isDryRun: true)
        #expect(report.isDryRun && report.added == 1 && report.changed == 1)
        #expect(try await repository.items(in: "shop", limit: 10).map(\.name) == ["Drum"])
    }

    @Test(arguments: SQLDialect.allCases) func manyRowsGoInInBatches(_ dialect: SQLDialect) async throws {
        let repository = try await repository(dialect)
        let rows = (1...1234).map { $0 % 100 == 0 ? "\($0)" : "\($0),Item \($0)" }
        let report = try await take((["id,name"] + rows).joined(separator: "\n"), into: repository)
        #expect(report.added == 1222 && report.rejected == 12)
        #expect(report.problems.map(\.line) == stride(from: 101, through: 1201, by: 100).map { $0 })
        #expect(try await repository.count(in: "shop") == 1222)
    }

    @Test(arguments: SQLDialect.allCases) func theShelfIsInStepASecondAfterAnyChange(_ dialect: SQLDialect) async throws {
        let repository = try await repository(dialect)
        let shelf = CatalogueShelf(repository: repository, time: clock)
        #expect(await shelf.catalogue("shop") == nil)
        _ = try await take("id,name\n1,Drum\n2,Bell\n", into: repository)
        clock.advance(by: .seconds(1))
        #expect(await shelf.catalogue("shop")?.items.count == 2)
        try await repository.put([CatalogueItem(id: "2", name: "Gong")], in: "shop")
        #expect(await shelf.catalogue("shop")?["2"]?.name == "Bell")
        clock.advance(by: .seconds(1))
        #expect(await shelf.catalogue("shop")?["2"]?.name == "Gong")
        try await repository.delete("1", in: "shop")
        try await repository.put([CatalogueItem(id: "3", name: "Horn")], in: "shop")
        try await shelf.refresh("shop")
        #expect(await shelf.catalogue("shop")?.items.map(\.id) == ["2", "3"])
        await #expect(throws: StorageError.notFound) { try await repository.delete("1", in: "shop") }
    }

    @Test func aDatabaseThatIsAwayLeavesTheShelfAsItWas() async throws {
        let repository = try await repository(.sqlite)
        let shelf = CatalogueShelf(repository: repository, time: clock)
        _ = try await take("id,name\n1,Drum\n", into: repository)
        #expect(await shelf.catalogue("shop")?.items.count == 1)
        try await repository.database.close()
        clock.advance(by: .seconds(5))
        #expect(await shelf.catalogue("shop")?.items.count == 1)
    }

    @Test(arguments: SQLDialect.allCases) func aSeedIsRemembered(_ dialect: SQLDialect) async throws {
        let repository = try await repository(dialect)
        #expect(try await repository.seed(of: "shop") == nil)
        try await repository.setSeed("abc", of: "shop")
        #expect(try await repository.seed(of: "shop") == "abc")
    }
}

@Suite struct CustomerStoreTests {
    private let clock = TestClock()
    private let folder = TestFolder.path()

    private func database(_ dialect: SQLDialect) async throws -> any Database {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try await TestDatabase.migrated(dialect, in: folder)
    }

    @Test(arguments: SQLDialect.allCases) func aProfileAndItsRentalsAreTheirOwners(_ dialect: SQLDialect) async throws {
        let customers = CustomerRepository(database: try await database(dialect), time: clock)
        try await customers.setFacts(["level": "beginner", "budget": 20], of: "ann")
        try await customers.setFacts(["level": "advanced"], of: "ann")
        #expect(try await customers.facts(of: "ann") == ["level": "advanced"])
        #expect(try await customers.facts(of: "bob").isEmpty)
        try await customers.put(Rental(id: "r1", owner: "ann", catalogue: "shop", item: "1", from: "2026-01-01"))
        try await customers.put(Rental(id: "r2", owner: "ann", catalogue: "shop", item: "2", from: "2026-02-01"))
        try await customers.put(
            Rental(id: "r1", owner: "ann", catalogue: "shop", item: "1", from: "2026-01-01", to: "2026-01-31"))
        #expect(try await customers.rentals(of: "ann").map(\.id) == ["r2", "r1"])
        #expect(try await customers.rentals(of: "ann").map(\.to) == [nil, "2026-01-31"])
        #expect(try await customers.rentals(of: "bob").isEmpty)
    }

    @Test(arguments: ["2026-02-30", "2026-13-01", "yesterday", "2026-1-1", "2025-02-29"])
    func whatIsNoDayIsRefused(day: String) async throws {
        let customers = CustomerRepository(database: try await database(.sqlite), time: clock)
        await #expect(throws: CatalogueError.self) {
            try await customers.put(Rental(id: "r", owner: "ann", catalogue: "shop", item: "1", from: day))
        }
        await #expect(throws: CatalogueError.self) {
            try await customers.put(Rental(id: "r", owner: "ann", catalogue: "shop", item: "1", from: "2026-03-01", to: day))
        }
        #expect(Rental.isDay("2024-02-29"))
    }

    @Test func aProfileThatIsTooLongIsRefused() async throws {
        let customers = CustomerRepository(database: try await database(.sqlite), time: clock)
        let long = String(repeating: "x", count: 20_000)
        await #expect(throws: CatalogueError.self) { try await customers.setFacts(["notes": .string(long)], of: "ann") }
    }

    @Test(arguments: SQLDialect.allCases) func aProfileKeepsEveryCharacter(_ dialect: SQLDialect) async throws {
        let customers = CustomerRepository(database: try await database(dialect), time: clock)
        try await customers.setFacts(["a\0b": "c\0d \u{202E} <b>"], of: "ann")
        #expect(try await customers.facts(of: "ann") == ["a\0b": "c\0d \u{202E} <b>"])
    }

    @Test(arguments: SQLDialect.allCases) func recommendationsStayWithTheirMessage(_ dialect: SQLDialect) async throws {
        let database = try await database(dialect)
        let conversations = ConversationRepository(database: database, time: clock)
        _ = try await conversations.create(id: "c", owner: "ann", title: "")
        try await conversations.append(
            ["m", "n"].map { ChatMessage(id: $0, role: .assistant, content: "x") }, to: "c", owner: "ann")
        let records = RecommendationRepository(database: database)
        let list = Catalogue([CatalogueItem(id: "1", name: "Drum", price: 3, currency: "EUR")]).recommend(
            for: ["drum"], marks: ["z"])
        let record = RecommendationRecord(list, source: .model)
        try await records.keep(record, with: "m")
        try await records.copy(["m": "n", "gone": "away"])
        #expect(try await records.all(in: "c", owner: "ann") == ["m": record, "n": record])
        #expect(record.dropped == ["unknown": 1] && record.items.first?.reason == "Fits your words \"drum\".")
        #expect(try await records.all(in: "c", owner: "bob").isEmpty)
        try await conversations.delete("c", owner: "ann")
        #expect(try await database.read { try $0.count("SELECT COUNT(*) FROM message_recommendations") } == 0)
    }

    @Test(arguments: SQLDialect.allCases)
    func aVisitorsProfileGoesAlongIntoTheAccount(_ dialect: SQLDialect) async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let customers = CustomerRepository(database: try await TestDatabase.migrated(dialect, in: folder), time: clock)
        try await customers.adopt(from: "visitor", owner: "ann")
        #expect(try await customers.facts(of: "ann").isEmpty)
        try await customers.setFacts(["level": "beginner", "budget": 30], of: "visitor")
        try await customers.setFacts(["level": "expert"], of: "ann")
        try await customers.adopt(from: "visitor", owner: "ann")
        #expect(try await customers.facts(of: "ann") == ["level": "expert", "budget": 30])
        #expect(try await customers.facts(of: "visitor").isEmpty)
    }
}
