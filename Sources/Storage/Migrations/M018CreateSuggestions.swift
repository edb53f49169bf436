extension Migration {
    /// One row for each card: a part of what a model suggested, with what its owner did about it. `request_id` groups those of
    /// one request and `position` orders them.
    static let createSuggestions = Migration(
        number: 18,
        title: "Create suggestions",
        success: "created suggestions table",
        up: [
            """
            CREATE TABLE suggestions (
                id TEXT PRIMARY KEY,
                user_id TEXT NOT NULL,
                kind TEXT NOT NULL,
                source_title TEXT NOT NULL,
                content TEXT NOT NULL,
                status TEXT NOT NULL,
                model_identifier TEXT NOT NULL,
                request_id TEXT NOT NULL,
                position BIGINT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL,
                updated_at TIMESTAMPTZ NOT NULL)
            """,
            "CREATE INDEX suggestions_by_owner ON suggestions (user_id, kind, status, created_at, position)",
        ],
        down: ["DROP TABLE suggestions"])
}
