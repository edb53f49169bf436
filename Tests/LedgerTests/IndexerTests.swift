import LanguageModel
import Storage
import TestSupport
import Testing

@testable import Ledger

@Suite struct IndexerTests {
    let scratch = Scratch()

    private func indexer(_ journal: Journal, _ database: any Database, batchSize: Int = 3) -> Indexer {
        Indexer(journal: journal, database: database, time: SystemTime(), logger: quiet, batchSize: batchSize)
    }

    @Test(arguments: SQLDialect.allCases) func everyRecordIsStoredOnceHoweverOftenItIsIndexed(_ dialect: SQLDialect) async throws
    {
        try await scratch.filled(10, segmentBytes: 1000)
        let database = try await scratch.database(dialect)
        let journal = try scratch.journal()
        for _ in 1...3 {
            // A new indexer each time, as after a crash.
            let indexer = indexer(journal, database)
            try await indexer.indexAll()
            #expect(indexer.counts == Indexer.Counts(accepted: 10, stored: 10, setAside: 0, pending: 0))
        }
        try await journal.close()
        #expect(try await verifyLedger(directory: scratch.ledger, database: database).isSound)
    }

    @Test(arguments: SQLDialect.allCases) func aBatchStopsAtTheCheckpointWhenItComesTwice(_ dialect: SQLDialect) async throws {
        let usage = UsageRepository(database: try await scratch.database(dialect), time: SystemTime())
        let rows = (1...4).map { IndexEntry.row(answer("r\($0)").row(sequence: $0)) }
        #expect(try await usage.index(Array(rows[..<2]), of: "j") == 2)
        #expect(try await usage.index(rows, of: "j") == 2)
        #expect(try await usage.state(of: "j") == IndexState(checkpoint: 4, stored: 4, setAside: 0))
    }

    @Test(arguments: SQLDialect.allCases) func severalServersKeepTheirRecordsInOneDatabase(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let others = (1...3).map { _ in Scratch() }
        for (number, other) in others.enumerated() { try await other.filled(6 + number, name: "server \(number) ") }
        try await withThrowingTaskGroup { group in
            for (number, other) in others.enumerated() {
                group.addTask {
                    let journal = try other.journal()
                    let indexer = indexer(journal, database)
                    // One that the other was faster than tries again, as the service does.
                    while indexer.counts.pending > 0 || indexer.counts.stored == 0 { try? await indexer.indexAll() }
                    #expect(
                        indexer.counts == Indexer.Counts(accepted: 6 + number, stored: 6 + number, setAside: 0, pending: 0))
                    try await journal.close()
                }
            }
            try await group.waitForAll()
        }
        for (number, other) in others.enumerated() {
            let report = try await verifyLedger(directory: other.ledger, database: database)
            #expect(report.faults.isEmpty)
            #expect(report.stored == 6 + number)
        }
        let stored = try await database.read {
            try $0.count("SELECT (SELECT COUNT(*) FROM ai_usage_logs) + (SELECT COUNT(*) FROM ai_attempts)")
        }
        #expect(stored == 21)
    }

    @Test(arguments: SQLDialect.allCases) func whatTheDatabaseDeclinesIsSetAsideWithItsReason(_ dialect: SQLDialect) async throws
    {
        try await scratch.filled(6)
        let database = try await scratch.database(dialect)
        try await database.write { session in
            try session.execute(
                SQLStatement(
                    sqlite: nil,
                    postgresql: """
                        CREATE FUNCTION decline() RETURNS TRIGGER LANGUAGE plpgsql
                        AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$
                        """))
            try session.execute(
                SQLStatement(
                    sqlite: """
                        CREATE TRIGGER decline BEFORE INSERT ON ai_usage_logs WHEN NEW.request_id = 'r4'
                        BEGIN SELECT RAISE(ABORT, 'not this one'); END
                        """,
                    postgresql: """
                        CREATE TRIGGER decline BEFORE INSERT ON ai_usage_logs FOR EACH ROW WHEN (NEW.request_id = 'r4')
                        EXECUTE FUNCTION decline()
                        """))
        }
        let journal = try scratch.journal()
        let indexer = indexer(journal, database)
        try await indexer.indexAll()
        #expect(indexer.counts == Indexer.Counts(accepted: 6, stored: 5, setAside: 1, pending: 0))
        let aside = try await database.read { try $0.query("SELECT id, reason FROM ledger_set_aside") }
        #expect(try aside.map { try $0.integer("id") } == [4])
        #expect(try aside[0].text("reason").contains("not this one"))
        try await journal.close()
        #expect(try await verifyLedger(directory: scratch.ledger, database: database).isSound)
    }

    @Test(arguments: SQLDialect.allCases) func recordsArePendingWhileTheDatabaseIsDown(_ dialect: SQLDialect) async throws {
        try await scratch.filled(4)
        let database = try await scratch.database(dialect)
        let journal = try scratch.journal()
        let indexer = indexer(journal, database)
        try await database.write { try $0.execute("ALTER TABLE ledger_checkpoint RENAME TO away") }
        await #expect(throws: StorageError.self) { try await indexer.indexAll() }
        #expect(indexer.counts.pending == 4)
        try await database.write { try $0.execute("ALTER TABLE away RENAME TO ledger_checkpoint") }
        try await indexer.indexAll()
        #expect(indexer.counts == Indexer.Counts(accepted: 4, stored: 4, setAside: 0, pending: 0))
        try await journal.close()
    }

    @Test(arguments: SQLDialect.allCases) func itLooksAgainAfterItsIntervalAndOnceMoreAtTheEnd(_ dialect: SQLDialect) async throws
    {
        let clock = TestClock()
        let journal = try scratch.journal()
        let indexer = Indexer(journal: journal, database: try await scratch.database(dialect), time: clock, logger: quiet)
        let service = Task { try await indexer.run() }
        await clock.settle(sleepers: 1)
        try await journal.record(answer("one"))
        clock.advance(by: .milliseconds(200))
        await clock.settle(sleepers: 1)
        #expect(indexer.counts == Indexer.Counts(accepted: 1, stored: 1, setAside: 0, pending: 0))
        try await journal.record(answer("two"))
        service.cancel()
        try await service.value
        #expect(indexer.counts == Indexer.Counts(accepted: 2, stored: 2, setAside: 0, pending: 0))
        try await journal.close()
    }
}
