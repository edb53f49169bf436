extension Migration {
    /// Every version of a chain that an admin has made; the newest one counts. `models` is a list in JSON; null takes the chain
    /// back to what the configuration says of it, or off the stage where that says nothing.
    static let createChainVersions = Migration(
        number: 20,
        title: "Create chain_versions",
        success: "created chain_versions table",
        up: [
            """
            CREATE TABLE chain_versions (
                chain TEXT NOT NULL,
                version BIGINT NOT NULL,
                models TEXT,
                created_at TIMESTAMPTZ NOT NULL,
                created_by TEXT,
                PRIMARY KEY (chain, version))
            """
        ],
        down: ["DROP TABLE chain_versions"])
}
