extension Migration {
    /// A keyword index is a row of segments that never change but for the list of what is gone. Each change makes the index's
    /// version one higher, and a segment's number is the version that added it, so that servers know what they have read.
    static let createSearchIndexes = Migration(
        number: 24,
        title: "Create search_indexes and search_segments",
        success: "created search_indexes and search_segments tables",
        up: [
            """
            CREATE TABLE search_indexes (
                collection TEXT PRIMARY KEY,
                version BIGINT NOT NULL)
            """,
            """
            CREATE TABLE search_segments (
                collection TEXT NOT NULL,
                number BIGINT NOT NULL,
                passages BIGINT NOT NULL,
                first_id BIGINT NOT NULL,
                last_id BIGINT NOT NULL,
                changed BIGINT NOT NULL,
                gone TEXT NOT NULL,
                body TEXT NOT NULL,
                PRIMARY KEY (collection, number))
            """,
        ],
        down: ["DROP TABLE search_segments", "DROP TABLE search_indexes"])
}
