extension Migration {
    /// `consents` says who agreed to which text and when; a text is known by its hash. `erased_owners` holds for a day the
    /// opaque identifiers of people who are gone, so that what was under way elsewhere while they went is taken away after them.
    /// `scheduled_work` says which of several servers did last what one of them does for all.
    ///
    /// The audit log stays only added to, but for one thing: the address from which somebody came may be taken out.
    static let createConsents = Migration(
        number: 23,
        title: "Create consents, erased_owners and scheduled_work, and let addresses be taken out of audit_log",
        success: "created consents, erased_owners and scheduled_work tables, and let addresses be taken out of audit_log",
        up: [
            """
            CREATE TABLE consents (
                owner_id TEXT NOT NULL,
                text_version TEXT NOT NULL,
                given_at TIMESTAMPTZ NOT NULL,
                withdrawn_at TIMESTAMPTZ,
                PRIMARY KEY (owner_id, text_version))
            """,
            "CREATE TABLE erased_owners (owner_id TEXT PRIMARY KEY, erased_at TIMESTAMPTZ NOT NULL)",
            "CREATE TABLE scheduled_work (name TEXT PRIMARY KEY, begun_at TIMESTAMPTZ NOT NULL)",
            SQLStatement(
                sqlite: "DROP TRIGGER audit_log_keeps_rows", postgresql: "DROP TRIGGER audit_log_keeps_rows ON audit_log"),
            SQLStatement(
                sqlite: """
                    CREATE TRIGGER audit_log_keeps_rows BEFORE UPDATE ON audit_log
                    WHEN NEW.address IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.created_at IS NOT OLD.created_at
                        OR NEW.event IS NOT OLD.event OR NEW.actor_id IS NOT OLD.actor_id OR NEW.subject_id IS NOT OLD.subject_id
                        OR NEW.detail IS NOT OLD.detail OR NEW.request_id IS NOT OLD.request_id
                    BEGIN SELECT RAISE(ABORT, 'audit_log is only added to'); END
                    """,
                postgresql: """
                    CREATE FUNCTION audit_log_may_lose_addresses() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN
                        IF TG_OP = ''UPDATE'' AND NEW.address IS NULL
                            AND (NEW.id, NEW.created_at, NEW.event, NEW.actor_id, NEW.subject_id, NEW.detail, NEW.request_id)
                            IS NOT DISTINCT FROM
                            (OLD.id, OLD.created_at, OLD.event, OLD.actor_id, OLD.subject_id, OLD.detail, OLD.request_id)
                        THEN RETURN NEW; END IF;
                        RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || '' is only added to'';
                    END'
                    """),
            SQLStatement(
                sqlite: nil,
                postgresql: """
                    CREATE TRIGGER audit_log_keeps_rows BEFORE UPDATE OR DELETE ON audit_log
                    FOR EACH ROW EXECUTE FUNCTION audit_log_may_lose_addresses()
                    """),
        ],
        down: [
            SQLStatement(
                sqlite: "DROP TRIGGER audit_log_keeps_rows", postgresql: "DROP TRIGGER audit_log_keeps_rows ON audit_log"),
            SQLStatement(sqlite: nil, postgresql: "DROP FUNCTION audit_log_may_lose_addresses()"),
            SQLStatement(
                sqlite: """
                    CREATE TRIGGER audit_log_keeps_rows BEFORE UPDATE ON audit_log
                    BEGIN SELECT RAISE(ABORT, 'audit_log is only added to'); END
                    """,
                postgresql: """
                    CREATE TRIGGER audit_log_keeps_rows BEFORE UPDATE OR DELETE ON audit_log
                    FOR EACH ROW EXECUTE FUNCTION audit_log_is_only_added_to()
                    """),
            "DROP TABLE scheduled_work",
            "DROP TABLE erased_owners",
            "DROP TABLE consents",
        ])
}
