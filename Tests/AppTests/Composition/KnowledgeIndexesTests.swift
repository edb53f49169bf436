import Foundation
import Knowledge
import LanguageModel
import Logging
import Parsing
import Providers
import Storage
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import App

/// Embeds a text by its letters: four numbers for a small model, six for a large one.
private final class LetterEmbedder: PassageEmbedder {
    private let state = Mutex<(calls: [(model: String, texts: [String])], trouble: EmbeddingTrouble?)>(([], nil))

    var models: [String] { state.withLock { $0.calls.map(\.model) } }
    var texts: [String] { state.withLock { $0.calls.flatMap(\.texts) } }

    func fail(_ trouble: EmbeddingTrouble?) { state.withLock { $0.trouble = trouble } }

    func embed(_ texts: [String], model: String, dimensions: Int?) async throws -> [[Float]] {
        try state.withLock { state in
            if let trouble = state.trouble { throw trouble }
            state.calls.append((model, texts))
        }
        let length = model.hasSuffix("large") ? 6 : 4
        return texts.map { text in
            text.utf8.reduce(into: [Float](repeating: 0.01, count: length)) { $0[Int($1) % length] += 1 }
        }
    }
}

/// Reads in this process.
private struct PlainParser: DocumentParser {
    func parse(file: String, name: String, mediaType: String?) async throws -> ParsedDocument {
        var blocks: [Block] = []
        let summary = try DocumentReading.read(file: file, name: name, mediaType: mediaType, limits: ParseLimits()) {
            blocks.append($0)
        }
        return ParsedDocument(blocks: blocks, summary: summary)
    }
}

/// One server's indexes over a data folder of its own.
private struct IndexedServer {
    private static let transport = NIOTransport()

    let folder: SettingsFolder
    let database: any Database
    let embedder: LetterEmbedder
    let indexes: KnowledgeIndexes
    let service: IndexService
    let metrics = ServerMetrics()

    init(
        _ database: any Database, in folder: SettingsFolder, model: String = "local:small", embedder: LetterEmbedder
    ) throws {
        self.folder = folder
        self.database = database
        self.embedder = embedder
        try folder.write(
            """
            data: data
            providers: { local: { kind: ollama, base_url: "http://localhost:1" } }
            knowledge: { embeddings: { model: "\(model)" } }
            """, to: "understudy.yaml")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let time = TestClock()
        indexes = try KnowledgeIndexes(
            settings: folder.load().settings, database: database, instance: folder.path.suffix(36).lowercased(),
            embedder: embedder, transport: Self.transport, metrics: metrics, time: time, logger: logger)
        service = IndexService(indexes: indexes, database: database, metrics: metrics, time: time, logger: logger)
    }

    var vectors: KnowledgeIndexes.VectorIndex {
        get throws { try #require(indexes.vectors) }
    }

    func keepVectors() async throws {
        try await service.keep(vectors)
    }

    /// Takes a document in, as a server does.
    func take(_ name: String, _ text: String) async throws -> SourceDocument {
        let time = TestClock()
        let makeID: @Sendable () -> String = { UUID().uuidString.lowercased() }
        let documents = DocumentRepository(database: database, time: time, makeID: makeID)
        let collection = try await indexes.collections.shared(named: "docs")
        try folder.write(text, to: name)
        let document = try await documents.submit(.upload(named: name, in: collection.id), file: "\(folder.path)/\(name)")
            .document
        let worker = IngestionWorker(
            documents: documents, jobs: JobRepository(database: database, worker: "w", leaseSeconds: 3600), parser: PlainParser(),
            fetcher: nil,
            feeds: [indexes.keywords])
        while try await worker.work() {}
        return try #require(try await documents.document(document.id))
    }

    func find(_ text: String) async throws -> FoundSources {
        try await indexes.sources.find(SourceQuestion(text: text, reader: KnowledgeReader(owner: "ann")))
    }

    func countOfVectors() async throws -> Int {
        let store = try vectors.store
        var count = 0
        for collection in try await store.collections() { count += try await store.count(in: collection) }
        return count
    }
}

@Suite struct KnowledgeIndexesTests {
    @Test(arguments: SQLDialect.allCases) func whatIsTakenInIsFoundAlsoAfterARestartUntilItIsDeleted(
        _ dialect: SQLDialect
    ) async throws {
        let folder = try SettingsFolder()
        let database = try await TestDatabase.migrated(dialect, in: folder.path)
        let embedder = LetterEmbedder()
        let server = try IndexedServer(database, in: folder, embedder: embedder)
        let document = try await server.take("a.txt", "The bassoon is in room nine.")
        #expect(document.status == .ready)
        try await server.keepVectors()
        let found = try await server.find("Where is the bassoon?")
        #expect(found.sources.map(\.title) == ["a.txt"] && found.vector?.count == 4 && found.indexing == 0)
        let asked = embedder.texts.count

        let restarted = try IndexedServer(database, in: folder, embedder: embedder)
        try await restarted.indexes.keywords.catchUp()
        try await restarted.keepVectors()
        #expect(try await restarted.find("Where is the bassoon?").sources.map(\.title) == ["a.txt"])
        // Only the question was embedded once more.
        #expect(embedder.texts.count == asked + 1)
        #expect(restarted.metrics.registry.exposition().contains("understudy_searches_total{leg=\"both\"} 1"))

        try await DocumentRepository(database: database, time: TestClock(), makeID: { "" }).delete(document.id)
        try await restarted.indexes.keywords.catchUp()
        try await restarted.keepVectors()
        #expect(try await restarted.find("Where is the bassoon?").sources.isEmpty)
        #expect(try await restarted.countOfVectors() == 0)
        // With its collection the last of it goes.
        try await restarted.indexes.collections.delete(document.collection)
        try await restarted.indexes.tidying.tidy()
        #expect(try await restarted.vectors.store.collections().isEmpty)
    }

    @Test(arguments: SQLDialect.allCases) func aNewModelTakesOverOnceItsVectorsAreWhole(_ dialect: SQLDialect) async throws {
        let folder = try SettingsFolder()
        let database = try await TestDatabase.migrated(dialect, in: folder.path)
        let small = try IndexedServer(database, in: folder, embedder: LetterEmbedder())
        _ = try await small.take("a.txt", "The bassoon is in room nine.")
        try await small.keepVectors()
        let embedder = LetterEmbedder()
        let large = try IndexedServer(database, in: folder, model: "local:large", embedder: embedder)
        #expect(try await large.find("Where is the bassoon?").vector?.count == 4)
        #expect(embedder.models == ["local:small"])
        try await large.keepVectors()
        let found = try await large.find("Is the bassoon here?")
        #expect(found.vector?.count == 6 && found.sources.count == 1)
        #expect(try await large.vectors.embedding.staleCollections().isEmpty)
        #expect(try await large.countOfVectors() == 1)
        #expect(try await large.vectors.store.collections().count == 1)
    }

    @Test func aModelThatIsAwayStallsNoWords() async throws {
        let folder = try SettingsFolder()
        let embedder = LetterEmbedder()
        embedder.fail(.misconfigured("no key"))
        let server = try IndexedServer(
            try await TestDatabase.migrated(.sqlite, in: folder.path), in: folder, embedder: embedder)
        #expect(try await server.take("a.txt", "The bassoon is in room nine.").status == .ready)
        await #expect(throws: EmbeddingTrouble.misconfigured("no key")) { try await server.keepVectors() }
        let found = try await server.find("Where is the bassoon?")
        #expect(found.sources.count == 1 && found.vector == nil)
        #expect(try await server.vectors.feed.pending() == 1)
        embedder.fail(nil)
        try await server.keepVectors()
        #expect(try await server.find("Where is the bassoon?").vector != nil)
        let metrics = server.metrics.registry.exposition()
        #expect(metrics.contains("understudy_embedding_failures_total{during=\"passages\"} 1"))
        #expect(metrics.contains("understudy_indexed_passages_total{index=\"vectors\"} 1"))
    }

    @Test func vectorsThatSomebodyTookAwayArePutThereAgain() async throws {
        let folder = try SettingsFolder()
        let database = try await TestDatabase.migrated(.sqlite, in: folder.path)
        let server = try IndexedServer(database, in: folder, embedder: LetterEmbedder())
        _ = try await server.take("a.txt", "The bassoon is in room nine.")
        try await server.keepVectors()
        #expect(try await !server.vectors.embedding.isLost())
        try FileManager.default.removeItem(atPath: "\(folder.path)/data/vectors")
        let embedder = LetterEmbedder()
        let restarted = try IndexedServer(database, in: folder, embedder: embedder)
        #expect(try await restarted.vectors.embedding.isLost())
        try await restarted.vectors.feed.startOver()
        try await restarted.keepVectors()
        #expect(try await restarted.countOfVectors() == 1)
        // From the cache.
        #expect(embedder.texts.isEmpty)
    }

    @Test func serversOfOneDatabaseKeepTheirOwnFiles() async throws {
        let folder = try SettingsFolder()
        let database = try await TestDatabase.migrated(.postgresql, in: folder.path)
        let one = try IndexedServer(database, in: folder, embedder: LetterEmbedder())
        let other = try IndexedServer(database, in: try SettingsFolder(), embedder: LetterEmbedder())
        _ = try await one.take("a.txt", "The bassoon is in room nine.")
        for server in [one, other] {
            try await server.keepVectors()
            #expect(try await server.countOfVectors() == 1)
        }
        #expect(other.embedder.texts.isEmpty)
        let changed = try IndexedServer(database, in: folder, model: "local:large", embedder: LetterEmbedder())
        try await changed.keepVectors()
        #expect(try await changed.find("Where is the bassoon?").vector?.count == 6)
        #expect(try await other.find("Where is the bassoon?").vector?.count == 4)
    }
}
