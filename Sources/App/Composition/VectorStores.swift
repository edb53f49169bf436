package import Knowledge
package import LanguageModel
package import Providers
package import Storage

/// The vector store that `settings` choose, or another one that they know how to enter.
/// - Parameters:
///   - kind: nil for the chosen one.
///   - database: the configured one, which pgvector then uses; nil to connect anew.
/// - Throws: ``VectorStorePlaceError`` when it is not said where the store is.
package func openVectorStore(
    _ settings: Settings, _ kind: VectorStoreKind? = nil, database: (any Database)? = nil, transport: any Transport,
    time: any TimeSource
) throws -> any VectorStore {
    let kind = kind ?? settings.vectors.store
    let place = settings.vectors.places[kind] ?? Settings.Vectors.Place()
    switch kind {
    case .exact: return ExactVectorStore(folder: ExactVectorStore.folder(inData: settings.data))
    case .pgvector:
        guard let url = place.url else {
            throw VectorStorePlaceError("pgvector needs a PostgreSQL database: set knowledge.vectors.url or database")
        }
        let isConfigured = settings.database == .postgres(url)
        return PgVectorStore(
            database: isConfigured ? database ?? connection(to: url, settings, time) : connection(to: url, settings, time),
            index: place.index.flatMap { PgVectorStore.Index(rawValue: $0) } ?? .exact)
    case .qdrant:
        guard let url = place.url else {
            throw VectorStorePlaceError("it is not said where Qdrant is: set QDRANT_URL, or knowledge.vectors.qdrant.url")
        }
        return QdrantStore(
            url: url.reveal, apiKey: place.apiKey, prefix: place.index ?? "understudy", transport: transport, time: time)
    case .pinecone:
        guard place.url != nil || place.index != nil else {
            throw VectorStorePlaceError("it is not said which index at Pinecone is meant: set knowledge.vectors.index")
        }
        return PineconeStore(
            url: place.url?.reveal, index: place.index, apiKey: place.apiKey, transport: transport, time: time)
    }
}

/// Why a vector store cannot be opened, in words for an operator.
package struct VectorStorePlaceError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

private func connection(to address: Secret, _ settings: Settings, _ time: any TimeSource) -> any Database {
    PostgreSQLDatabase(
        PostgreSQLOptions(
            address: address, poolSize: settings.postgres.poolSize, poolTimeout: settings.postgres.poolTimeout,
            statementTimeout: settings.postgres.statementTimeout), time: time)
}
