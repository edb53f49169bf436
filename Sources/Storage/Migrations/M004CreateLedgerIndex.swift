extension Migration {
    /// How far the ledger is indexed (one row), and which of its records no table could take.
    static let createLedgerIndex = Migration(
        number: 4,
        title: "Create ledger_checkpoint and ledger_set_aside",
        success: "created ledger_checkpoint and ledger_set_aside tables",
        up: [
            "CREATE TABLE ledger_checkpoint (id BIGINT PRIMARY KEY, sequence BIGINT NOT NULL)",
            "INSERT INTO ledger_checkpoint (id, sequence) VALUES (1, 0)",
            """
            CREATE TABLE ledger_set_aside (
                id BIGINT PRIMARY KEY, reason TEXT NOT NULL, record TEXT NOT NULL, created_at TIMESTAMPTZ NOT NULL)
            """,
        ],
        down: ["DROP TABLE ledger_set_aside", "DROP TABLE ledger_checkpoint"])
}
