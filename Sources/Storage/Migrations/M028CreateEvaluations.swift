extension Migration {
    /// What a run was made on, its figures and what each question found are JSON. One run of all is under way at a time, held by
    /// who says again and again that it still is at it (`worker`, `lease_ends_at`).
    static let createEvaluations = Migration(
        number: 28,
        title: "Create evaluation_sets, evaluation_questions, evaluation_runs and evaluation_results",
        success: "created evaluation_sets, evaluation_questions, evaluation_runs and evaluation_results tables",
        up: [
            """
            CREATE TABLE evaluation_sets (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                target TEXT NOT NULL,
                questions BIGINT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL)
            """,
            """
            CREATE TABLE evaluation_questions (
                set_id TEXT NOT NULL REFERENCES evaluation_sets (id) ON DELETE CASCADE,
                ordinal BIGINT NOT NULL,
                question TEXT NOT NULL,
                expected TEXT NOT NULL,
                PRIMARY KEY (set_id, ordinal))
            """,
            """
            CREATE TABLE evaluation_runs (
                id TEXT PRIMARY KEY,
                set_id TEXT NOT NULL REFERENCES evaluation_sets (id) ON DELETE CASCADE,
                number BIGINT NOT NULL,
                note TEXT NOT NULL,
                status TEXT NOT NULL,
                reason TEXT,
                cancelled BOOLEAN NOT NULL,
                done BIGINT NOT NULL,
                total BIGINT NOT NULL,
                ground TEXT,
                figures TEXT,
                worker TEXT,
                lease_ends_at TIMESTAMPTZ,
                created_at TIMESTAMPTZ NOT NULL,
                ended_at TIMESTAMPTZ)
            """,
            "CREATE UNIQUE INDEX evaluation_runs_by_number ON evaluation_runs (set_id, number)",
            """
            CREATE TABLE evaluation_results (
                run_id TEXT NOT NULL REFERENCES evaluation_runs (id) ON DELETE CASCADE,
                ordinal BIGINT NOT NULL,
                content TEXT NOT NULL,
                PRIMARY KEY (run_id, ordinal))
            """,
        ],
        down: [
            "DROP TABLE evaluation_results",
            "DROP TABLE evaluation_runs",
            "DROP TABLE evaluation_questions",
            "DROP TABLE evaluation_sets",
        ])
}
