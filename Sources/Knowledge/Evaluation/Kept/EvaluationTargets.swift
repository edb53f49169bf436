/// What sets search: of an assistant's knowledge, and of all collections, only what every admin may read, for every admin sees
/// what was found.
package struct EvaluationTargets: Sendable {
    /// The collections that an assistant knows, by id or name, `*` for all; nil when there is no such assistant.
    package typealias Knowledge = @Sendable (_ assistant: String) async throws -> [String]?

    private let repository: CollectionRepository
    private let knowledge: Knowledge
    /// How documents are cut where a collection says nothing of its own.
    private let chunks: ChunkSettings

    private static let everyAdmin = KnowledgeReader(owner: "", isAdmin: true)

    package init(collections: CollectionRepository, chunks: ChunkSettings, knowledge: @escaping Knowledge = { _ in nil }) {
        repository = collections
        self.chunks = chunks
        self.knowledge = knowledge
    }

    /// All that may be searched, by name.
    package func all() async throws -> [DocumentCollection] {
        try await repository.readable(by: Self.everyAdmin)
    }

    /// Whether an assistant knows anything.
    package func knowsAnything(_ assistant: String) async throws -> Bool {
        try await knowledge(assistant)?.isEmpty == false
    }

    /// - Throws: ``EvaluationError/unknownTarget`` when nothing is there to be searched; ``Storage/StorageError``.
    func collections(of target: EvaluationSet.Target) async throws -> [DocumentCollection] {
        let all = try await all()
        let found: [DocumentCollection]
        switch target {
        case .collection(let id): found = all.filter { $0.id == id }
        case .assistant(let id):
            let names = Set(try await knowledge(id) ?? [])
            found = names.contains("*") ? all : all.filter { names.contains($0.id) || names.contains($0.name) }
        }
        guard !found.isEmpty else { throw EvaluationError.unknownTarget }
        return found
    }

    func ground(of collections: [DocumentCollection]) async throws -> [EvaluationGround.Collection] {
        let counts = try await repository.counts(of: collections.map(\.id))
        return collections.map { collection in
            let counts = counts[collection.id] ?? [:]
            let chunks = collection.chunks ?? chunks
            return EvaluationGround.Collection(
                id: collection.id, name: collection.name, version: collection.version,
                documents: counts.values.reduce(0, +),
                indexing: counts.filter { $0.key.isUnfinished }.values.reduce(0, +), chunkSize: chunks.size,
                chunkOverlap: chunks.overlap)
        }
    }
}
