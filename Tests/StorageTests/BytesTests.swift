import Foundation
import TestSupport
import Testing

@testable import Storage

/// Values that are no text, in both databases.
@Suite(.serialized) struct BytesTests {
    let scratch = Scratch()
    let other = Scratch()
    let clock = TestClock()

    private static let everyByte = (0...255).map(UInt8.init)
    /// Five megabytes, of which no row of bytes is like the next.
    private static let large: [UInt8] = {
        var state: UInt64 = 88_172_645_463_325_252
        var bytes: [UInt8] = []
        bytes.reserveCapacity(5 << 20)
        while bytes.count < 5 << 20 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            withUnsafeBytes(of: state.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }()
    private static let values: [[UInt8]] = [[], [0], everyByte, Array(#"\x41'"?$1"#.utf8), large]

    @Test(arguments: SQLDialect.allCases) func bytesComeBackAsTheyWere(_ dialect: SQLDialect) async throws {
        let database = try await scratch.empty(dialect)
        let type = dialect == .sqlite ? "BLOB" : "BYTEA"
        let rows = try await database.write { session in
            try session.execute("CREATE TABLE kept (id BIGINT PRIMARY KEY, value \(type), other TEXT)")
            for (number, value) in Self.values.enumerated() {
                try session.execute("INSERT INTO kept VALUES (?, ?, ?)", [.integer(number), .bytes(value), .text("?")])
            }
            // Several rows of one statement, and no value at all.
            try session.execute(
                "INSERT INTO kept VALUES (?, ?, ?), (?, ?, ?)",
                [.integer(10), .bytes(Self.everyByte), .null, .integer(11), .null, .text("x")])
            try session.execute("UPDATE kept SET value = ? WHERE value = ? AND id = ?", [.bytes([]), .bytes([0]), .integer(1)])
            return try session.query("SELECT value, other FROM kept ORDER BY id", [])
        }
        #expect(
            rows.map(\.values[0]) == [[], [], Self.everyByte, Self.values[3], Self.large, Self.everyByte].map(SQLValue.bytes) + [
                .null
            ])
        #expect(rows.map(\.values[1].text) == ["?", "?", "?", "?", "?", nil, "x"])
        #expect(rows[0]["value"].bytes == [])
        #expect(rows[0]["value"].text == nil)
        #expect(SQLValue.bytes([1]).isStored(as: .bytes([1])))
        #expect(!SQLValue.bytes([1]).isStored(as: .text("\u{1}")))
    }

    /// As the server's own files are.
    private func keep(_ pieces: [SQLValue], in database: any Database) async throws {
        try await database.write { session in
            for (ordinal, piece) in pieces.enumerated() {
                try session.execute(
                    "INSERT INTO document_files (file_id, ordinal, content, created_at) VALUES (?, ?, ?, ?)",
                    [.text("f"), .integer(ordinal), piece, .text("2026-11-21 08:17:38.120")])
            }
        }
    }

    private func pieces(in database: any Database) async throws -> [SQLValue] {
        try await database.read { session in
            try session.query("SELECT content FROM document_files WHERE file_id = 'f' ORDER BY ordinal").map { $0["content"] }
        }
    }

    @Test(arguments: SQLDialect.allCases) func filesThatWereBase64BecomeBytesAndAreBase64OnTheWayBack(_ dialect: SQLDialect)
        async throws
    {
        let database = try await scratch.empty(dialect)
        let number = Migration.keepFilesAsBytes.number
        let before = Migration.catalogue.filter { $0.number < number }
        let after = Migration.catalogue.filter { $0.number <= number }
        try await Migrator(database: database, catalogue: before, time: clock).up()
        let values = Self.values.filter { !$0.isEmpty }
        let texts = values.map { SQLValue.text(Data($0).base64EncodedString()) }
        try await keep(texts, in: database)
        let migrator = Migrator(database: database, catalogue: after, time: clock)
        for _ in 1...2 {
            #expect(try await migrator.up() == 1)
            #expect(try await pieces(in: database) == values.map(SQLValue.bytes))
            #expect(try await migrator.down() == 1)
            #expect(try await pieces(in: database) == texts)
        }
    }

    @Test(arguments: SQLDialect.allCases) func whatIsNoBase64StopsTheMigrationAndStays(_ dialect: SQLDialect) async throws {
        let database = try await scratch.empty(dialect)
        let number = Migration.keepFilesAsBytes.number
        try await Migrator(database: database, catalogue: Migration.catalogue.filter { $0.number < number }, time: clock).up()
        try await keep([.text("=no=")], in: database)
        await #expect(throws: StorageError.self) { try await Migrator(database: database, time: clock).up() }
        #expect(try await pieces(in: database) == [.text("=no=")])
    }

    @Test(arguments: SQLDialect.allCases, SQLDialect.allCases)
    func aBackupCarriesBytesFromEachDatabaseToEach(from: SQLDialect, into: SQLDialect) async throws {
        let database = try await scratch.database(from)
        try await keep(Self.values.map(SQLValue.bytes), in: database)
        try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: true)
        let backup = Backup(path: "\(scratch.path)/understudy.backup", time: clock)
        let written = try await backup.make(of: database)
        let restored = try await other.empty(into)
        #expect(try await backup.restore(into: restored) == written)
        #expect(try await pieces(in: restored) == Self.values.map(SQLValue.bytes))
    }

    @Test(arguments: SQLDialect.allCases) func aBackupFromBeforeBytesIsBroughtUpToDate(_ dialect: SQLDialect) async throws {
        let old = Migration.catalogue.filter { $0.number < Migration.keepFilesAsBytes.number }
        let database = try await scratch.empty()
        try await Migrator(database: database, catalogue: old, time: clock).up()
        try await keep([.text(Data(Self.large).base64EncodedString())], in: database)
        let path = "\(scratch.path)/understudy.backup"
        try await Backup(path: path, catalogue: old, time: clock).make(of: database)
        let restored = try await other.empty(dialect)
        try await Backup(path: path, time: clock).restore(into: restored)
        #expect(try await pieces(in: restored) == [.bytes(Self.large)])
    }
}
