package import LanguageModel
import Storage

/// Finds sources in the collections that whoever asks may read: by words, and by meaning where there is a model for it.
///
/// Permission is part of the question to every index, and is looked at once more for each passage that comes out, in the same
/// transaction that reads it.
package struct SourceFinder: SourceSearch {
    /// What a search did, for logs and metrics.
    package enum Event: Sendable {
        case searched(Fusion.Leg, took: Duration)
        /// The search went on with words alone.
        case vectorsFailed(any Error)
    }

    private let collections: CollectionRepository
    private let hybrid: HybridSearch
    private let time: any TimeSource
    private let report: @Sendable (Event) -> Void

    /// Of all that is found so much is looked at for each source that is asked for: some of it is the same once more.
    private static let surplus = 4

    /// - Parameters:
    ///   - vectors: nil when no model embeds.
    ///   - patience: how long a question's vector is waited for.
    package init(
        collections: CollectionRepository, keywords: KeywordIndex, vectors: EmbeddingFeed?, time: any TimeSource,
        patience: Duration = .seconds(5), report: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.collections = collections
        self.time = time
        self.report = report
        hybrid = HybridSearch(
            keywords: keywords,
            vectors: vectors.map { vectors -> HybridSearch.Vectors in
                { query, limit in
                    let found = try await patiently(patience, time) {
                        try await vectors.search(
                            query.text, in: query.collections, documents: query.documents, limit: limit)
                    }
                    return HybridSearch.Nearest(
                        passages: found.hits.map { ScoredPassage(id: $0.id, score: Double($0.score)) }, vector: found.vector)
                }
            },
            onFailure: { error in
                if !(error is CancellationError) { report(.vectorsFailed(error)) }
            })
    }

    package func find(_ question: SourceQuestion) async throws -> FoundSources {
        let began = time.now
        let scope = try await scope(of: question)
        let ids = scope.map(\.id)
        let counts = try await collections.counts(of: ids)
        var found = FoundSources(
            sources: [], scope: Dictionary(scope.map { ($0.id, $0.version) }) { first, _ in first },
            indexing: counts.values.reduce(0) { sum, counts in
                sum + counts.reduce(0) { $0 + ($1.key.isUnfinished ? $1.value : 0) }
            })
        let documents = try await documents(of: question, in: ids)
        guard !ids.isEmpty, documents?.isEmpty != true, question.limit > 0, question.text.contains(where: { !$0.isWhitespace })
        else { return found }
        let result = try await hybrid.search(
            PassageQuery(text: question.text, collections: ids, documents: documents),
            limit: max(50, question.limit * Self.surplus))
        found.vector = result.vector
        found.sources = try await sources(result.ranking.hits.filter(\.isSource), of: question, in: Set(ids), documents)
        report(.searched(result.ranking.leg, took: time.now - began))
        return found
    }

    /// The collections that are searched: those that the question names, by identifier or else by name, or all that may be read.
    private func scope(of question: SourceQuestion) async throws -> [DocumentCollection] {
        let readable = try await collections.readable(by: question.reader)
        guard let wanted = question.collections else { return readable }
        var chosen: Set<String> = []
        for name in wanted {
            let meant = readable.filter { $0.id == name }
            let matches = meant.isEmpty ? readable.filter { $0.name == name } : meant
            guard !matches.isEmpty else { throw SourceSearchError.unknownCollection(name) }
            chosen.formUnion(matches.map(\.id))
        }
        return readable.filter { chosen.contains($0.id) }
    }

    /// The documents that the question is about; nil for all.
    private func documents(of question: SourceQuestion, in collections: [String]) async throws -> Set<String>? {
        guard !question.metadata.isEmpty, !collections.isEmpty else { return question.documents }
        let page = 1000
        // The database leaves out those that do not have such keys; the values are compared here, the same for both databases.
        let keys = question.metadata.keys.sorted().map { SQLValue.text(JSONValue.string($0).json + ":") }
        let sql = """
            SELECT id, metadata FROM documents WHERE collection_id IN (\(collections.map { _ in "?" }.joined(separator: ", ")))
            AND id > ?\(keys.map { _ in " AND REPLACE(metadata, ?, '') <> metadata" }.joined()) ORDER BY id LIMIT \(page)
            """
        var matching: Set<String> = []
        var last = ""
        while true {
            let rows = try await self.collections.database.read { [last] in
                try $0.query(sql, collections.map(SQLValue.text) + [.text(last)] + keys)
            }
            for row in rows {
                last = try row.text("id")
                guard let metadata = [String: JSONValue](json: try row.text("metadata")) else { continue }
                if question.metadata.allSatisfy({ metadata[$0.key]?.isOrHas($0.value) == true }) { matching.insert(last) }
            }
            if rows.count < page { break }
        }
        return question.documents.map(matching.intersection) ?? matching
    }

    /// What is to be shown of `hits`, best first, as it is now.
    private func sources(
        _ hits: [Fusion.Hit], of question: SourceQuestion, in scope: Set<String>, _ documents: Set<String>?
    ) async throws -> [Source] {
        guard !hits.isEmpty else { return [] }
        let reader = question.reader
        let known = try await collections.database.read { session in
            let readable = Set(try CollectionRepository.readable(by: reader, session).map(\.id)).intersection(scope)
            let rows = try session.query(
                """
                SELECT p.*, d.collection_id AS place, d.title, d.source, d.address FROM passages p
                JOIN documents d ON d.id = p.document_id WHERE p.id IN (\(hits.map { _ in "?" }.joined(separator: ", ")))
                """, hits.map { .integer(Int($0.id)) })
            var known: [Int64: Source] = [:]
            for row in rows where readable.contains(try row.text("place")) {
                let passage = try Passage(row: row)
                guard !passage.isWithheld, documents?.contains(passage.documentID) ?? true else { continue }
                let isWeb = row["source"].text == SourceDocument.Source.url.rawValue
                known[passage.id] = Source(
                    passage: passage, title: try row.text("title"),
                    url: isWeb ? row["address"].text.flatMap(Source.webAddress) : nil, score: 0)
            }
            return known
        }
        var sources: [Source] = []
        for hit in hits {
            guard sources.count < question.limit else { break }
            guard var source = known[hit.id], !sources.contains(where: { $0.passage.repeats(source.passage) }) else { continue }
            source.score = hit.score
            sources.append(source)
        }
        return sources
    }
}

/// Waits for `body` no longer than `patience`.
private func patiently<Value: Sendable>(
    _ patience: Duration, _ time: any TimeSource, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await time.sleep(until: time.now + patience)
            throw EmbeddingTrouble.away(retryAfter: .zero, "it took longer than \(patience)")
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}

extension JSONValue {
    /// Whether this is `other`, or a list with it.
    fileprivate func isOrHas(_ other: JSONValue) -> Bool {
        if isSameJSON(as: other) { return true }
        guard case .array(let elements) = self else { return false }
        return elements.contains { $0.isSameJSON(as: other) }
    }
}

extension Passage {
    /// Whether this one says most of what `other` does, or the other way round: pieces of one section share what lies at their seam,
    /// and that is no reason to leave one out.
    func repeats(_ other: Passage) -> Bool {
        guard documentID == other.documentID else { return false }
        let shared = min(end, other.end) - max(start, other.start)
        return text == other.text || shared > 0 && shared * 2 > min(end - start, other.end - other.start)
    }
}
