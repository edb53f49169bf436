extension Migration {
    /// Each change of a catalogue makes its version one higher, and items bear the version that changed them last: whoever holds
    /// a copy asks for what is newer. `rebuilt` is the version that last took an item away, after which a copy is made anew.
    static let createCatalogues = Migration(
        number: 19,
        title: "Create catalogues, catalogue_items, customer_profiles, rentals and message_recommendations",
        success: "created catalogues, catalogue_items, customer_profiles, rentals and message_recommendations tables",
        up: [
            """
            CREATE TABLE catalogues (
                id TEXT PRIMARY KEY,
                version BIGINT NOT NULL,
                rebuilt BIGINT NOT NULL,
                seed TEXT,
                updated_at TIMESTAMPTZ NOT NULL)
            """,
            """
            CREATE TABLE catalogue_items (
                catalogue_id TEXT NOT NULL,
                id TEXT NOT NULL,
                name TEXT NOT NULL,
                description TEXT NOT NULL,
                category TEXT NOT NULL,
                price DOUBLE PRECISION,
                currency TEXT,
                stock BIGINT,
                attributes TEXT NOT NULL,
                picture_url TEXT,
                active BOOLEAN NOT NULL,
                version BIGINT NOT NULL,
                updated_at TIMESTAMPTZ NOT NULL,
                PRIMARY KEY (catalogue_id, id))
            """,
            "CREATE INDEX catalogue_items_by_version ON catalogue_items (catalogue_id, version)",
            """
            CREATE TABLE customer_profiles (
                user_id TEXT PRIMARY KEY,
                facts TEXT NOT NULL,
                updated_at TIMESTAMPTZ NOT NULL)
            """,
            """
            CREATE TABLE rentals (
                id TEXT PRIMARY KEY,
                user_id TEXT NOT NULL,
                catalogue_id TEXT NOT NULL,
                item_id TEXT NOT NULL,
                rented_from TEXT NOT NULL,
                rented_to TEXT,
                created_at TIMESTAMPTZ NOT NULL)
            """,
            "CREATE INDEX rentals_by_user ON rentals (user_id, rented_from)",
            """
            CREATE TABLE message_recommendations (
                message_id TEXT PRIMARY KEY REFERENCES chat_messages (id) ON DELETE CASCADE,
                content TEXT NOT NULL)
            """,
        ],
        down: [
            "DROP TABLE message_recommendations",
            "DROP TABLE rentals",
            "DROP TABLE customer_profiles",
            "DROP TABLE catalogue_items",
            "DROP TABLE catalogues",
        ])
}
