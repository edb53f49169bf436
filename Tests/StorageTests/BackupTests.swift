import Foundation
import LanguageModel
import TestSupport
import Testing

@testable import Storage

@Suite(.serialized) struct BackupTests {
    let scratch = Scratch()
    let other = Scratch()
    let clock = TestClock()

    private var file: String { "\(scratch.path)/understudy.backup" }

    private func backup(_ catalogue: [Migration] = Migration.catalogue) throws -> Backup {
        try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: true)
        return Backup(path: file, catalogue: catalogue, time: clock)
    }

    private func filled(_ dialect: SQLDialect) async throws -> any Database {
        let database = try await scratch.database(dialect)
        try await fill(database)
        return database
    }

    /// From each database into each.
    @Test(arguments: SQLDialect.allCases, SQLDialect.allCases)
    func everythingComesBack(from: SQLDialect, into: SQLDialect) async throws {
        let database = try await filled(from)
        let written = try await backup().make(of: database)
        #expect(written.allSatisfy { $0.rows == 3 })
        #expect(Set(written.map(\.name)).isSuperset(of: ["conversations", "chat_messages", "ai_usage_logs", "api_keys"]))
        let restored = try await other.empty(into)
        #expect(try await backup().restore(into: restored) == written)
        #expect(try await contents(restored) == (try await contents(database)))
        #expect(try await Migrator(database: restored, time: clock).up() == 0)
        try await fill(restored, count: 5)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).filter { $0.contains("backup") }.count == 1)
    }

    @Test(arguments: SQLDialect.allCases) func aLargeTableWithEveryCharacterComesBack(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let nasty = "\"\\ \u{1}\u{7F}\r\n\t🎭 \u{202E}{}[]?"
        try await database.write { session in
            for number in 1...2500 {
                try session.execute(
                    "INSERT INTO conversations (id, user_id, title, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
                    [
                        .text("c\(number)"), .text(nasty), .text(nasty + "\(number)"), .text("2026-11-21 08:17:38.123"),
                        .text("2026-11-21 08:17:38.000"),
                    ])
            }
        }
        try await backup().make(of: database)
        for target in SQLDialect.allCases {
            let restored = try await other.empty(target)
            try await backup().restore(into: restored)
            #expect(try await contents(restored) == (try await contents(database)))
        }
    }

    @Test(arguments: SQLDialect.allCases) func aBackupIsOneMomentOfADatabaseInUse(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let conversations = ConversationRepository(database: database, time: clock)
        // Each transaction writes to two tables, which therefore always agree.
        let writer = Task {
            var count = 0
            while !Task.isCancelled, count < 200 {
                count += 1
                let id = "c\(count)"
                try await database.write { session in
                    let moment = SQLValue.text("2026-11-21 08:17:38.123")
                    try session.execute(
                        "INSERT INTO api_keys (id, name, prefix, hash, created_at) VALUES (?, ?, ?, ?, ?)",
                        [.text(id), .text(id), .text(id), .text(id), moment])
                    try session.execute(
                        "INSERT INTO conversations (id, user_id, title, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
                        [.text(id), .text("ann"), .text(id), moment, moment])
                }
            }
        }
        while try await conversations.list(owner: "ann").count < 5 {}
        for _ in 1...3 {
            let counts = Dictionary(try await backup().make(of: database).map { ($0.name, $0.rows) }) { first, _ in first }
            #expect(counts["conversations"] == counts["api_keys"])
            #expect(counts["conversations"] ?? 0 >= 5)
        }
        writer.cancel()
        try await writer.value
    }

    @Test func anOlderBackupIsBroughtUpToDate() async throws {
        let old = Array(Migration.catalogue[..<3])
        let database = try await scratch.empty()
        try await Migrator(database: database, catalogue: old, time: clock).up()
        try await fill(database, catalogue: old)
        try await backup(old).make(of: database)
        for dialect in SQLDialect.allCases {
            let restored = try await other.empty(dialect)
            try await backup().restore(into: restored)
            #expect(try await Migrator(database: restored, time: clock).up() == 0)
            #expect(try await restored.read { try $0.count("SELECT COUNT(*) FROM chat_messages") } == 3)
        }
    }

    @Test(arguments: SQLDialect.allCases) func whatIsInUseIsReplacedOnlyWhenThatIsSaid(_ dialect: SQLDialect) async throws {
        let database = try await filled(dialect)
        try await backup().make(of: database)
        let used = try await other.database(dialect)
        try await fill(used, count: 1)
        let before = try await contents(used)
        let error = await #expect(throws: BackupError.self) { try await backup().restore(into: used) }
        guard case .notEmpty = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try await contents(used) == before)
        try await backup().restore(into: used, replacing: true)
        #expect(try await contents(used) == (try await contents(database)))
    }

    @Test(arguments: ["cut", "changed", "recounted", "extended", "foreign", "empty"])
    func aDamagedBackupChangesNothing(damage: String) async throws {
        try await backup().make(of: try await filled(.sqlite))
        var lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
        switch damage {
        case "cut": lines.removeLast(2)
        case "changed": lines = lines.map { $0.replacing("row 2", with: "row 4") }
        case "recounted": lines.remove(at: lines.firstIndex { $0.hasPrefix("[") } ?? 0)
        case "extended": lines.append("[]")
        case "foreign": lines[1] = lines[1].replacing("\"name\":\"", with: "\"name\":\"x; DROP TABLE api_keys; ")
        default: lines = ["no backup"]
        }
        try (lines.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
        for dialect in SQLDialect.allCases {
            let target = try await other.database(dialect)
            try await fill(target, count: 1)
            let before = try await contents(target)
            await #expect(throws: (any Error).self) { try await backup().restore(into: target, replacing: true) }
            #expect(try await contents(target) == before)
        }
    }

    @Test func aBackupOfANewerSchemaIsRefused() async throws {
        try await backup().make(of: try await filled(.sqlite))
        let older = Array(Migration.catalogue.dropLast())
        await #expect(throws: StorageError.self) { try await backup(older).restore(into: try await other.empty()) }
    }

    @Test func aDatabaseWithoutASchemaIsNotBackedUp() async throws {
        await #expect(throws: BackupError.noSchema) { try await backup().make(of: try await other.empty()) }
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func rowsThatPointAtOneAnotherComeBackInAnyOrder() async throws {
        let migration = Migration(
            number: 1, title: "t", success: "s",
            up: ["CREATE TABLE tree (id TEXT PRIMARY KEY, parent TEXT REFERENCES tree (id))"], down: ["DROP TABLE tree"])
        let database = try await scratch.empty()
        try await Migrator(database: database, catalogue: [migration], time: clock).up()
        try await database.write { session in
            try session.execute("PRAGMA defer_foreign_keys = ON")
            for number in 1...500 {
                try session.execute(
                    "INSERT INTO tree VALUES (?, ?)", [.text("\(number)"), number < 500 ? .text("\(number + 1)") : .null])
            }
        }
        try await backup([migration]).make(of: database)
        let restored = try await other.empty(.postgresql)
        try await backup([migration]).restore(into: restored)
        #expect(try await restored.read { try $0.count("SELECT COUNT(*) FROM tree") } == 500)
        await #expect(throws: StorageError.self) {
            try await restored.write { try $0.execute("INSERT INTO tree VALUES ('x', 'y')") }
        }
    }
}
