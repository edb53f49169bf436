import Dispatch
import LanguageModel
import Synchronization
import TestSupport
import Testing

@testable import Storage

@Suite struct PostgreSQLTests {
    let clock = TestClock()

    private func database(_ change: (inout PostgreSQLOptions) -> Void = { _ in }) async throws -> any Database {
        try await TestDatabase.empty(.postgresql, in: "", change: change)
    }

    @Test(arguments: [
        ("a = ? AND b = ?", "a = $1 AND b = $2"),
        ("'it''s ?' || ?", "'it''s ?' || $1"),
        ("\"odd?\" = ? -- why?\n+ ?", "\"odd?\" = $1 -- why?\n+ $2"),
        ("/* ? */ ? /* ?", "/* ? */ $1 /* ?"),
    ])
    func placeholdersAreNumberedOutsideOfQuotesAndComments(sql: String, numbered: String) {
        #expect(numberedPlaceholders(sql) == numbered)
    }

    @Test func valuesComeBackAsTheyWere() async throws {
        let row = try await database().write { session in
            try session.execute(
                "CREATE TABLE v (b BOOLEAN, i BIGINT, r DOUBLE PRECISION, t TEXT, m TIMESTAMPTZ, n TEXT)")
            try session.execute(
                "INSERT INTO v VALUES (?, ?, ?, ?, ?, ?)",
                [.bool(true), .integer(.min), .real(0.1 + 0.2), .text("a\0b"), .text("2026-11-21 08:17:38.120"), .null])
            return try session.query("SELECT v.*, (SELECT SUM(i) FROM v) AS s FROM v LIMIT ?", [.integer(1)])[0]
        }
        #expect(
            row.values == [
                .bool(true), .integer(.min), .real(0.1 + 0.2), .text("a\u{FFFD}b"), .text("2026-11-21 08:17:38.120"), .null,
                .integer(.min),
            ])
    }

    @Test func aConnectionThatWasCutIsMadeAnewUnnoticed() async throws {
        let database = try await database { $0.poolSize = 2 }
        let pid = try await database.read { try $0.count("SELECT pg_backend_pid()") }
        let other = try await PostgreSQLCluster.shared.value.makeSchema()
        _ = try await PostgreSQLDatabase(other, time: SystemTime()).read {
            try $0.query("SELECT pg_terminate_backend(?)", [.integer(pid)])
        }
        #expect(try await database.read { try $0.count("SELECT pg_backend_pid()") } != pid)
    }

    @Test func aServerThatIsAwayIsNotKnockedAtByEveryone() async throws {
        let options = PostgreSQLOptions(address: Secret("postgres://u:hush@127.0.0.1:1/n"))
        let database = PostgreSQLDatabase(options, time: clock)
        for pause in [0, 60, 60] {
            clock.advance(by: .milliseconds(pause))
            let error = await #expect(throws: StorageError.self) { try await database.read { try $0.count("SELECT 1") } }
            #expect(error?.description.contains("refused") == true)
            #expect(error?.description.contains("hush") == false)
        }
    }

    @Test(arguments: ["postgres://u:hush%@h/n", "postgres://u:hush@[h/n", "postgres://u:hush@h/n?colour=red"])
    func aBrokenAddressIsExplainedWithoutItsPassword(address: String) async throws {
        let database = PostgreSQLDatabase(PostgreSQLOptions(address: Secret(address)), time: clock)
        let error = await #expect(throws: StorageError.self) { try await database.read { try $0.count("SELECT 1") } }
        #expect(error?.description.contains("hush") == false)
        #expect(error?.description.contains(address.contains("colour") ? "colour" : "postgres://user:password@host") == true)
    }

    @Test func aStatementMayNotTakeForEver() async throws {
        // So long that nothing else comes near it, however busy the machine is.
        let database = try await database { $0.statementTimeout = .seconds(2) }
        let error = await #expect(throws: StorageError.self) { try await database.read { try $0.query("SELECT pg_sleep(30)") } }
        #expect(error?.description.contains("longer than it may") == true)
        #expect(try await database.write(unhurried: true) { try $0.query("SELECT pg_sleep(2.2), 7 AS n")[0].integer("n") } == 7)
        #expect(try await database.read { try $0.count("SELECT 1") } == 1)
    }

    @Test func aLongWriteIsInNobodysWay() async throws {
        let database = try await database()
        try await database.write { session in
            for table in ["long", "brief"] {
                try session.execute("CREATE TABLE \(table) (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)")
                try session.execute("INSERT INTO \(table) VALUES (1, 0)")
            }
        }
        let mayEnd = DispatchSemaphore(value: 0)
        let hasBegun = Atomic(false)
        async let long = database.write(unhurried: true) { session in
            try session.execute("UPDATE long SET n = n + 1")
            hasBegun.store(true, ordering: .relaxed)
            mayEnd.wait()
        }
        await clock.settle { hasBegun.load(ordering: .relaxed) }
        defer { mayEnd.signal() }
        // More than the server has room to remember: ten for each connection that it allows.
        let connections = try await database.read { try $0.query("SHOW max_connections")[0].text("max_connections") }
        let count = try 11 * #require(Int(connections)) + 300
        for _ in 0..<count {
            try await database.write { session in
                let n = try session.count("SELECT SUM(n) FROM brief")
                try session.execute("UPDATE brief SET n = ?", [.integer(n + 1)])
            }
        }
        #expect(try await database.read { try $0.count("SELECT n FROM brief") } == count)
        mayEnd.signal()
        try await long
        #expect(try await database.read { try $0.count("SELECT n FROM long") } == 1)
    }

    @Test func whoeverWaitsTooLongForAConnectionIsTold() async throws {
        var options = try await PostgreSQLCluster.shared.value.makeSchema()
        options.poolSize = 1
        options.poolTimeout = .seconds(5)
        let database = PostgreSQLDatabase(options, time: clock)
        let isBusy = Atomic(false)
        let mayEnd = DispatchSemaphore(value: 0)
        async let busy = database.read { session in
            isBusy.store(true, ordering: .relaxed)
            mayEnd.wait()
            return try session.count("SELECT 1")
        }
        await clock.settle { isBusy.load(ordering: .relaxed) }
        let late = Task { try await database.read { try $0.count("SELECT 1") } }
        await clock.settle(sleepers: 1)
        clock.advance(by: .seconds(5))
        await #expect(throws: StorageError.unavailable("no connection became free within 5.0 s")) { try await late.value }
        let leaving = Task { try await database.read { try $0.count("SELECT 1") } }
        await clock.settle(sleepers: 1)
        leaving.cancel()
        await #expect(throws: CancellationError.self) { try await leaving.value }
        mayEnd.signal()
        #expect(try await busy == 1)
        await database.close()
        await #expect(throws: StorageError.unavailable("it is closed")) { try await database.read { try $0.count("SELECT 1") } }
    }

    @Test func twoThatReadWhatTheOtherWritesDoNotBothSucceedUnseen() async throws {
        let database = try await database()
        try await database.write { session in
            try session.execute("CREATE TABLE duty (name TEXT PRIMARY KEY, isOn BOOLEAN NOT NULL)")
            for name in ["ann", "bob"] { try session.execute("INSERT INTO duty VALUES (?, ?)", [.text(name), .bool(true)]) }
        }
        // Each goes home if somebody else stays.
        try await withThrowingTaskGroup { group in
            for name in ["ann", "bob"] {
                group.addTask {
                    try await database.write { session in
                        let others = try session.count("SELECT COUNT(*) FROM duty WHERE isOn AND name <> ?", [.text(name)])
                        _ = try session.query("SELECT pg_sleep(0.05)")
                        if others > 0 { try session.execute("UPDATE duty SET isOn = FALSE WHERE name = ?", [.text(name)]) }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await database.read { try $0.count("SELECT COUNT(*) FROM duty WHERE isOn") } == 1)
    }

    @Test func aChangedTableHasItsStatementsPreparedAnew() async throws {
        let database = try await database { $0.poolSize = 1 }
        try await database.write { try $0.execute("CREATE TABLE t (a BIGINT)") }
        #expect(try await database.read { try $0.query("SELECT * FROM t") }.isEmpty)
        try await database.write { session in
            try session.execute("ALTER TABLE t ADD COLUMN b BIGINT")
            try session.execute("INSERT INTO t VALUES (1, 2)")
        }
        #expect(try await database.read { try $0.query("SELECT * FROM t")[0]["b"] } == .integer(2))
    }

    @Test func aFailureThatIsKeptQuietStillUndoesTheTransaction() async throws {
        let database = try await database()
        try await database.write { try $0.execute("CREATE TABLE t (a BIGINT PRIMARY KEY)") }
        await #expect(throws: StorageError.self) {
            try await database.write { session in
                try session.execute("INSERT INTO t VALUES (1)")
                _ = try? session.execute("INSERT INTO t VALUES (1)")
            }
        }
        #expect(try await database.read { try $0.count("SELECT COUNT(*) FROM t") } == 0)
    }
}
