/// Finds passages by words and, where there is a model for it, by meaning.
package struct HybridSearch: Sendable {
    /// What the other leg has to say.
    package struct Nearest: Sendable, Hashable {
        /// Nearest in meaning first, from the collections and documents of the query and no others.
        package var passages: [ScoredPassage]
        /// The question's; nil where none was needed.
        package var vector: [Float]?

        package init(passages: [ScoredPassage] = [], vector: [Float]? = nil) {
            self.passages = passages
            self.vector = vector
        }
    }

    /// What both found.
    package struct Found: Sendable, Hashable {
        package var ranking: Fusion
        /// The question's, when the leg of vectors asked for it.
        package var vector: [Float]?
    }

    package typealias Vectors = @Sendable (_ query: PassageQuery, _ limit: Int) async throws -> Nearest

    private let keywords: KeywordIndex
    private let vectors: Vectors?
    private let onFailure: @Sendable (any Error) -> Void

    /// - Parameters:
    ///   - vectors: asked once for each search; nil when no model embeds.
    ///   - onFailure: told when vectors fail; the search then goes on without them.
    package init(
        keywords: KeywordIndex, vectors: Vectors? = nil, onFailure: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.keywords = keywords
        self.vectors = vectors
        self.onFailure = onFailure
    }

    /// - Throws: ``Storage/StorageError`` when the database cannot be read.
    package func search(_ query: PassageQuery, limit: Int) async throws -> Found {
        guard !query.collections.isEmpty else {
            return Found(ranking: Fusion(keywords: .empty, vectors: [], limit: limit), vector: nil)
        }
        async let nearest = nearest(query)
        let words = try await keywords.search(query, limit: Fusion.depth)
        let near = await nearest
        return Found(ranking: Fusion(keywords: words, vectors: near.passages, limit: limit), vector: near.vector)
    }

    private func nearest(_ query: PassageQuery) async -> Nearest {
        guard let vectors else { return Nearest() }
        do {
            return try await vectors(query, Fusion.depth)
        } catch {
            onFailure(error)
            return Nearest()
        }
    }
}
