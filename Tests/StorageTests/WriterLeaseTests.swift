import LanguageModel
import TestSupport
import Testing

@testable import Storage

@Suite struct WriterLeaseTests {
    let scratch = Scratch()

    /// Moments are the database's own, so it is long: no test takes half of it.
    private static let seconds = 3600

    /// A server, as far as it writes messages.
    private struct Server {
        var lease: WriterLease
        var conversations: ConversationRepository

        init(_ id: String, _ database: any Database) {
            lease = WriterLease(database: database, id: id, seconds: WriterLeaseTests.seconds)
            conversations = ConversationRepository(database: database, time: TestClock(), writer: id)
        }

        /// A conversation with one message of each standing.
        func write(_ conversation: String) async throws {
            _ = try await conversations.create(id: conversation, owner: "ann", title: "t")
            try await conversations.append(
                ChatMessage.Status.allCases.map {
                    ChatMessage(id: "\(conversation)-\($0.rawValue)", role: .assistant, content: "", status: $0)
                }, to: conversation, owner: "ann")
        }

        func standing(of conversation: String) async throws -> [ChatMessage.Status] {
            try await conversations.messages(of: conversation, owner: "ann").map(\.status)
        }
    }

    private static let asWritten: [ChatMessage.Status] = [.complete, .streaming, .stopped, .interrupted, .failed]
    private static let leftBehind: [ChatMessage.Status] = [.complete, .interrupted, .stopped, .interrupted, .failed]

    /// As if the server had given no word for that long.
    private func silence(_ id: String, for seconds: Int, in database: any Database) async throws {
        try await database.write { session in
            let moment =
                session.dialect == .sqlite
                ? "strftime('%Y-%m-%d %H:%M:%f', seen_at, '-\(seconds) seconds')" : "seen_at - INTERVAL '\(seconds) seconds'"
            try session.execute("UPDATE server_instances SET seen_at = \(moment) WHERE id = ?", [.text(id)])
        }
    }

    @Test(arguments: SQLDialect.allCases) func aStartEndsWhatThePredecessorWasWriting(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let server = Server("one", database)
        #expect(try await server.lease.begin() == 0)
        try await server.write("c")
        #expect(try await Server("one", database).lease.begin() == 1)
        #expect(try await server.standing(of: "c") == Self.leftBehind)
    }

    @Test(arguments: SQLDialect.allCases) func aStartEndsWhatNobodyIsKnownToWrite(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let server = Server("one", database)
        try await server.write("c")
        try await database.write { try $0.execute("UPDATE chat_messages SET writer = NULL") }
        #expect(try await Server("two", database).lease.begin() == 1)
        #expect(try await server.standing(of: "c") == Self.leftBehind)
    }

    @Test(arguments: SQLDialect.allCases) func aStartLeavesWhatAnotherServerIsWriting(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let (one, two) = (Server("one", database), Server("two", database))
        _ = try await one.lease.begin()
        try await one.write("c")
        try await silence("one", for: Self.seconds / 2, in: database)
        #expect(try await two.lease.begin() == 0)
        #expect(try await two.lease.renew() == 0)
        #expect(try await one.standing(of: "c") == Self.asWritten)
    }

    @Test(arguments: SQLDialect.allCases) func whatASilentServerWasWritingIsEnded(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let (one, two) = (Server("one", database), Server("two", database))
        _ = try await one.lease.begin()
        _ = try await two.lease.begin()
        try await one.write("c")
        try await two.write("d")
        try await silence("one", for: Self.seconds + 1, in: database)
        #expect(try await two.lease.renew() == 1)
        #expect(try await two.lease.renew() == 0)
        #expect(try await one.standing(of: "c") == Self.leftBehind)
        #expect(try await two.standing(of: "d") == Self.asWritten)
    }

    @Test(arguments: SQLDialect.allCases) func aServerThatWasOnlySilentSetsItsMessagesRight(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let (one, two) = (Server("one", database), Server("two", database))
        _ = try await one.lease.begin()
        try await one.write("c")
        try await silence("one", for: Self.seconds + 1, in: database)
        #expect(try await two.lease.begin() == 1)
        #expect(try await one.lease.renew() == 0)
        try await one.conversations.update(message: "c-streaming", owner: "ann", content: "more", status: .streaming)
        #expect(try await two.lease.renew() == 0)
        #expect(try await one.standing(of: "c") == Self.asWritten)
    }
}
