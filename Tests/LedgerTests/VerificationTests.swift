import Foundation
import LanguageModel
import Storage
import Testing

@testable import Ledger

@Suite struct VerificationTests {
    typealias Kind = VerificationReport.Fault.Kind
    let scratch = Scratch()

    private func faults(_ database: (any Database)? = nil) async throws -> [Kind] {
        try await verifyLedger(directory: scratch.ledger, database: database).faults.map(\.kind)
    }

    private func indexed(_ count: Int) async throws -> any Database {
        try await scratch.filled(count)
        let database = try await scratch.database()
        let journal = try scratch.journal()
        try await Indexer(journal: journal, database: database, time: SystemTime(), logger: quiet).indexAll()
        try await journal.close()
        return database
    }

    @Test func anAlteredLineIsFound() async throws {
        try await scratch.filled(4)
        try scratch.alter { $0[1] = $0[1].replacingOccurrences(of: "completed", with: "cancelled") }
        let report = try await verifyLedger(directory: scratch.ledger, database: nil)
        #expect(report.faults.map(\.kind) == [.checksum])
        #expect(report.faults.first?.sequence == 2)
    }

    @Test func aForgedLineWithARightChecksumBreaksTheChain() async throws {
        try await scratch.filled(4)
        try forge(json: String(decoding: JSONLine(answer("other")).bytes, as: UTF8.self), line: 1)
        #expect(try await faults() == [.chain])
    }

    @Test func aMissingLineIsAGap() async throws {
        try await scratch.filled(4)
        try scratch.alter { $0.remove(at: 1) }
        #expect(try await faults() == [.gap])
    }

    @Test func aMissingSegmentIsAGap() async throws {
        try await scratch.filled(10, segmentBytes: 1000)
        try FileManager.default.removeItem(atPath: "\(scratch.ledger)/\(try scratch.segments()[1])")
        #expect(try await faults() == [.gap])
    }

    @Test func anUnknownFormIsUndecodable() async throws {
        try await scratch.filled(1)
        try forge(json: "{\"future\":{}}", line: 0)
        #expect(try await faults() == [.undecodable])
    }

    @Test func aSecondAnswerIsADuplicate() async throws {
        let journal = try scratch.journal()
        for _ in 1...2 { try await journal.record(answer("same")) }
        try await journal.close()
        #expect(try await faults() == [.duplicate])
    }

    @Test func aTailThatIsBeingWrittenIsNoFault() async throws {
        try await scratch.filled(2)
        try scratch.alter { $0[$0.count - 1] = "0000" }
        let report = try await verifyLedger(directory: scratch.ledger, database: nil)
        #expect(report.isSound)
        #expect(report.unfinishedBytes == 4)
    }

    @Test(arguments: [
        ("DELETE FROM ai_usage_logs WHERE id = 2", [Kind.missingInDatabase, .balance]),
        ("UPDATE ai_usage_logs SET outcome = 'failed' WHERE id = 2", [.differentInDatabase]),
        ("UPDATE ai_attempts SET id = 99 WHERE id = 3", [.missingInDatabase, .extraInDatabase, .balance]),
        ("UPDATE ledger_checkpoint SET sequence = 9", [.gap]),
        ("DROP TABLE ai_attempts", [.database]),
    ])
    func aDatabaseThatDisagreesIsFound(sql: String, kinds: [Kind]) async throws {
        let database = try await indexed(4)
        #expect(try await faults(database) == [])
        try await database.write { try $0.execute(sql) }
        #expect(try await faults(database) == kinds)
    }

    @Test func aLedgerWrittenAnewIsHeldAgainstTheDatabase() async throws {
        let database = try await indexed(4)
        try FileManager.default.removeItem(atPath: scratch.ledger)
        try await scratch.filled(4, name: "forged")
        #expect(
            try await faults(database) == [
                .differentInDatabase, .differentInDatabase, .differentInDatabase, .differentInDatabase,
            ])
    }

    @Test func recordsAfterTheCheckpointArePending() async throws {
        let database = try await indexed(4)
        let journal = try scratch.journal()
        try await journal.record(answer("new"))
        let report = try await verifyLedger(directory: scratch.ledger, database: database)
        #expect(report.isSound)
        #expect(report.pending == 1)
        try await journal.close()
    }

    /// Replaces a record by another one under a right checksum.
    private func forge(json: String, line: Int) throws {
        try scratch.alter { lines in
            let fields = lines[line].split(separator: " ", maxSplits: 3)
            var bytes: [UInt8] = []
            _ = JournalLine.append(
                sequence: line + 1, previous: Array(String(fields[2]).utf8), json: Array(json.utf8), to: &bytes)
            lines[line] = String(decoding: bytes.dropLast(), as: UTF8.self)
        }
    }
}
