extension Migration {
    /// Of a feed: who tells at the moment, when it was last at work, and how far it is while it begins with the passages that are
    /// there (`told_until`) in place of changes that are kept no longer. Of a cached vector: when it was last of use.
    static let addPlacesToFeeds = Migration(
        number: 32,
        title: "Add told_until, holder, hold_ends_at and seen_at to passage_cursors, and used_at to embedding_cache",
        success: "added columns to passage_cursors and embedding_cache tables",
        up: [
            "ALTER TABLE passage_cursors ADD COLUMN told_until BIGINT",
            "ALTER TABLE passage_cursors ADD COLUMN holder TEXT",
            "ALTER TABLE passage_cursors ADD COLUMN hold_ends_at TIMESTAMPTZ",
            "ALTER TABLE passage_cursors ADD COLUMN seen_at TIMESTAMPTZ",
            "ALTER TABLE embedding_cache ADD COLUMN used_at TIMESTAMPTZ",
        ],
        down: [
            "ALTER TABLE embedding_cache DROP COLUMN used_at",
            "ALTER TABLE passage_cursors DROP COLUMN seen_at",
            "ALTER TABLE passage_cursors DROP COLUMN hold_ends_at",
            "ALTER TABLE passage_cursors DROP COLUMN holder",
            "ALTER TABLE passage_cursors DROP COLUMN told_until",
        ])
}
