extension Migration {
    /// How much documents and passages look like orders to a model. A passage that is withheld stays so until somebody has accepted its
    /// document.
    static let addInjectionToPassages = Migration(
        number: 27,
        title:
            "Add injection and withheld to passages, injection, injection_reasons, suspect_passages and accepted_at to documents",
        success: "added injection columns to passages and documents tables",
        up: [
            "ALTER TABLE passages ADD COLUMN injection DOUBLE PRECISION NOT NULL DEFAULT 0",
            "ALTER TABLE passages ADD COLUMN withheld BOOLEAN NOT NULL DEFAULT FALSE",
            "ALTER TABLE documents ADD COLUMN injection DOUBLE PRECISION NOT NULL DEFAULT 0",
            "ALTER TABLE documents ADD COLUMN injection_reasons TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE documents ADD COLUMN suspect_passages BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE documents ADD COLUMN accepted_at TIMESTAMPTZ",
        ],
        down: [
            "ALTER TABLE documents DROP COLUMN accepted_at",
            "ALTER TABLE documents DROP COLUMN suspect_passages",
            "ALTER TABLE documents DROP COLUMN injection_reasons",
            "ALTER TABLE documents DROP COLUMN injection",
            "ALTER TABLE passages DROP COLUMN withheld",
            "ALTER TABLE passages DROP COLUMN injection",
        ])
}
