extension Migration {
    static let createChainOutages = Migration(
        number: 34,
        title: "Create chain_outages",
        success: "created chain_outages table",
        up: ["CREATE TABLE chain_outages (chain TEXT PRIMARY KEY, began_at TIMESTAMPTZ NOT NULL)"],
        down: ["DROP TABLE chain_outages"])
}
