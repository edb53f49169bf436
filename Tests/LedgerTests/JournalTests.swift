import Foundation
import Testing

@testable import Ledger

@Suite struct JournalTests {
    let scratch = Scratch()

    @Test func recordsReadBackInOrder() async throws {
        try await scratch.filled(5)
        var cursor = try JournalCursor(directory: scratch.ledger, after: 0)
        let records = try cursor.next(5).map { try JSONDecoder().decode(LedgerRecord.self, from: Data($0.json)) }
        #expect(records == [attempt("r1"), answer("r2"), attempt("r3"), answer("r4"), attempt("r5")])
    }

    @Test func aNoteIsDurableWithTheRecordAfterIt() async throws {
        let journal = try scratch.journal()
        journal.note(attempt("r"))
        try await journal.record(answer("r"))
        #expect(journal.counts == Journal.Counts(accepted: 2, durable: 2))
        #expect(try scratch.sequences(2) == [1, 2])
        try await journal.close()
    }

    @Test func closingWritesWhatWasNoted() async throws {
        let journal = try scratch.journal()
        for number in 1...100 { journal.note(attempt("r\(number)")) }
        try await journal.close()
        #expect(try scratch.sequences(100).count == 100)
    }

    @Test func everyWriterOfACrowdIsResumed() async throws {
        let journal = try scratch.journal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<100 {
                group.addTask { for number in 0..<5 { try await journal.record(answer("\(writer)-\(number)")) } }
            }
            try await group.waitForAll()
        }
        #expect(journal.counts == Journal.Counts(accepted: 500, durable: 500))
        try await journal.close()
        #expect(try await verifyLedger(directory: scratch.ledger, database: nil).isSound)
    }

    @Test func aReopenedJournalContinuesTheChain() async throws {
        for _ in 1...3 { try await scratch.filled(3) }
        let report = try await verifyLedger(directory: scratch.ledger, database: nil)
        #expect(report.records == 9)
        #expect(report.faults.map(\.kind).allSatisfy { $0 == .duplicate })
    }

    @Test func segmentsRotateAndTheChainGoesOnAcrossThem() async throws {
        try await scratch.filled(10, segmentBytes: 1000)
        #expect(try scratch.segments().count > 2)
        #expect(try scratch.sequences(10) == Array(1...10))
        #expect(try await verifyLedger(directory: scratch.ledger, database: nil).isSound)
    }

    @Test func aSecondOpenerIsRefused() async throws {
        let journal = try scratch.journal()
        #expect(throws: JournalError.inUse(directory: scratch.ledger)) { try scratch.journal() }
        try await journal.close()
        try await scratch.journal().close()
    }

    /// As a process that is being started has one, until it runs its own program.
    @Test func aCopyOfTheLocksDescriptorKeepsNobodyOut() throws {
        try FileManager.default.createDirectory(atPath: scratch.ledger, withIntermediateDirectories: true)
        let lock = try JournalLock(directory: scratch.ledger)
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        let copies = open.filter { descriptor in
            let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
            return path?.hasSuffix("\(scratch.ledger)/lock") == true
        }.map { dup($0) }
        defer { for copy in copies { close(copy) } }
        #expect(copies.count == 1)
        lock.release()
        try JournalLock(directory: scratch.ledger).release()
    }

    @Test func aClosedJournalDeclinesRecords() async throws {
        let journal = try scratch.journal()
        try await journal.close()
        await #expect(throws: JournalError.closed) { try await journal.record(answer("r")) }
    }

    @Test func aTornTailIsMovedAsideAndTheChainGoesOn() async throws {
        try await scratch.filled(3)
        try scratch.alter { $0[$0.count - 1] = "00000000 4 torn" }
        try await scratch.filled(1)
        let report = try await verifyLedger(directory: scratch.ledger, database: nil)
        #expect(report.records == 4)
        #expect(report.isSound)
        let torn = try FileManager.default.contentsOfDirectory(atPath: scratch.ledger).filter { $0.hasSuffix(".torn") }
        #expect(torn.count == 1)
        #expect(try String(contentsOfFile: "\(scratch.ledger)/\(torn[0])", encoding: .utf8) == "00000000 4 torn")
    }

    @Test func aSegmentThatIsOnlyTornGivesWayToTheOneBefore() async throws {
        try await scratch.filled(2)
        let name = SegmentName.of(first: 3)
        try "half".write(toFile: "\(scratch.ledger)/\(name)", atomically: true, encoding: .utf8)
        try await scratch.filled(1)
        #expect(try scratch.sequences(3) == [1, 2, 3])
    }

    @Test(arguments: 0..<3) func damageInTheMiddleRefusesToOpenAndNamesTheRecord(line: Int) async throws {
        try await scratch.filled(3)
        try scratch.alter { $0[line] = $0[line].replacingOccurrences(of: "requestID", with: "requestIX") }
        let error = #expect(throws: JournalError.self) { try scratch.journal() }
        guard case .corrupted(_, _, let sequence, _) = error else { Issue.record("\(String(describing: error))"); return }
        #expect(sequence == line + 1)
    }
}
