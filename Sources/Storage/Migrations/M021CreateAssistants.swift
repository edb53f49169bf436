extension Migration {
    /// `document` is the assistant as JSON. `assistant_versions` keeps every version there was, the present one too; nothing in
    /// it is ever changed. A deleted assistant stays, so that its conversations know its name and it can be brought back.
    static let createAssistants = Migration(
        number: 21,
        title: "Create assistants, assistant_versions and assistant_pictures",
        success: "created assistants, assistant_versions and assistant_pictures tables",
        up: [
            """
            CREATE TABLE assistants (
                id TEXT PRIMARY KEY,
                version BIGINT NOT NULL,
                document TEXT NOT NULL,
                deleted BOOLEAN NOT NULL,
                created_at TIMESTAMPTZ NOT NULL,
                updated_at TIMESTAMPTZ NOT NULL)
            """,
            """
            CREATE TABLE assistant_versions (
                assistant_id TEXT NOT NULL,
                version BIGINT NOT NULL,
                change TEXT NOT NULL,
                document TEXT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL,
                created_by TEXT,
                PRIMARY KEY (assistant_id, version))
            """,
            // By the digest of what is in it, in Base64.
            """
            CREATE TABLE assistant_pictures (
                id TEXT PRIMARY KEY,
                content TEXT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL)
            """,
        ],
        down: ["DROP TABLE assistant_pictures", "DROP TABLE assistant_versions", "DROP TABLE assistants"])
}
