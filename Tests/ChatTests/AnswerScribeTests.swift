import Foundation
import LanguageModel
import Logging
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Chat

/// A database that can be taken away.
private final class FlakyDatabase: Database {
    let dialect = SQLDialect.sqlite
    let isAway = Mutex(false)
    private let inner: SQLiteDatabase

    init(_ inner: SQLiteDatabase) { self.inner = inner }

    private func check() throws {
        if isAway.withLock({ $0 }) { throw StorageError.unavailable("away") }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
        try check()
        return try await inner.read(body)
    }

    func write<Value: Sendable>(
        unhurried: Bool, _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try check()
        return try await inner.write(unhurried: unhurried, body)
    }

    func close() throws { try inner.close() }
}

@Suite final class AnswerScribeTests: Sendable {
    private let clock = TestClock()
    private let relay = AnswerRelay(capacity: nil)
    private let ends = Mutex(0)
    private let folder = TestFolder.path()
    private let database: FlakyDatabase
    private let conversations: ConversationRepository

    init() async throws {
        database = FlakyDatabase(try SQLiteDatabase(path: SQLiteDatabase.path(inData: folder)))
        try await Migrator(database: database, time: clock).up()
        conversations = ConversationRepository(database: database, time: clock)
        _ = try await conversations.create(id: "c", owner: "ann", title: "t")
        try await conversations.append(
            [ChatMessage(id: "a", role: .assistant, content: "", status: .streaming)], to: "c", owner: "ann")
    }

    private var scribe: AnswerScribe {
        AnswerScribe(
            message: "a", owner: "ann", repository: conversations, relay: relay,
            onEnd: { self.ends.withLock { $0 += 1 } }, time: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func theAnswerIsKeptAndOverBeforeItsReadersAreTold() async throws {
        let reader = Task {
            _ = await self.relay.events(from: 0)
            let ended = self.ends.withLock { $0 }
            return (ended, try await self.conversations.messages(of: "c", owner: "ann").map(\.status))
        }
        let scribe = scribe
        await scribe.take(.failed(.cancelled))
        let (ended, statuses) = try await reader.value
        #expect(ended == 1 && statuses == [.stopped])
        await scribe.end()
        #expect(ends.withLock { $0 } == 1)
    }

    @Test func anAnswerThatEndsWhileTheDatabaseIsAwayIsSavedWhenItIsBack() async throws {
        let scribe = scribe
        database.isAway.withLock { $0 = true }
        await scribe.take(.delta("All of it"))
        await scribe.take(.failed(.cancelled))
        // The reader does not wait for the database.
        #expect(await relay.events(from: 0) == [.delta("All of it"), .failed(.cancelled)])
        await clock.settle(sleepers: 1)
        clock.advance(by: .milliseconds(500))
        await clock.settle(sleepers: 1)
        database.isAway.withLock { $0 = false }
        #expect(try await conversations.messages(of: "c", owner: "ann").map(\.status) == [.streaming])
        clock.advance(by: .seconds(1))
        while try await conversations.messages(of: "c", owner: "ann")[0].status == .streaming { await Task.yield() }
        #expect(try await conversations.messages(of: "c", owner: "ann").map(\.content) == ["All of it"])
    }
}
