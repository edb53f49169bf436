extension Migration {
    static let createAPIKeys = Migration(
        number: 5,
        title: "Create api_keys",
        success: "created api_keys table",
        up: [
            """
            CREATE TABLE api_keys (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                prefix TEXT NOT NULL,
                hash TEXT NOT NULL UNIQUE,
                created_at TIMESTAMPTZ NOT NULL,
                revoked_at TIMESTAMPTZ)
            """
        ],
        down: ["DROP TABLE api_keys"])
}
