extension Migration {
    /// What can be found follows from `passage_changes`, in their order: ranges of passages that came or went. The numbers of
    /// both come from `knowledge_counters`, in the transaction that writes them: without gaps, in the order in which transactions
    /// end, and never twice, a restored backup included.
    static let createDocuments = Migration(
        number: 26,
        title: "Create collections, documents, document_files, document_texts, passages and ingestion_jobs",
        success: "created collections, documents, document_files, document_texts, passages and ingestion_jobs tables",
        up: [
            """
            CREATE TABLE collections (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                owner_id TEXT,
                readers TEXT NOT NULL,
                settings TEXT NOT NULL,
                version BIGINT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL,
                updated_at TIMESTAMPTZ NOT NULL)
            """,
            "CREATE UNIQUE INDEX collections_by_name ON collections (COALESCE(owner_id, ''), name)",
            """
            CREATE TABLE documents (
                id TEXT PRIMARY KEY,
                collection_id TEXT NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
                source_key TEXT NOT NULL,
                title TEXT NOT NULL,
                source TEXT NOT NULL,
                address TEXT,
                name TEXT NOT NULL,
                given_title TEXT,
                media_type TEXT,
                format TEXT,
                hash TEXT,
                size BIGINT NOT NULL,
                status TEXT NOT NULL,
                reason_code TEXT,
                reason TEXT,
                pages BIGINT,
                passages BIGINT NOT NULL,
                first_passage BIGINT,
                language TEXT,
                metadata TEXT NOT NULL,
                version BIGINT NOT NULL,
                file_id TEXT,
                source_state TEXT,
                created_at TIMESTAMPTZ NOT NULL,
                updated_at TIMESTAMPTZ NOT NULL)
            """,
            "CREATE UNIQUE INDEX documents_by_key ON documents (collection_id, source_key)",
            "CREATE INDEX documents_by_time ON documents (collection_id, created_at, id)",
            """
            CREATE TABLE document_files (
                file_id TEXT NOT NULL,
                ordinal BIGINT NOT NULL,
                content TEXT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL,
                PRIMARY KEY (file_id, ordinal))
            """,
            """
            CREATE TABLE document_texts (
                document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
                content TEXT NOT NULL)
            """,
            """
            CREATE TABLE passages (
                id BIGINT PRIMARY KEY,
                document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
                collection_id TEXT NOT NULL,
                ordinal BIGINT NOT NULL,
                headings TEXT NOT NULL,
                start_offset BIGINT NOT NULL,
                end_offset BIGINT NOT NULL,
                page BIGINT,
                content TEXT NOT NULL,
                language TEXT)
            """,
            "CREATE INDEX passages_by_document ON passages (document_id, ordinal)",
            """
            CREATE TABLE ingestion_jobs (
                document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
                done BIGINT NOT NULL,
                total BIGINT NOT NULL,
                cancelled BOOLEAN NOT NULL,
                attempts BIGINT NOT NULL,
                worker TEXT,
                lease_ends_at TIMESTAMPTZ,
                created_at TIMESTAMPTZ NOT NULL)
            """,
            """
            CREATE TABLE passage_changes (
                seq BIGINT PRIMARY KEY,
                kind TEXT NOT NULL,
                collection_id TEXT NOT NULL,
                document_id TEXT NOT NULL,
                first_id BIGINT NOT NULL,
                last_id BIGINT NOT NULL)
            """,
            "CREATE TABLE passage_cursors (name TEXT PRIMARY KEY, seq BIGINT NOT NULL)",
            "CREATE TABLE knowledge_counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL)",
        ],
        down: [
            "DROP TABLE knowledge_counters",
            "DROP TABLE passage_cursors",
            "DROP TABLE passage_changes",
            "DROP TABLE ingestion_jobs",
            "DROP TABLE passages",
            "DROP TABLE document_texts",
            "DROP TABLE document_files",
            "DROP TABLE documents",
            "DROP TABLE collections",
        ])
}
