import Foundation
import Storage
import TestSupport
import Testing

@Suite struct MigratorTests {
    let scratch = Scratch()

    @Test(arguments: SQLDialect.allCases) func upDownUpEndsWhereItBegan(_ dialect: SQLDialect) async throws {
        let database = try await scratch.empty(dialect)
        let migrator = Migrator(database: database, time: TestClock())
        let count = Migration.catalogue.count
        #expect(try await migrator.up() == count)
        let first = try await schema(database)
        #expect(try await migrator.down(count) == count)
        #expect(try await schema(database) == [])
        #expect(try await migrator.up() == count)
        #expect(try await schema(database) == first)
        #expect(try await migrator.up() == 0)
    }

    @Test(arguments: SQLDialect.allCases, 1...Migration.catalogue.count)
    func everySingleMigrationHasItsWayBack(dialect: SQLDialect, number: Int) async throws {
        let database = try await scratch.empty(dialect)
        try await Migrator(database: database, catalogue: Array(Migration.catalogue[..<(number - 1)]), time: TestClock()).up()
        let before = try await schema(database)
        let migrator = Migrator(database: database, catalogue: Array(Migration.catalogue[..<number]), time: TestClock())
        try await migrator.up()
        try await migrator.down()
        #expect(try await schema(database) == before)
    }

    @Test(arguments: SQLDialect.allCases, 1...Migration.catalogue.count)
    func whatTheWayBackKeepsIsThereAgainOnTheWayUp(dialect: SQLDialect, number: Int) async throws {
        let database = try await scratch.empty(dialect)
        let catalogue = Array(Migration.catalogue[..<number])
        let migrator = Migrator(database: database, catalogue: catalogue, time: TestClock())
        try await migrator.up()
        try await fill(database, catalogue: catalogue)
        try await migrator.down()
        let kept = try await contents(database, catalogue: catalogue)
        #expect(!kept.isEmpty || number == 1)
        try await migrator.up()
        let again = try await contents(database, catalogue: catalogue)
        for (place, value) in kept {
            if case .bytes(let bytes) = again[place], case .text(let text) = value {
                // What was kept as bytes on the way up was Base64 before.
                #expect(text == Data(bytes).base64EncodedString(), "\(place)")
            } else {
                #expect(again[place] == value, "\(place)")
            }
        }
    }

    @Test(arguments: SQLDialect.allCases) func itSaysWhatItDoesInTheDocumentsWords(_ dialect: SQLDialect) async throws {
        var lines: [String] = []
        try await Migrator(database: try await scratch.empty(dialect), time: TestClock()).up { lines.append($0) }
        #expect(
            Array(lines[2..<4]) == [
                "Running migration: Add default_model_id to conversations",
                "Successfully added default_model_id column to conversations table",
            ])
    }

    @Test(arguments: SQLDialect.allCases) func twoAtOnceMigrateOnce(_ dialect: SQLDialect) async throws {
        let database = try await scratch.empty(dialect)
        let applied = try await withThrowingTaskGroup { group in
            for _ in 1...4 {
                group.addTask { try await Migrator(database: database, time: TestClock()).up() }
            }
            return try await group.reduce(0, +)
        }
        #expect(applied == Migration.catalogue.count)
        #expect(try await Migrator(database: database, time: TestClock()).status().allSatisfy { $0.appliedAt != nil })
    }

    @Test(arguments: SQLDialect.allCases) func aNewerSchemaIsRefused(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let older = Migrator(database: database, catalogue: Array(Migration.catalogue.dropLast()), time: TestClock())
        let numbers = Migration.catalogue.suffix(2).map(\.number)
        await #expect(throws: StorageError.newerSchema(found: numbers[1], known: numbers[0])) { try await older.up() }
    }

    @Test(arguments: SQLDialect.allCases) func aChangedMigrationIsRefused(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        var catalogue = Migration.catalogue
        catalogue[0].up.append("SELECT 1")
        let migrator = Migrator(database: database, catalogue: catalogue, time: TestClock())
        await #expect(throws: StorageError.changedMigration(number: 1, title: catalogue[0].title)) { try await migrator.status() }
    }

    @Test(arguments: SQLDialect.allCases) func aFailedMigrationLeavesNothingBehind(_ dialect: SQLDialect) async throws {
        let database = try await scratch.empty(dialect)
        let broken = Migration(number: 1, title: "t", success: "s", up: ["CREATE TABLE half (id BIGINT)", "NONSENSE"], down: [])
        await #expect(throws: StorageError.self) {
            try await Migrator(database: database, catalogue: [broken], time: TestClock()).up()
        }
        #expect(try await schema(database) == [])
    }

    @Test(arguments: SQLDialect.allCases) func momentsCompareWithTheDatabasesOwn(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let rows = try await database.read {
            try $0.query(
                dialect == .sqlite
                    ? "SELECT '\(Timestamp(seconds: 1e9))' < datetime('now', '-1 day') AS older"
                    : "SELECT '\(Timestamp(seconds: 1e9))' < now() - INTERVAL '1 day' AS older")
        }
        #expect(rows[0]["older"].bool == true)
        #expect(Timestamp(seconds: 951_827_696.789).description == "2000-02-29 12:34:56.789")
        #expect(Timestamp("2000-02-29 12:34:56.789")?.seconds == 951_827_696.789)
        #expect(Timestamp("2000-02-29 12:34:56")?.seconds == 951_827_696)
        #expect(Timestamp("yesterday") == nil)
    }
}
