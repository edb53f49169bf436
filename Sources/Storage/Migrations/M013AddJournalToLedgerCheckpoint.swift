extension Migration {
    /// Several servers, each with a ledger of its own, share one database: a checkpoint for each, and for each a range of
    /// identifiers. The first one's are its sequence numbers, as before. The way back keeps the first one's records; those
    /// of the others are in their journals.
    static let addJournalToLedgerCheckpoint = Migration(
        number: 13,
        title: "Add journal to ledger_checkpoint",
        success: "added journal column to ledger_checkpoint table",
        up: [
            "ALTER TABLE ledger_checkpoint ADD COLUMN journal TEXT",
            "CREATE UNIQUE INDEX ledger_checkpoint_by_journal ON ledger_checkpoint (journal)",
        ],
        down: [
            "DELETE FROM ai_usage_logs WHERE id > 1099511627776",
            "DELETE FROM ai_attempts WHERE id > 1099511627776",
            "DELETE FROM ledger_set_aside WHERE id > 1099511627776",
            "DELETE FROM ledger_checkpoint WHERE id > 1",
            "DROP INDEX ledger_checkpoint_by_journal",
            "ALTER TABLE ledger_checkpoint DROP COLUMN journal",
        ])
}
