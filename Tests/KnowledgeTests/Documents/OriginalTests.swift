import Foundation
import LanguageModel
import NIOCore
import Parsing
import Providers
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Knowledge

/// What is kept of files, and what becomes of a document when reading it ends otherwise than it should.
@Suite struct OriginalTests {
    @Test(arguments: SQLDialect.allCases) func aFileOfManyPiecesIsKeptByteByByte(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let bytes = Data((0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })
        let path = "\(fixture.folder)/a.bin"
        try bytes.write(to: URL(fileURLWithPath: path))
        let document = try await fixture.documents.submit(.upload(named: "a.bin", in: collection.id), file: path).document
        #expect(document.size == bytes.count && document.hasFile)
        let hash = try FileHash(path: path)
        #expect(document.hash == hash.hash && hash.hash.utf8.count == 64)
        var pieces: [[UInt8]] = []
        try await fixture.documents.forEachPiece(of: document) { pieces.append($0) }
        #expect(pieces.count == 3 && pieces.flatMap(\.self) == Array(bytes))
        let copy = "\(fixture.folder)/copy.bin"
        #expect(try await fixture.documents.load(document.fileID ?? "", to: copy) == bytes.count)
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == bytes)
    }

    @Test(arguments: SQLDialect.allCases) func whatIsTooLargeIsKeptNowhere(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let small = DocumentRepository(
            database: fixture.database, time: fixture.clock, makeID: { UUID().uuidString }, fileLimit: 400_000)
        let path = try fixture.file("a.txt", String(repeating: "word ", count: 100_000))
        let document = try await small.submit(.upload(named: "a.txt", in: collection.id), file: path).document
        #expect(document.reasonCode == "too_large" && document.size == 500_000 && !document.hasFile)
        // Nor is what has grown since it was looked at.
        await #expect(throws: (any Error).self) { try await small.store(file: path) }
        #expect(try await fixture.database.read { try $0.count("SELECT COUNT(*) FROM document_files") } == 0)
    }

    @Test(arguments: SQLDialect.allCases) func bytesThatAreNotWholeAreNotReadAsIfTheyWere(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let document = try await fixture.submit("a.txt", String(repeating: "word ", count: 100_000), to: collection.id).document
        try await fixture.database.write { try $0.execute("DELETE FROM document_files WHERE ordinal = 1") }
        #expect(try await fixture.worker().work())
        let failed = try #require(try await fixture.documents.document(document.id))
        #expect(failed.status == .failed && failed.reasonCode == "damaged")
    }

    @Test(arguments: SQLDialect.allCases) func onlyStrayFilesThatAreOldGo(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let kept = try await fixture.submit("a.txt", "One.", to: collection.id).document
        let stray = try await fixture.documents.store(file: try fixture.file("b.txt", "Two.")).id
        func files() async throws -> Set<String?> {
            try await fixture.database.read { session in
                Set(try session.query("SELECT file_id FROM document_files").map { $0["file_id"].text })
            }
        }
        try await fixture.documents.removeStrayFiles()
        #expect(try await files() == [kept.fileID, stray])
        fixture.clock.advance(by: .seconds(90_000))
        try await fixture.documents.removeStrayFiles()
        #expect(try await files() == [kept.fileID])
    }

    /// A parser that is killed ends as one that crashes does.
    @Test(arguments: SQLDialect.allCases, [true, false])
    func whatIsStoppedHasNotFailed(dialect: SQLDialect, isCancelled: Bool) async throws {
        let reading = Mutex(false)
        let parser = ScriptedParser { _ in
            reading.withLock { $0 = true }
            while !Task.isCancelled { await Task.yield() }
            throw ParseFailure(.crashed, "It was killed.")
        }
        let fixture = try await DocumentFixture(dialect, parser: parser)
        let collection = try await fixture.collections.shared(named: "docs")
        let document = try await fixture.submit("a.txt", "One.", to: collection.id).document
        let work = Task { try await fixture.worker().work() }
        while !reading.withLock({ $0 }) { await Task.yield() }
        if isCancelled {
            #expect(try await fixture.jobs.cancel(document.id))
            await fixture.clock.settle(sleepers: 1)
            fixture.clock.advance(by: .seconds(1))
            #expect(try await work.value)
            #expect(try await fixture.documents.document(document.id)?.reasonCode == "cancelled")
        } else {
            work.cancel()
            await #expect(throws: CancellationError.self) { try await work.value }
            let left = try #require(try await fixture.documents.document(document.id))
            #expect(left.status.isUnfinished && left.reasonCode == nil)
            #expect(try await fixture.jobs.claim()?.document.id == document.id)
        }
    }

    @Test(arguments: SQLDialect.allCases) func whatTheDatabaseNeverTakesIsGivenUp(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let document = try await fixture.submit("a.txt", "One.", to: collection.id).document
        // The number of its first passage is taken.
        try await fixture.database.write { session in
            try session.execute(
                """
                INSERT INTO passages (id, document_id, collection_id, ordinal, headings, start_offset, end_offset, content, injection,
                    withheld) VALUES (1, ?, ?, 7, '[]', 0, 1, 'x', 0, ?)
                """, [.text(document.id), .text(collection.id), .bool(false)])
        }
        for _ in 0..<3 {
            await #expect(throws: StorageError.self) { try await fixture.worker().work() }
            try await fixture.jobs.giveBackAll()
        }
        #expect(try await fixture.worker().work())
        #expect(try await fixture.documents.document(document.id)?.reasonCode == "kept_failing")
    }

    /// An index that looks how far the one document is said to be, whenever it is told of passages.
    private struct Onlooker: PassageSink {
        let database: any Database
        let seen = Seen()

        final class Seen: Sendable {
            let values = Mutex<[Int]>([])
        }

        func put(_ entries: [Knowledge.IndexEntry]) async throws {
            let done = try await database.read { try $0.count("SELECT done FROM ingestion_jobs") }
            seen.values.withLock { $0.append(done) }
        }

        func remove(passages: [Int64], of collection: String) async throws {}
    }

    @Test(arguments: SQLDialect.allCases) func howFarALongDocumentIsCanBeSeen(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let text = (1...450).map { "Paragraph \($0) " + String(repeating: "goes on ", count: 10) }.joined(separator: "\n\n")
        let document = try await fixture.submit("a.txt", text, to: collection.id).document
        let onlooker = Onlooker(database: fixture.database)
        let feed = PassageFeed(name: "onlooker", sink: onlooker, database: fixture.database)
        #expect(try await fixture.worker(feeds: [feed], chunks: ChunkSettings(size: 100, overlap: 0)).work())
        #expect(try await fixture.documents.document(document.id)?.passages == 450)
        #expect(onlooker.seen.values.withLock { $0 } == [0, 200, 400])
    }

    /// A page that can be read at first, and then no more.
    private final class Page: Transport {
        let bodies: Mutex<[String]>

        init(_ bodies: [String]) { self.bodies = Mutex(bodies) }

        func send(_ request: TransportRequest) async throws -> TransportResponse {
            let body = bodies.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            let pieces = AsyncThrowingStream<ByteBuffer, any Error> { stream in
                stream.yield(ByteBuffer(string: body))
                stream.finish()
            }
            return TransportResponse(
                status: 200, headers: [("content-type", "text/plain")], body: TransportBody(Pieces(stream: pieces)))
        }
    }

    private struct Pieces: AsyncSequence, Sendable {
        typealias Element = ByteBuffer
        let stream: AsyncThrowingStream<ByteBuffer, any Error>
        func makeAsyncIterator() -> AsyncThrowingStream<ByteBuffer, any Error>.Iterator { stream.makeAsyncIterator() }
    }

    @Test(arguments: SQLDialect.allCases) func aPageThatCouldNotBeReadIsNotReadyWhenItIsFetchedAgain(_ dialect: SQLDialect)
        async throws
    {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let fetcher = PageFetcher(
            transport: Page(["One.", "\u{1}\u{2}\u{3}\u{4}", "\u{1}\u{2}\u{3}\u{4}", "One."]), lookUp: { _ in ["93.184.216.34"] },
            limit: 1000, timeout: .seconds(10), time: fixture.clock)
        var states: [String] = []
        for _ in 0..<5 {
            let document = try await fixture.documents.submit(.url("http://site.example/page", in: collection.id), file: nil)
                .document
            #expect(try await fixture.worker(feeds: [fixture.feed], fetcher: fetcher).work())
            let found = try #require(try await fixture.documents.document(document.id))
            states.append("\(found.status) \(found.version)")
        }
        // What is as it was when it was read is not read again.
        #expect(states == ["ready 1", "failed 1", "failed 1", "ready 2", "ready 2"])
    }
}
