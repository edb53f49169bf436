extension Migration {
    /// An event is written with what it tells of, and with it one delivery for each endpoint that wants it. `due_at` is when a
    /// delivery is next to be tried, or until when it is in somebody's hands: whoever dies with it in hand leaves it to the others.
    static let createWebhooks = Migration(
        number: 29,
        title: "Create webhook_endpoints, webhook_events, webhook_deliveries and webhook_attempts",
        success: "created webhook_endpoints, webhook_events, webhook_deliveries and webhook_attempts tables",
        up: [
            """
            CREATE TABLE webhook_endpoints (
                id TEXT PRIMARY KEY,
                url TEXT NOT NULL,
                description TEXT NOT NULL,
                events TEXT NOT NULL,
                secret TEXT NOT NULL,
                previous_secret TEXT,
                previous_ends_at TIMESTAMPTZ,
                allows_local BOOLEAN NOT NULL,
                enabled BOOLEAN NOT NULL,
                disabled_reason TEXT,
                first_failed_at TIMESTAMPTZ,
                created_at TIMESTAMPTZ NOT NULL,
                updated_at TIMESTAMPTZ NOT NULL)
            """,
            """
            CREATE TABLE webhook_events (
                id TEXT PRIMARY KEY,
                type TEXT NOT NULL,
                payload TEXT NOT NULL,
                created_at TIMESTAMPTZ NOT NULL)
            """,
            "CREATE INDEX webhook_events_by_time ON webhook_events (created_at)",
            """
            CREATE TABLE webhook_deliveries (
                id TEXT PRIMARY KEY,
                event_id TEXT NOT NULL REFERENCES webhook_events (id) ON DELETE CASCADE,
                endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
                status TEXT NOT NULL,
                attempts BIGINT NOT NULL,
                attempts_before BIGINT NOT NULL,
                due_at TIMESTAMPTZ NOT NULL,
                worker TEXT,
                last_status BIGINT,
                last_error TEXT,
                last_duration_ms DOUBLE PRECISION,
                created_at TIMESTAMPTZ NOT NULL,
                updated_at TIMESTAMPTZ NOT NULL)
            """,
            "CREATE UNIQUE INDEX webhook_deliveries_by_event ON webhook_deliveries (event_id, endpoint_id)",
            "CREATE INDEX webhook_deliveries_by_due ON webhook_deliveries (status, endpoint_id, due_at)",
            "CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (endpoint_id, created_at, id)",
            """
            CREATE TABLE webhook_attempts (
                delivery_id TEXT NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
                number BIGINT NOT NULL,
                status BIGINT,
                error TEXT,
                duration_ms DOUBLE PRECISION NOT NULL,
                created_at TIMESTAMPTZ NOT NULL,
                PRIMARY KEY (delivery_id, number))
            """,
        ],
        down: [
            "DROP TABLE webhook_attempts",
            "DROP TABLE webhook_deliveries",
            "DROP TABLE webhook_events",
            "DROP TABLE webhook_endpoints",
        ])
}
