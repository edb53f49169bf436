import Logging
import Storage
import Synchronization
import TestSupport
import Testing

@testable import App

@Suite struct DatabaseWaitTests {
    /// One that does not answer the first few times.
    private final class LateDatabase: Database {
        let dialect = SQLDialect.postgresql
        private let refusals: Mutex<Int>

        init(refusals: Int) { self.refusals = Mutex(refusals) }

        func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
            let left = refusals.withLock { left in
                left -= 1
                return left
            }
            if left >= 0 { throw StorageError.unavailable("connection refused") }
            return try body(OneSession())
        }

        func write<Value: Sendable>(
            unhurried: Bool, _ body: @escaping @Sendable (any SQLSession) throws -> Value
        ) async throws -> Value { try body(OneSession()) }

        func close() async throws {}
    }

    private struct OneSession: SQLSession {
        let dialect = SQLDialect.postgresql
        func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int { 0 }
        func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] { [SQLRow(values: [.integer(1)], positions: [:])] }
    }

    private let clock = TestClock()

    private func wait(_ limit: Duration, for database: LateDatabase) -> Task<Void, any Error> {
        let wait = DatabaseWait(limit: limit, time: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return Task { try await wait.end(for: database) }
    }

    @Test func goesOnAsSoonAsTheDatabaseAnswers() async throws {
        let waiting = wait(.seconds(30), for: LateDatabase(refusals: 3))
        for pause in [250, 500, 1000] {
            await clock.settle(sleepers: 1)
            clock.advance(by: .milliseconds(pause))
        }
        try await waiting.value
        #expect(clock.now == .milliseconds(1750))
    }

    @Test func givesUpInWordsForAnOperatorWhenTheTimeIsOver() async throws {
        let waiting = wait(.seconds(1), for: LateDatabase(refusals: .max))
        for pause in [250, 500, 250] {
            await clock.settle(sleepers: 1)
            clock.advance(by: .milliseconds(pause))
        }
        let error = await #expect(throws: DataStoreError.self) { try await waiting.value }
        #expect(error?.description == "the database is not available, it did not answer within 1 s: connection refused")
    }

    @Test func asksOnceWhenItMayNotWait() async throws {
        await #expect(throws: DataStoreError.self) { try await wait(.zero, for: LateDatabase(refusals: 1)).value }
        try await wait(.zero, for: LateDatabase(refusals: 0)).value
        #expect(clock.now == .zero)
    }
}
