extension Migration {
    static let createProviderConnections = Migration(
        number: 6,
        title: "Create provider_connections",
        success: "created provider_connections table",
        up: [
            """
            CREATE TABLE provider_connections (
                name TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                base_url TEXT,
                encrypted_key TEXT,
                models TEXT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL)
            """
        ],
        down: ["DROP TABLE provider_connections"])
}
