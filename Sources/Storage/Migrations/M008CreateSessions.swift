extension Migration {
    /// A session is one login. A browser's has the hash of its cookie, a program's the hashes of its refresh tokens, each
    /// good for one use.
    static let createSessions = Migration(
        number: 8,
        title: "Create sessions and refresh_tokens",
        success: "created sessions and refresh_tokens tables",
        up: [
            """
            CREATE TABLE sessions (
                id TEXT PRIMARY KEY,
                user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                cookie_hash TEXT UNIQUE,
                address TEXT,
                user_agent TEXT,
                created_at TIMESTAMPTZ NOT NULL,
                expires_at TIMESTAMPTZ NOT NULL,
                revoked_at TIMESTAMPTZ)
            """,
            "CREATE INDEX sessions_by_user ON sessions (user_id)",
            "CREATE INDEX sessions_by_expiry ON sessions (expires_at)",
            """
            CREATE TABLE refresh_tokens (
                hash TEXT PRIMARY KEY,
                session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
                created_at TIMESTAMPTZ NOT NULL,
                used_at TIMESTAMPTZ)
            """,
            "CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id)",
        ],
        down: ["DROP TABLE refresh_tokens", "DROP TABLE sessions"])
}
