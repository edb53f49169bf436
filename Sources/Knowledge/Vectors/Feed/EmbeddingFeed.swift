package import LanguageModel
package import Storage

/// A passage that is to be found by its meaning.
package struct PassageText: Sendable, Hashable {
    package var id: Int64
    package var document: String
    package var text: String

    package init(id: Int64, document: String, text: String) {
        self.id = id
        self.document = document
        self.text = text
    }
}

/// Keeps passages' vectors: asks the model for those that are not cached, puts them into the store, and searches them.
///
/// Everything may be done again: what was embedded before a kill comes out of the cache, and the store takes the same point twice.
/// A collection of documents has one version in the store for each model and length. When the model changes, the old version
/// answers until ``rebuild(_:page:)`` has filled the new one.
package struct EmbeddingFeed: Sendable {
    private let store: any VectorStore
    private let embedder: any PassageEmbedder
    private let choice: EmbeddingChoice
    private let cache: EmbeddingCache
    private let versions: VectorVersions
    private let questions = QueryVectors()
    private let time: any TimeSource
    let report: @Sendable (FeedReport) -> Void

    /// Texts of one question to the model.
    private static let batch = 64
    /// How long a model that is out is waited for before the caller is told.
    private static let patience: Duration = .seconds(300)

    /// - Parameters:
    ///   - copy: whose copy of the vectors the store is; nil where all servers of the database share it.
    ///   - database: with the schema of the catalogue.
    ///   - report: told what became of passages that came as a ``PassageSink``'s.
    package init(
        store: any VectorStore, embedder: any PassageEmbedder, choice: EmbeddingChoice, database: any Database,
        copy: String? = nil, time: any TimeSource, report: @escaping @Sendable (FeedReport) -> Void = { _ in }
    ) {
        self.store = store
        self.embedder = embedder
        self.choice = choice
        self.time = time
        self.report = report
        cache = EmbeddingCache(database: database, time: time)
        versions = VectorVersions(database: database, time: time, copy: copy)
    }

    /// Embeds passages of a collection and keeps their vectors, in place of those of the same numbers.
    /// - Throws: ``EmbeddingTrouble`` `away` when the model stays out, or `misconfigured`; ``VectorStoreError``;
    ///   ``Storage/StorageError``. What was embedded until then is kept.
    @discardableResult
    package func put(_ passages: [PassageText], into collection: String) async throws -> FeedReport {
        var report = FeedReport()
        for piece in passages.pieces(of: Self.batch) {
            let vectors = try await vectors(of: piece.map(\.text), &report)
            var points: [VectorPoint] = []
            for (passage, vector) in zip(piece, vectors) {
                switch vector {
                // No store takes what has no direction, and one such vector must not hold up all that come after it.
                case .success(let vector) where !vector.hasDirection:
                    report.refused.append(.init(id: passage.id, reason: "its vector has no direction"))
                case .success(let vector):
                    points.append(VectorPoint(id: passage.id, collection: collection, document: passage.document, vector: vector))
                case .failure(let refusal): report.refused.append(.init(id: passage.id, reason: refusal.reason))
                }
            }
            // Of a model that was changed under its name, what is cached may be of another length. Most of them go first.
            let lengths = Dictionary(grouping: points, by: \.vector.count).sorted {
                ($1.value.count, $0.key) < ($0.value.count, $1.key)
            }
            for (length, var points) in lengths {
                let version = try await versions.target(for: choice, dimensions: length, of: collection)
                for index in points.indices { points[index].collection = version.name }
                try await putMaking(version, points)
            }
        }
        return report
    }

    /// Deletes passages from every version of a collection.
    package func remove(_ passages: [Int64], from collection: String) async throws {
        for version in try await versions.all(of: collection) {
            try await ignoringUnknown { try await store.delete(passages, from: version.name) }
        }
    }

    package func remove(documents: [String], from collection: String) async throws {
        for version in try await versions.all(of: collection) {
            try await ignoringUnknown { try await store.delete(documents: documents, from: version.name) }
        }
    }

    /// Deletes all vectors of a collection.
    package func drop(_ collection: String) async throws {
        try await versions.retireAll(of: collection)
        try await dropRetired(of: collection)
    }

    /// The collections that have vectors, and may need them no more.
    package func collections() async throws -> [String] {
        try await versions.collections()
    }

    /// Whether the store has lost what it is said to have, as when somebody took its files away.
    package func isLost() async throws -> Bool {
        let known = try await versions.current(of: try await versions.collections())
        let there = Set(try await store.collections())
        return known.contains { !there.contains($0.name) }
    }

    /// Throws away cached vectors that were of no use for so long.
    package func pruneCache(unusedFor seconds: Double) async throws {
        try await cache.prune(unusedFor: seconds)
    }

    package func keepOnly(_ known: @escaping @Sendable ([Int64]) async throws -> Set<Int64>) async throws {
        for collection in try await versions.collections() {
            for version in try await versions.all(of: collection) {
                try await ignoringUnknown {
                    var cursor: String?
                    repeat {
                        let page = try await store.scan(version.name, after: cursor, limit: 200)
                        let ids = page.points.map(\.id)
                        let gone = Set(ids).subtracting(try await known(ids))
                        if !gone.isEmpty { try await store.delete(gone.sorted(), from: version.name) }
                        cursor = page.next
                    } while cursor != nil
                }
            }
        }
    }

    /// Whether what answers was made by another model than the one that is chosen now.
    package func isStale(_ collection: String) async throws -> Bool {
        try await versions.current(of: [collection]).contains { $0.choice != choice }
    }

    /// Fills the version of the chosen model from all passages, then lets it answer and drops the one before.
    /// - Parameter page: the next passages by number behind the one given, none at the end.
    @discardableResult
    package func rebuild(
        _ collection: String, page: (_ after: Int64?) async throws -> [PassageText]
    ) async throws -> FeedReport {
        var report = FeedReport()
        var last: Int64?
        while true {
            let passages = try await page(last)
            guard let end = passages.last?.id else { break }
            report += try await put(passages, into: collection)
            last = end
        }
        try await versions.finish(collection)
        try await dropRetired(of: collection)
        return report
    }

    /// The passages nearest to a question. The model is asked once at most, and not at all for a question of a while ago.
    /// - Parameter documents: only passages of these; nil for all.
    /// - Throws: ``EmbeddingTrouble``, ``VectorStoreError``, ``Storage/StorageError``.
    package func search(
        _ question: String, in collections: [String], documents: Set<String>? = nil, limit: Int
    ) async throws -> FeedHits {
        if documents?.isEmpty == true { return FeedHits() }
        let current = try await versions.current(of: collections)
        // One model is asked: the one that most collections were embedded with, and of two the one that is chosen now.
        let counts = Dictionary(grouping: current, by: \.choice).mapValues(\.count)
        let asked = counts.max { ($0.value, $0.key == choice ? 1 : 0) < ($1.value, $1.key == choice ? 1 : 0) }?.key
        guard let asked else { return FeedHits(leftOut: collections) }
        let vector = try await vector(of: question, asked)
        var found = FeedHits(
            leftOut: collections.filter { name in !current.contains { $0.collection == name } }, vector: vector)
        for version in current {
            guard version.choice == asked, version.dimensions == vector.count else {
                found.leftOut.append(version.collection)
                continue
            }
            do {
                found.hits += try await store.search(vector, in: version.name, documents: documents, limit: limit)
            } catch VectorStoreError.unknownCollection {
                // Its first passages are still on their way.
                found.leftOut.append(version.collection)
            }
        }
        found.hits = found.hits.nearestFirst(limit)
        return found
    }

    // MARK: Vectors

    private struct Refusal: Error {
        var reason: String
    }

    private func vector(of question: String, _ choice: EmbeddingChoice) async throws -> [Float] {
        if let known = questions.vector(of: question, choice) { return known }
        let answer = try await embedder.embed([question], model: choice.model, dimensions: choice.dimensions)
        guard let vector = answer.first else { throw EmbeddingTrouble.refused("no vector came") }
        questions.keep(vector, of: question, choice)
        return vector
    }

    /// The vector of each text, from the cache or the model.
    private func vectors(of texts: [String], _ report: inout FeedReport) async throws -> [Result<[Float], Refusal>] {
        let hashes = texts.map { EmbeddingCache.hash($0, of: choice) }
        var known: [String: Result<[Float], Refusal>] = try await cache.vectors(hashes).mapValues { .success($0) }
        let cached = hashes.count { known[$0] != nil }
        var missing: [(hash: String, text: String)] = []
        for (hash, text) in zip(hashes, texts) where known[hash] == nil && !missing.contains(where: { $0.hash == hash }) {
            missing.append((hash, text))
        }
        let answers = try await asked(missing[...])
        if let reason = reasonForAll(answers) { throw EmbeddingTrouble.misconfigured("it declines every text: \(reason)") }
        for (hash, result) in answers { known[hash] = result }
        let results = hashes.map { known[$0] ?? .failure(Refusal(reason: "no vector came")) }
        report.cached += cached
        report.embedded += results.count { (try? $0.get()) != nil } - cached
        return results
    }

    /// Why all of many texts were declined: then it is not the texts. nil when any was not.
    private func reasonForAll(_ answers: [(String, Result<[Float], Refusal>)]) -> String? {
        guard answers.count >= 8 else { return nil }
        var reason: String?
        for (_, answer) in answers {
            guard case .failure(let refusal) = answer else { return nil }
            reason = refusal.reason
        }
        return reason
    }

    /// Asks the model for all of `texts` at once; when it declines, for each half, until it is known which it declines.
    private func asked(
        _ texts: ArraySlice<(hash: String, text: String)>
    ) async throws -> [(String, Result<[Float], Refusal>)] {
        guard !texts.isEmpty else { return [] }
        do {
            let vectors = try await patiently {
                try await embedder.embed(texts.map(\.text), model: choice.model, dimensions: choice.dimensions)
            }
            guard vectors.count == texts.count else { throw EmbeddingTrouble.refused("\(vectors.count) vectors came") }
            let fresh = zip(texts, vectors).map { (hash: $0.hash, vector: $1) }
            try await cache.keep(fresh, of: choice)
            return fresh.map { ($0.hash, .success($0.vector)) }
        } catch EmbeddingTrouble.refused(let reason) {
            guard texts.count > 1 else { return texts.map { ($0.hash, .failure(Refusal(reason: reason))) } }
            let middle = texts.startIndex + texts.count / 2
            return try await asked(texts[..<middle]) + asked(texts[middle...])
        }
    }

    /// Waits for a model that is out, as long as it asks for.
    private func patiently<Value>(_ body: () async throws -> Value) async throws -> Value {
        let end = time.now + Self.patience
        var pause: Duration = .seconds(1)
        while true {
            do {
                return try await body()
            } catch EmbeddingTrouble.away(let retryAfter, let reason) {
                let next = time.now + max(retryAfter, pause)
                guard next < end else { throw EmbeddingTrouble.away(retryAfter: retryAfter, reason) }
                try await time.sleep(until: next)
                pause = min(pause * 2, .seconds(30))
            }
        }
    }

    // MARK: The store

    private func putMaking(_ version: VectorVersions.Version, _ points: [VectorPoint]) async throws {
        do {
            try await store.put(points)
        } catch VectorStoreError.unknownCollection {
            try await store.make(version.name, dimensions: version.dimensions)
            try await store.put(points)
        }
    }

    private func dropRetired(of collection: String) async throws {
        for version in try await versions.all(of: collection) where version.state == .retired {
            try await store.drop(version.name)
            try await versions.delete(version)
        }
    }

    private func ignoringUnknown(_ body: () async throws -> Void) async throws {
        do { try await body() } catch VectorStoreError.unknownCollection {}
    }
}
