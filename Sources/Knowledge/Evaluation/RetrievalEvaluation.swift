package import LanguageModel
package import Storage

/// Measures how well the server's own search finds what is known to answer, leg by leg.
package struct RetrievalEvaluation: Sendable {
    /// Something that embeds, and its name.
    package struct Embedder: Sendable {
        package var model: String
        /// Where the model is, so that its vectors are told from those of another of the same name.
        package var source: String
        /// The vectors of texts, in their order.
        package var embed: @Sendable ([String]) async throws -> [[Float]]

        package init(model: String, source: String, embed: @escaping @Sendable ([String]) async throws -> [[Float]]) {
            self.model = model
            self.source = source
            self.embed = embed
        }
    }

    /// Texts whose vectors cannot be compared; 0 stands for none at all.
    package struct UnevenVectors: Error, Hashable, CustomStringConvertible {
        var lengths: [Int]
        var cache: String

        package var description: String {
            """
            the model's vectors have different lengths (\(lengths.map(String.init).joined(separator: ", ")) numbers). If it was \
            changed under its name, empty the cache in \(cache)
            """
        }
    }

    private let set: RetrievalSet
    private let database: any Database
    private let time: any TimeSource

    private static let collection = "evaluation"
    private static let depth = 100
    /// Passages of one transaction, and texts of one call to a model.
    private static let batch = 500
    private static let texts = 32

    /// - Parameter database: an empty one with the schema, of which nothing is needed afterwards.
    package init(_ set: RetrievalSet, database: any Database, time: any TimeSource) {
        self.set = set
        self.database = database
        self.time = time
    }

    /// - Parameters:
    ///   - embedder: nil to try words only.
    ///   - cache: where vectors are kept from one evaluation to the next.
    ///   - onProgress: told how many texts of how many are embedded.
    package func run(
        embedder: Embedder? = nil, cache: String = "", onProgress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> RetrievalReport {
        let index = KeywordIndex(database: database)
        let began = time.now
        for start in stride(from: 0, to: set.documents.count, by: Self.batch) {
            try await index.put(
                set.documents[start..<min(start + Self.batch, set.documents.count)].enumerated().map { place, document in
                    // Entries of one title are pieces of one document, as in sets that were made of long ones.
                    IndexEntry(
                        id: Int64(start + place + 1), document: document.title.isEmpty ? document.id : document.title,
                        collection: Self.collection, title: document.title, text: document.text)
                })
        }
        let ingestion = Double(set.documents.count) / max(1e-9, (time.now - began).seconds)
        var keywords = Trial(name: "keywords", ingestion: ingestion)
        guard let embedder else {
            for query in set.queries {
                let start = time.now
                let ranking = try await index.search(question(query), limit: Self.depth)
                let end = time.now
                keywords.add(ranking.hits.map { name($0.id) }, query, took: end - start)
            }
            return report([keywords], model: nil)
        }
        let texts = set.documents.map { $0.title.isEmpty ? $0.text : "\($0.title) \($0.text)" }
        let (vectors, speed) = try await embed(
            texts + set.queries.map(\.text), by: embedder, cache: cache, onProgress: onProgress)
        let store = ExactVectors(Array(vectors.prefix(texts.count)))
        var near = Trial(name: "vectors", ingestion: speed)
        var fused = Trial(name: "fused", ingestion: nil)
        for (query, vector) in zip(set.queries, vectors.dropFirst(texts.count)) {
            let start = time.now
            let ranking = try await index.search(question(query), limit: Fusion.depth)
            let searched = time.now
            let nearest = store.nearest(to: vector, limit: Fusion.depth).map {
                ScoredPassage(id: Int64($0.place + 1), score: $0.score)
            }
            let found = time.now
            let fusion = Fusion(keywords: ranking, vectors: nearest, limit: Self.depth)
            let end = time.now
            keywords.add(ranking.hits.prefix(Self.depth).map { name($0.id) }, query, took: searched - start)
            near.add(nearest.prefix(Self.depth).map { name($0.id) }, query, took: found - searched)
            fused.add(fusion.hits.map { name($0.id) }, query, took: end - start)
        }
        return report([keywords, near, fused], model: embedder.model)
    }

    private func question(_ query: RetrievalSet.Query) -> PassageQuery {
        PassageQuery(text: query.text, collections: [Self.collection])
    }

    private func name(_ id: Int64) -> String { set.documents[Int(id) - 1].id }

    private func report(_ trials: [Trial], model: String?) -> RetrievalReport {
        RetrievalReport(
            set: set.name, documents: set.documents.count, queries: set.queries.count, model: model,
            legs: trials.map(\.leg), problemCount: set.problemCount, problems: set.problems)
    }

    /// The vectors of `texts`, and how many a second were made; nil when all were there.
    private func embed(
        _ texts: [String], by embedder: Embedder, cache folder: String, onProgress: @Sendable (Int, Int) -> Void
    ) async throws -> (vectors: [[Float]], speed: Double?) {
        var cache = try VectorCache(folder: folder, model: "\(embedder.source) \(embedder.model)")
        var seen: Set<String> = []
        let missing = texts.filter { cache[$0] == nil && seen.insert($0).inserted }
        let began = time.now
        for start in stride(from: 0, to: missing.count, by: Self.texts) {
            let batch = Array(missing[start..<min(start + Self.texts, missing.count)])
            let vectors = try await embedder.embed(batch)
            try cache.keep(Array(zip(batch, vectors)).map { (text: $0.0, vector: $0.1) })
            onProgress(start + batch.count, missing.count)
        }
        let speed = missing.isEmpty ? nil : Double(missing.count) / max(1e-9, (time.now - began).seconds)
        let vectors = texts.map { cache[$0] ?? [] }
        let lengths = Set(vectors.map(\.count)).sorted()
        guard lengths.count == 1, lengths[0] > 0 else { throw UnevenVectors(lengths: lengths, cache: folder) }
        return (vectors, speed)
    }
}

/// What one leg found so far.
private struct Trial {
    let name: String
    let ingestion: Double?
    private var rankings: [(ids: [String], judgements: [String: Int])] = []
    private var times: [Double] = []

    init(name: String, ingestion: Double?) {
        self.name = name
        self.ingestion = ingestion
    }

    mutating func add(_ ids: [String], _ query: RetrievalSet.Query, took: Duration) {
        rankings.append((ids, query.judgements))
        times.append(took.milliseconds)
    }

    var leg: RetrievalReport.Leg {
        let sorted = times.sorted()
        func percentile(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
        }
        return RetrievalReport.Leg(
            name: name, measures: RankingMeasures(rankings), p50: percentile(0.5), p95: percentile(0.95), ingestion: ingestion)
    }
}
