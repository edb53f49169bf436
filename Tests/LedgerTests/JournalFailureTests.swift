import Foundation
import Synchronization
import Testing

@testable import Ledger

@Suite struct JournalFailureTests {
    let scratch = Scratch()

    @Test(arguments: [FailingFolder.Fault.write, .sync])
    func aFailedWriteThrowsAndTheRecordIsWrittenLater(fault: FailingFolder.Fault) async throws {
        let folder = FailingFolder(path: scratch.ledger)
        let journal = try scratch.journal(folder: folder)
        try await journal.record(answer("before"))
        folder.fault.withLock { $0 = fault }
        await #expect(throws: JournalError.self) { try await journal.record(answer("during")) }
        #expect(!journal.isWritable)
        #expect(journal.counts.accepted == 2)
        #expect(journal.counts.durable == 1)
        folder.fault.withLock { $0 = nil }
        await recordUntilWritten(journal, "after")
        #expect(journal.isWritable)
        try await journal.close()
        let report = try await verifyLedger(directory: scratch.ledger, database: nil)
        #expect(report.isSound)
        #expect(report.records == journal.counts.accepted)
        #expect(try scratch.segments().count == 2)
    }

    @Test func aSegmentThatCannotBeMadeIsTriedAgain() async throws {
        let folder = FailingFolder(path: scratch.ledger)
        folder.fault.withLock { $0 = .create }
        let journal = try scratch.journal(folder: folder)
        await #expect(throws: JournalError.self) { try await journal.record(answer("r")) }
        folder.fault.withLock { $0 = nil }
        await recordUntilWritten(journal, "s")
        try await journal.close()
        #expect(try scratch.sequences(2) == [1, 2])
    }

    @Test func aFullBacklogRefusesRecordsAndStillTakesNotes() async throws {
        let folder = FailingFolder(path: scratch.ledger)
        folder.fault.withLock { $0 = .write }
        let journal = try scratch.journal(folder: folder, backlogLimit: 1)
        await #expect(throws: JournalError.self) { try await journal.record(answer("r")) }
        await #expect(throws: JournalError.backlogFull(1)) { try await journal.record(answer("s")) }
        journal.note(attempt("t"))
        #expect(journal.counts.accepted == 2)
        folder.fault.withLock { $0 = nil }
        try await journal.close()
        #expect(try scratch.sequences(2) == [1, 2])
    }

    @Test func closingSaysHowManyRecordsWereNotWritten() async throws {
        let folder = FailingFolder(path: scratch.ledger)
        let journal = try scratch.journal(folder: folder)
        folder.fault.withLock { $0 = .sync }
        journal.note(attempt("r"))
        let error = await #expect(throws: JournalError.self) { try await journal.close() }
        guard case .unwritten(1, _) = error else { Issue.record("\(String(describing: error))"); return }
    }

    /// The first tries may still meet the failure that was under way.
    private func recordUntilWritten(_ journal: Journal, _ request: String) async {
        for number in 0..<1000 {
            if (try? await journal.record(answer("\(request)\(number)"))) != nil { return }
        }
        Issue.record("the journal did not recover")
    }
}
