import Knowledge

extension SettingCatalogue {
    static let vectors: [SettingDescription] = [
        SettingDescription(
            "knowledge.vectors.store", .choice(VectorStoreKind.allCases.map(\.rawValue)), nil,
            "Where passages' vectors are kept; see docs/vectors.md. Default: `exact`, in the data folder, or `qdrant` when `QDRANT_URL` is set."
        ),
        SettingDescription(
            "knowledge.vectors.url", .secret, nil,
            "The store's address. Default for pgvector: the configured database; for Pinecone: what it says of the index."),
        SettingDescription("knowledge.vectors.api_key", .secret, nil, "The store's key."),
        SettingDescription(
            "knowledge.vectors.index", .text, nil,
            "Pinecone: the index's name. Qdrant: how the names of collections begin, `understudy` when left out. pgvector: `hnsw` for an approximate index."
        ),
        SettingDescription(
            "knowledge.vectors.qdrant.url", .url, nil,
            "Where Qdrant is, also when another store is in use; for `understudy vectors move`."),
        SettingDescription("knowledge.vectors.qdrant.api_key", .secret, nil, "Qdrant's key."),
        SettingDescription("knowledge.vectors.pinecone.api_key", .secret, nil, "Pinecone's key."),
        SettingDescription(
            "knowledge.embeddings.model", .text, nil,
            "The model that embeds passages and questions, as `provider:model`; without one documents are found by their words."),
        SettingDescription(
            "knowledge.embeddings.dimensions", .integer(1...20_000), nil,
            "How long its vectors shall be. Default: the model's own."),
    ]
}
