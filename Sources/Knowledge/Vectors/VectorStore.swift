/// Where vectors are kept and searched by cosine.
///
/// A collection is made with the length of its vectors. Every method throws ``VectorStoreError``, or `CancellationError` when the
/// caller is cancelled. Vectors are kept at length 1, whatever length they came with.
package protocol VectorStore: Sendable {
    var kind: VectorStoreKind { get }

    /// Makes a collection; nothing happens when it is there with the same length.
    func make(_ collection: String, dimensions: Int) async throws
    /// Deletes a collection with all that is in it; nothing happens when there is none.
    func drop(_ collection: String) async throws
    /// The names of all collections, in order.
    func collections() async throws -> [String]
    /// How long the vectors of `collection` are.
    func dimensions(of collection: String) async throws -> Int
    func count(in collection: String) async throws -> Int

    /// Keeps `points`, in place of those of the same numbers. Once it returns they outlive the process.
    func put(_ points: [VectorPoint]) async throws
    /// Deletes points; those that are not there are no error.
    func delete(_ ids: [Int64], from collection: String) async throws
    func delete(documents: [String], from collection: String) async throws

    /// The nearest points, nearest first; those equally near by number.
    /// - Parameters:
    ///   - documents: only points of these; nil for all.
    ///   - limit: 1 to ``mostHits``.
    func search(_ vector: [Float], in collection: String, documents: Set<String>?, limit: Int) async throws -> [VectorHit]

    /// Those of `ids` that are there, in no order.
    func points(_ ids: [Int64], in collection: String) async throws -> [VectorPoint]
    /// All points, a page at a time. What is put or deleted meanwhile may be in it or not.
    /// - Parameters:
    ///   - cursor: ``VectorPage/next`` of the page before.
    ///   - limit: a page may hold fewer, and still not be the last.
    func scan(_ collection: String, after cursor: String?, limit: Int) async throws -> VectorPage
}

extension VectorStore {
    /// The most points that one search answers.
    package static var mostHits: Int { 10_000 }
}

package enum VectorStoreKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// In this process, from a file in the data folder.
    case exact
    case pgvector
    case qdrant
    case pinecone

    /// Its name for people.
    package var label: String {
        switch self {
        case .exact: "the store in process"
        case .pgvector: "pgvector"
        case .qdrant: "Qdrant"
        case .pinecone: "Pinecone"
        }
    }

    /// Whether what was put may be missing from answers for a while.
    package var isEventual: Bool { self == .pinecone }
}

/// One point of an answer.
package struct VectorHit: Sendable, Hashable {
    package var id: Int64
    /// The cosine: 1 for the same direction, 0 for nothing in common.
    package var score: Float

    package init(id: Int64, score: Float) {
        self.id = id
        self.score = score
    }
}

package struct VectorPage: Sendable, Hashable {
    package var points: [VectorPoint]
    /// Where the next page begins; nil on the last.
    package var next: String?

    package init(points: [VectorPoint], next: String?) {
        self.points = points
        self.next = next
    }
}

extension VectorStore {
    /// Runs `body`; when the store declines, looks whether that is because `collection` holds vectors of another length. Asking
    /// for the length only then saves a round trip for every search.
    func explainingRejection<Value>(
        of length: Int, by collection: String, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as VectorStoreError {
            guard case .rejected = error, let found = try? await dimensions(of: collection), found != length else { throw error }
            throw VectorStoreError.dimensionMismatch(collection: collection, expected: found, found: length)
        }
    }
}
