package import Knowledge
package import LanguageModel
import Providers

extension Settings {
    /// Where passages' vectors are kept, and who makes them.
    package struct Vectors: Sendable, Hashable {
        /// Where a store is and how it is entered.
        package struct Place: Sendable, Hashable {
            /// An address; secret because one of PostgreSQL holds a password.
            package var url: Secret?
            package var apiKey: Secret?
            /// The index at Pinecone, the beginning of names at Qdrant, `hnsw` for pgvector.
            package var index: String?
        }

        package var store: VectorStoreKind
        /// What is said of each store; `exact` needs nothing.
        package var places: [VectorStoreKind: Place]
        /// Which model embeds passages; nil for none.
        package var embedding: EmbeddingChoice?
    }
}

extension Settings.Vectors {
    /// - Parameter reach: with ``LanguageModel/Reach/localOnly`` no store may be chosen that is elsewhere.
    init(_ reader: inout SettingReader, database: Settings.Database, reach: Reach) {
        let qdrant = Place(
            url: reader.url("knowledge.vectors.qdrant.url").map { Secret($0) },
            apiKey: reader.secret("knowledge.vectors.qdrant.api_key"))
        let pinecone = Place(apiKey: reader.secret("knowledge.vectors.pinecone.api_key"))
        var pgvector = Place()
        if case .postgres(let address) = database { pgvector.url = address }
        // Who says where Qdrant is means it.
        store = reader.choice("knowledge.vectors.store") ?? (qdrant.url == nil ? .exact : .qdrant)
        places = [.exact: Place(), .pgvector: pgvector, .qdrant: qdrant, .pinecone: pinecone]

        let said = Place(
            url: reader.secret("knowledge.vectors.url"), apiKey: reader.secret("knowledge.vectors.api_key"),
            index: reader.text("knowledge.vectors.index"))
        var place = places[store] ?? Place()
        place.url = said.url ?? place.url
        place.apiKey = said.apiKey ?? place.apiKey
        place.index = said.index
        places[store] = place
        embedding = reader.text("knowledge.embeddings.model").map {
            EmbeddingChoice(model: $0, dimensions: reader.integer("knowledge.embeddings.dimensions"))
        }
        check(&reader, reach: reach)
    }

    private mutating func check(_ reader: inout SettingReader, reach: Reach) {
        let place = places[store] ?? Place()
        let url = place.url?.reveal ?? ""
        switch store {
        case .exact: break
        case .pgvector:
            if !url.hasPrefix("postgres://"), !url.hasPrefix("postgresql://") {
                reader.report(
                    "knowledge.vectors.url",
                    "knowledge.vectors.url must be postgres://user:password@host:port/name; it can be left out when database is one"
                )
            }
            if let index = place.index, PgVectorStore.Index(rawValue: index) == nil {
                reader.report("knowledge.vectors.index", "knowledge.vectors.index must be exact or hnsw for pgvector")
            }
        case .qdrant:
            guard let address = parseURL(url) else {
                reader.report(
                    "knowledge.vectors.url", "knowledge.vectors.url must say where Qdrant is, such as http://localhost:6333")
                break
            }
            places[store]?.url = Secret(address)
            if reach == .localOnly, !isLocalAddress(address) {
                reader.report(
                    "knowledge.vectors.url", "knowledge.vectors: this Qdrant is not local, and routing.cloud is disabled")
            }
        case .pinecone:
            if place.apiKey == nil {
                reader.report("knowledge.vectors.store", "knowledge.vectors: Pinecone needs a key; set PINECONE_API_KEY")
            }
            if place.index == nil, place.url == nil {
                reader.report(
                    "knowledge.vectors.store", "knowledge.vectors: Pinecone needs knowledge.vectors.index, the index's name")
            }
            if place.url != nil {
                guard let address = parseURL(url) else {
                    reader.report(
                        "knowledge.vectors.url", "knowledge.vectors.url must be the index's own address, or be left out")
                    break
                }
                places[store]?.url = Secret(address)
            }
            if reach == .localOnly {
                reader.report(
                    "knowledge.vectors.store", "knowledge.vectors: Pinecone is not local, and routing.cloud is disabled")
            }
        }
        if let model = embedding?.model, ModelIdentifier(model) == nil {
            reader.report("knowledge.embeddings.model", "knowledge.embeddings.model: \"\(model)\" is no provider:model")
        }
    }
}
