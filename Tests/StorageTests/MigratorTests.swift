import Storage
import TestSupport
import Testing

@Suite struct MigratorTests {
    let scratch = Scratch()

    private func schema(_ database: any Database) async throws -> [String] {
        try await database.read { session in
            try session.query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'schema_migrations' ORDER BY name")
                .map { try $0.text("sql") }
        }
    }

    @Test func upDownUpEndsWhereItBegan() async throws {
        let database = try scratch.empty()
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

    @Test(arguments: 1...Migration.catalogue.count) func everySingleMigrationHasItsWayBack(number: Int) async throws {
        let database = try scratch.empty()
        try await Migrator(database: database, catalogue: Array(Migration.catalogue[..<(number - 1)]), time: TestClock()).up()
        let before = try await schema(database)
        let migrator = Migrator(database: database, catalogue: Array(Migration.catalogue[..<number]), time: TestClock())
        try await migrator.up()
        try await migrator.down()
        #expect(try await schema(database) == before)
    }

    @Test func itSaysWhatItDoesInTheDocumentsWords() async throws {
        var lines: [String] = []
        try await Migrator(database: try scratch.empty(), time: TestClock()).up { lines.append($0) }
        #expect(
            Array(lines[2..<4]) == [
                "Running migration: Add default_model_id to conversations",
                "Successfully added default_model_id column to conversations table",
            ])
    }

    @Test func aNewerSchemaIsRefused() async throws {
        let database = try await scratch.database()
        let older = Migrator(database: database, catalogue: Array(Migration.catalogue.dropLast()), time: TestClock())
        let numbers = Migration.catalogue.suffix(2).map(\.number)
        await #expect(throws: StorageError.newerSchema(found: numbers[1], known: numbers[0])) { try await older.up() }
    }

    @Test func aChangedMigrationIsRefused() async throws {
        let database = try await scratch.database()
        var catalogue = Migration.catalogue
        catalogue[0].up.append("SELECT 1")
        let migrator = Migrator(database: database, catalogue: catalogue, time: TestClock())
        await #expect(throws: StorageError.changedMigration(number: 1, title: catalogue[0].title)) { try await migrator.status() }
    }

    @Test func aFailedMigrationLeavesNothingBehind() async throws {
        let database = try scratch.empty()
        let broken = Migration(number: 1, title: "t", success: "s", up: ["CREATE TABLE half (id BIGINT)", "NONSENSE"], down: [])
        await #expect(throws: StorageError.self) {
            try await Migrator(database: database, catalogue: [broken], time: TestClock()).up()
        }
        #expect(try await schema(database) == [])
    }

    @Test func momentsCompareWithTheDatabasesOwn() async throws {
        let database = try await scratch.database()
        let rows = try await database.read {
            try $0.query("SELECT '\(Timestamp(seconds: 1e9))' < datetime('now', '-1 day') AS older")
        }
        #expect(rows[0]["older"].bool == true)
        #expect(Timestamp(seconds: 951_827_696.789).description == "2000-02-29 12:34:56.789")
        #expect(Timestamp("2000-02-29 12:34:56.789")?.seconds == 951_827_696.789)
        #expect(Timestamp("2000-02-29 12:34:56")?.seconds == 951_827_696)
        #expect(Timestamp("yesterday") == nil)
    }
}
