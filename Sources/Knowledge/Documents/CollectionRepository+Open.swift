extension CollectionRepository {
    /// The collections with these names or identifiers, each of which everybody may read.
    /// - Throws: ``KnowledgeError/invalid(field:reason:)`` for one that is not there, or not for everybody, or whose name several
    ///   have; ``Storage/StorageError``.
    package func open(named wanted: [String]) async throws -> [DocumentCollection] {
        let open = try await readable(by: KnowledgeReader(owner: ""))
        return try wanted.map { text in
            let found = open.filter { $0.id == text || $0.name == text }
            guard let only = found.first else {
                throw KnowledgeError.invalid(
                    field: "collections", reason: "must be among those that everybody may read; there is no \(text)")
            }
            guard found.count == 1 else {
                throw KnowledgeError.invalid(
                    field: "collections", reason: "must be named by identifier where several have a name: \(text)")
            }
            return only
        }
    }
}
