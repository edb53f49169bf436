import Foundation
import LanguageModel
import Parsing
import Storage
import Synchronization
import TestSupport

@testable import Knowledge

/// Collections and documents in a database of a test's own, read in this process.
struct DocumentFixture {
    let clock = TestClock()
    let folder: String
    let database: any Database
    let collections: CollectionRepository
    let documents: DocumentRepository
    let jobs: JobRepository
    let sink = RecordingSink()
    let parser: ScriptedParser

    init(_ dialect: SQLDialect, parser: ScriptedParser = ScriptedParser()) async throws {
        folder = TestFolder.path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        database = try await TestDatabase.migrated(dialect, in: folder)
        let makeID: @Sendable () -> String = { UUID().uuidString.lowercased() }
        collections = CollectionRepository(database: database, time: clock, makeID: makeID)
        documents = DocumentRepository(database: database, time: clock, makeID: makeID)
        jobs = Self.jobs(of: "w1", in: database)
        self.parser = parser
    }

    /// Moments of leases are the database's own, so they are long: nobody takes over what a slow test has in hand.
    static func jobs(of worker: String, in database: any Database) -> JobRepository {
        JobRepository(database: database, worker: worker, leaseSeconds: 3600)
    }

    var feed: PassageFeed { PassageFeed(name: "test", sink: sink, database: database) }

    func worker(
        _ name: String = "w1", feeds: [PassageFeed] = [], fetcher: PageFetcher? = nil, chunks: ChunkSettings = ChunkSettings()
    ) -> IngestionWorker {
        IngestionWorker(
            documents: documents, jobs: Self.jobs(of: name, in: database), parser: parser, fetcher: fetcher,
            feeds: feeds, chunks: chunks)
    }

    func file(_ name: String, _ text: String) throws -> String {
        let path = "\(folder)/\(name)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    func submit(_ name: String, _ text: String, to collection: String) async throws -> Submission {
        try await documents.submit(.upload(named: name, in: collection), file: try file(name, text))
    }
}

/// An index that only notes what it is told.
final class RecordingSink: PassageSink {
    struct Failure: Error {}

    private let state = Mutex<(entries: [Int64: Knowledge.IndexEntry], log: [String], fails: Bool)>(([:], [], false))

    var texts: [String] { state.withLock { $0.entries.sorted { $0.key < $1.key }.map(\.value.text) } }
    var titles: [String] { state.withLock { $0.entries.sorted { $0.key < $1.key }.map(\.value.title) } }
    var log: [String] { state.withLock { $0.log } }

    func fail(_ fails: Bool) { state.withLock { $0.fails = fails } }

    func put(_ entries: [Knowledge.IndexEntry]) async throws {
        try state.withLock { state in
            if state.fails { throw Failure() }
            for entry in entries { state.entries[entry.id] = entry }
            state.log.append("put \(entries.map(\.id))")
        }
    }

    func remove(passages: [Int64], of collection: String) async throws {
        try state.withLock { state in
            if state.fails { throw Failure() }
            for id in passages { state.entries[id] = nil }
            state.log.append("remove \(passages)")
        }
    }
}

/// Reads in this process, and does something before when a test wants it to.
struct ScriptedParser: DocumentParser {
    var before: @Sendable (String) async throws -> Void = { _ in }

    func parse(file: String, name: String, mediaType: String?) async throws -> ParsedDocument {
        try await before(name)
        var blocks: [Block] = []
        let summary = try DocumentReading.read(file: file, name: name, mediaType: mediaType, limits: ParseLimits()) {
            blocks.append($0)
        }
        return ParsedDocument(blocks: blocks, summary: summary)
    }
}
