extension Migration {
    /// The index serves the list page by page: pinned first, then the one last written to, archived apart.
    static let addStandingToConversations = Migration(
        number: 10,
        title: "Add pinned, archived and title_origin to conversations",
        success: "added pinned, archived and title_origin columns to conversations table",
        up: [
            "ALTER TABLE conversations ADD COLUMN pinned BOOLEAN NOT NULL DEFAULT FALSE",
            "ALTER TABLE conversations ADD COLUMN archived BOOLEAN NOT NULL DEFAULT FALSE",
            "ALTER TABLE conversations ADD COLUMN title_origin TEXT NOT NULL DEFAULT 'first_line'",
            "CREATE INDEX conversations_by_standing ON conversations (user_id, archived, pinned, updated_at, id)",
        ],
        down: [
            "DROP INDEX conversations_by_standing",
            "ALTER TABLE conversations DROP COLUMN title_origin",
            "ALTER TABLE conversations DROP COLUMN archived",
            "ALTER TABLE conversations DROP COLUMN pinned",
        ])
}
