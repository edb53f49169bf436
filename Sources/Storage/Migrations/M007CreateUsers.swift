extension Migration {
    /// `username` and `email` are stored in small letters; `password_hash` is null for whoever logs in elsewhere.
    static let createUsers = Migration(
        number: 7,
        title: "Create users",
        success: "created users table",
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
            """
        ],
        down: ["DROP TABLE users"])
}
