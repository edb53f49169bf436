extension Migration {
    /// A vector is Base64 of 32-bit floats. Of a collection's versions one answers (`current`), and one may be under construction
    /// (`building`); a `retired` one is forgotten as soon as the vector store has dropped it.
    static let createVectorTables = Migration(
        number: 25,
        title: "Create embedding_cache and vector_versions",
        success: "created embedding_cache and vector_versions tables",
        up: [
            """
            CREATE TABLE embedding_cache (
                hash TEXT PRIMARY KEY,
                model TEXT NOT NULL,
                vector TEXT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL)
            """,
            """
            CREATE TABLE vector_versions (
                collection_id TEXT NOT NULL,
                version BIGINT NOT NULL,
                model TEXT NOT NULL,
                asked_dimensions BIGINT NOT NULL,
                dimensions BIGINT NOT NULL,
                state TEXT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL,
                PRIMARY KEY (collection_id, version))
            """,
        ],
        down: [
            "DROP TABLE vector_versions",
            "DROP TABLE embedding_cache",
        ])
}
