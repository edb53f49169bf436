extension Migration {
    /// What was Base64 becomes the bytes themselves. SQLite changes no column's type, so the table is made anew there; the functions
    /// `base64_text` and `base64_bytes` are ours.
    static let keepFilesAsBytes = Migration(
        number: 33,
        title: "Keep document_files as bytes",
        success: "made bytes of content in document_files",
        up: [
            SQLStatement(sqlite: "ALTER TABLE document_files RENAME TO old_document_files", postgresql: nil),
            SQLStatement(sqlite: withBytes, postgresql: nil),
            SQLStatement(
                sqlite: """
                    INSERT INTO document_files (file_id, ordinal, content, created_at)
                    SELECT file_id, ordinal, base64_bytes(content), created_at FROM old_document_files
                    """,
                postgresql: "ALTER TABLE document_files ALTER COLUMN content TYPE BYTEA USING decode(content, 'base64')"),
            SQLStatement(sqlite: "DROP TABLE old_document_files", postgresql: nil),
        ],
        down: [
            SQLStatement(sqlite: "ALTER TABLE document_files RENAME TO new_document_files", postgresql: nil),
            SQLStatement(sqlite: withText, postgresql: nil),
            SQLStatement(
                sqlite: """
                    INSERT INTO document_files (file_id, ordinal, content, created_at)
                    SELECT file_id, ordinal, base64_text(content), created_at FROM new_document_files
                    """,
                // PostgreSQL breaks the lines of what it encodes.
                postgresql: """
                    ALTER TABLE document_files
                    ALTER COLUMN content TYPE TEXT USING translate(encode(content, 'base64'), chr(10), '')
                    """),
            SQLStatement(sqlite: "DROP TABLE new_document_files", postgresql: nil),
        ])

    private static let withText = """
        CREATE TABLE document_files (
            file_id TEXT NOT NULL,
            ordinal BIGINT NOT NULL,
            content TEXT NOT NULL,
            created_at TIMESTAMPTZ NOT NULL,
            PRIMARY KEY (file_id, ordinal))
        """

    /// With the bytes last: SQLite reads all of a row that stands before a column.
    private static let withBytes = """
        CREATE TABLE document_files (
            file_id TEXT NOT NULL,
            ordinal BIGINT NOT NULL,
            created_at TIMESTAMPTZ NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (file_id, ordinal))
        """
}
