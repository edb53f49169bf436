extension Migration {
    /// What a person has chosen for all of their conversations; who has chosen nothing has no row.
    static let createOwnerSettings = Migration(
        number: 15,
        title: "Create owner_settings",
        success: "created owner_settings table",
        up: [
            """
            CREATE TABLE owner_settings (
                owner_id TEXT PRIMARY KEY,
                default_model_id TEXT,
                cloud_disabled BOOLEAN NOT NULL,
                updated_at TIMESTAMPTZ NOT NULL)
            """
        ],
        down: ["DROP TABLE owner_settings"])
}
