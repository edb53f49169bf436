extension Migration {
    /// `username` and `email` are stored in small letters; `password_hash` is null for whoever logs in elsewhere.
    static let createUsers = Migration(
        number: 7,
        title: "Create users and user_identities",
        success: "created users and user_identities tables",
        up: [
            """
            CREATE TABLE users (
                id TEXT PRIMARY KEY,
                username TEXT NOT NULL UNIQUE,
                email TEXT UNIQUE,
                display_name TEXT NOT NULL,
                role TEXT NOT NULL,
                password_hash TEXT,
                disabled BOOLEAN NOT NULL,
                created_at TIMESTAMPTZ NOT NULL,
                password_changed_at TIMESTAMPTZ,
                last_login_at TIMESTAMPTZ)
            """,
            """
            CREATE TABLE user_identities (
                issuer TEXT NOT NULL,
                subject TEXT NOT NULL,
                user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                PRIMARY KEY (issuer, subject))
            """,
        ],
        down: ["DROP TABLE user_identities", "DROP TABLE users"])
}
