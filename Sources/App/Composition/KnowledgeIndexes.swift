import Foundation
package import Knowledge
package import LanguageModel
package import Logging
package import Providers
package import Storage
import Synchronization
package import Telemetry

/// The indexes of this server, what feeds them, and the search that stands on them.
package struct KnowledgeIndexes: Sendable {
    package let keywords: PassageFeed
    /// nil when no model embeds.
    package let vectors: VectorIndex?
    package let sources: SourceFinder
    let collections: CollectionRepository
    /// The legs of the search apart, for who measures them.
    let evaluated: EvaluationSearch
    let tidying: IndexTidying

    package struct VectorIndex: Sendable {
        let store: any VectorStore
        let embedding: EmbeddingFeed
        let feed: PassageFeed
    }

    /// - Parameters:
    ///   - instance: this server's name, the same after a restart.
    ///   - embedder: asked for vectors when the settings name a model for it.
    ///   - transport: for stores that are asked over the network.
    /// - Throws: ``VectorStorePlaceError``.
    package init(
        settings: Settings, database: any Database, instance: String, embedder: any PassageEmbedder, transport: any Transport,
        metrics: ServerMetrics, time: any TimeSource, logger: Logger
    ) throws {
        let index = KeywordIndex(database: database)
        keywords = PassageFeed(
            name: Self.keywordFeedName, sink: CountedIndex(name: "keywords", sink: index, metrics: metrics), database: database,
            holder: instance, time: time)
        var embedding: EmbeddingFeed?
        if let choice = settings.vectors.embedding {
            let store = try openVectorStore(settings, database: database, transport: transport, time: time)
            // The files of the store in process are this server's alone; other stores are everybody's on this database.
            let isOwn = store.kind == .exact && database.dialect == .postgresql
            let feed = EmbeddingFeed(
                store: store, embedder: embedder, choice: choice, database: database, copy: isOwn ? instance : nil, time: time,
                report: { report in
                    guard !report.refused.isEmpty else { return }
                    metrics.embeddingFailures.increment(by: Double(report.refused.count), "passages")
                    logger.warning(
                        "\(choice.model) declines \(report.refused.count) passages, which are found by their words only: \(report.refused[0].reason)"
                    )
                })
            embedding = feed
            vectors = VectorIndex(
                store: store, embedding: feed,
                feed: PassageFeed(
                    name: "vectors:\(store.kind.rawValue)\(isOwn ? ":\(instance)" : "")",
                    sink: CountedIndex(name: "vectors", sink: feed, metrics: metrics), database: database, holder: instance,
                    time: time))
        } else {
            vectors = nil
        }
        evaluated = EvaluationSearch(
            keywords: { try await index.search($0, limit: $1) },
            vectors: embedding.map { feed -> EvaluationSearch.Vectors in
                { query, limit in
                    try await feed.search(query.text, in: query.collections, documents: query.documents, limit: limit).hits
                        .map { ScoredPassage(id: $0.id, score: Double($0.score)) }
                }
            }, model: settings.vectors.embedding?.model)
        tidying = IndexTidying(database: database, vectors: embedding, time: time)
        collections = CollectionRepository(database: database, time: time, makeID: { UUID().uuidString.lowercased() })
        let outage = Outage(logger: logger)
        sources = SourceFinder(
            collections: collections, keywords: index,
            vectors: embedding,
            time: time,
            report: { event in
                switch event {
                case .searched(let leg, let took):
                    metrics.searches.increment(leg.rawValue)
                    metrics.searchDuration.observe(took.seconds, leg.rawValue)
                    if leg != .keywords { outage.ended() }
                case .vectorsFailed(let error):
                    metrics.embeddingFailures.increment("question")
                    outage.happened(error)
                }
            })
    }

    /// The index by words is in the database: whoever is on it keeps it for all.
    private static let keywordFeedName = "keywords"

    /// The feed of the index by words, for a command that runs beside the server or without it.
    package static func keywordFeed(database: any Database, holder: String) -> PassageFeed {
        PassageFeed(name: keywordFeedName, sink: KeywordIndex(database: database), database: database, holder: holder)
    }
}

/// Says once for a whole outage that questions are answered by words alone.
private final class Outage: Sendable {
    private let isOn = Mutex(false)
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    func happened(_ error: any Error) {
        let isNew = isOn.withLock { isOn in
            defer { isOn = true }
            return !isOn
        }
        if isNew { logger.warning("Documents are searched by their words only, for vectors failed: \(error)") }
    }

    func ended() {
        let wasOn = isOn.withLock { isOn in
            defer { isOn = false }
            return isOn
        }
        if wasOn { logger.info("Documents are searched by their meaning again") }
    }
}

/// An index whose passages are counted.
private struct CountedIndex: PassageSink {
    let name: String
    let sink: any PassageSink
    let metrics: ServerMetrics

    func put(_ entries: [Knowledge.IndexEntry]) async throws {
        do {
            try await sink.put(entries)
        } catch let trouble as EmbeddingTrouble {
            metrics.embeddingFailures.increment("passages")
            throw trouble
        }
        metrics.indexedPassages.increment(by: Double(entries.count), name)
    }

    func remove(passages: [Int64], of collection: String) async throws {
        try await sink.remove(passages: passages, of: collection)
    }

    func keepOnly(_ known: @escaping @Sendable ([Int64]) async throws -> Set<Int64>) async throws {
        try await sink.keepOnly(known)
    }
}
