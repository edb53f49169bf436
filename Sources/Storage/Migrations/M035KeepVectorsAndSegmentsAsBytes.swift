extension Migration {
    /// Bytes are kept as bytes: a quarter less to read for each segment of an index and each vector. As in ``keepFilesAsBytes``,
    /// SQLite gets its tables anew.
    static let keepVectorsAndSegmentsAsBytes = Migration(
        number: 35,
        title: "Keep search_segments, embedding_cache and assistant_pictures as bytes",
        success: "made bytes of body, vector and content in search_segments, embedding_cache and assistant_pictures",
        up: [segments, vectors, pictures].flatMap(\.up),
        down: [pictures, vectors, segments].flatMap(\.down))

    private static let segments = Column(
        name: "body", table: "search_segments",
        others: "collection, number, passages, first_id, last_id, changed, gone",
        asText: segments(of: "TEXT"), asBytes: segments(of: "BLOB"))

    private static func segments(of type: String) -> String {
        """
        CREATE TABLE search_segments (
            collection TEXT NOT NULL,
            number BIGINT NOT NULL,
            passages BIGINT NOT NULL,
            first_id BIGINT NOT NULL,
            last_id BIGINT NOT NULL,
            changed BIGINT NOT NULL,
            gone TEXT NOT NULL,
            body \(type) NOT NULL,
            PRIMARY KEY (collection, number))
        """
    }

    private static let vectors = Column(
        name: "vector", table: "embedding_cache", others: "hash, model, created_at, used_at",
        asText: """
            CREATE TABLE embedding_cache (
                hash TEXT PRIMARY KEY,
                model TEXT NOT NULL,
                vector TEXT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL, used_at TIMESTAMPTZ)
            """,
        asBytes: """
            CREATE TABLE embedding_cache (
                hash TEXT PRIMARY KEY,
                model TEXT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL,
                used_at TIMESTAMPTZ,
                vector BLOB NOT NULL)
            """)

    private static let pictures = Column(
        name: "content", table: "assistant_pictures", others: "id, created_at",
        asText: """
            CREATE TABLE assistant_pictures (
                id TEXT PRIMARY KEY,
                content TEXT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL)
            """,
        asBytes: """
            CREATE TABLE assistant_pictures (
                id TEXT PRIMARY KEY,
                created_at TIMESTAMPTZ NOT NULL,
                content BLOB NOT NULL)
            """)
}

/// A column that becomes another type.
private struct Column {
    var name: String
    var table: String
    /// The names of all others.
    var others: String
    /// The table as SQLite has it. With the bytes last: it reads all of a row that stands before a column.
    var asText: String
    var asBytes: String

    var up: [SQLStatement] {
        remake(
            as: asBytes, with: "base64_bytes(\(name))",
            postgresql: "ALTER TABLE \(table) ALTER COLUMN \(name) TYPE BYTEA USING decode(\(name), 'base64')")
    }

    /// PostgreSQL breaks the lines of what it encodes.
    var down: [SQLStatement] {
        remake(
            as: asText, with: "base64_text(\(name))",
            postgresql: """
                ALTER TABLE \(table) ALTER COLUMN \(name) TYPE TEXT USING translate(encode(\(name), 'base64'), chr(10), '')
                """)
    }

    private func remake(as definition: String, with value: String, postgresql: String) -> [SQLStatement] {
        [
            SQLStatement(sqlite: "ALTER TABLE \(table) RENAME TO old_\(table)", postgresql: nil),
            SQLStatement(sqlite: definition, postgresql: nil),
            SQLStatement(
                sqlite: "INSERT INTO \(table) (\(others), \(name)) SELECT \(others), \(value) FROM old_\(table)",
                postgresql: postgresql),
            SQLStatement(sqlite: "DROP TABLE old_\(table)", postgresql: nil),
        ]
    }
}
