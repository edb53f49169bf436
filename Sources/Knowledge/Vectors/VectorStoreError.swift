/// What can go wrong with a vector store; ``code`` is stable, the description is for operators and holds no secret.
package enum VectorStoreError: Error, Sendable, Hashable, CustomStringConvertible {
    case unknownCollection(String)
    case dimensionMismatch(collection: String, expected: Int, found: Int)
    /// A vector that has no direction, or a name or number that a store cannot keep.
    case invalidVector(String)
    /// The store does not answer, or not now; the same call may succeed later.
    case unavailable(VectorStoreKind, String)
    /// The store does not know our key.
    case unauthorized(VectorStoreKind)
    /// The store declined the call and will decline it again.
    case rejected(VectorStoreKind, String)
    /// The PostgreSQL server has no pgvector, or may not load it.
    case missingExtension(String)
    /// A file of vectors is broken in its middle, which no interrupted write does.
    case damaged(collection: String, String)

    package var code: String {
        switch self {
        case .unknownCollection: "vector_collection_unknown"
        case .dimensionMismatch: "vector_dimension_mismatch"
        case .invalidVector: "vector_invalid"
        case .unavailable: "vector_store_unavailable"
        case .unauthorized: "vector_store_unauthorized"
        case .rejected: "vector_store_rejected"
        case .missingExtension: "vector_extension_missing"
        case .damaged: "vector_file_damaged"
        }
    }

    package var description: String {
        switch self {
        case .unknownCollection(let name): "there is no collection of vectors \(name)"
        case .dimensionMismatch(let name, let expected, let found):
            "the collection \(name) holds vectors of \(expected) numbers, and one of \(found) came"
        case .invalidVector(let reason): reason
        case .unavailable(let kind, let reason): "\(kind.label) is not available: \(reason)"
        case .unauthorized(let kind): "\(kind.label) does not accept the key; set knowledge.vectors.api_key"
        case .rejected(let kind, let reason): "\(kind.label) declined: \(reason)"
        case .missingExtension(let reason):
            """
            the PostgreSQL server offers no pgvector (\(reason)). Install the package for its version, such as \
            postgresql-16-pgvector, or choose another store under knowledge.vectors
            """
        case .damaged(let name, let reason):
            """
            the file of the collection \(name) is damaged: \(reason). Restore it from a copy, or delete it and have the documents \
            embedded again; vectors are cached in the database, so no model is asked twice
            """
        }
    }
}
