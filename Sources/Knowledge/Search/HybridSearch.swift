/// Finds passages by words and, where there is a model for it, by meaning.
package struct HybridSearch: Sendable {
    /// The passages nearest to a question in meaning, best first, from the collections and documents of the query and no others.
    package typealias Vectors = @Sendable (_ query: PassageQuery, _ limit: Int) async throws -> [ScoredPassage]

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
    package func search(_ query: PassageQuery, limit: Int) async throws -> Fusion {
        guard !query.collections.isEmpty else { return Fusion(keywords: .empty, vectors: [], limit: limit) }
        async let near = nearest(query)
        let words = try await keywords.search(query, limit: Fusion.depth)
        return Fusion(keywords: words, vectors: await near, limit: limit)
    }

    private func nearest(_ query: PassageQuery) async -> [ScoredPassage] {
        guard let vectors else { return [] }
        do {
            return try await vectors(query, Fusion.depth)
        } catch {
            onFailure(error)
            return []
        }
    }
}
