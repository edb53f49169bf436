extension Migration {
    /// `public_key` is null for a secret key. `origins` and `collection_ids` hold their values with spaces between them; null
    /// `collection_ids` are all that everybody may read.
    static let addPublicKeys = Migration(
        number: 31,
        title: "Add public keys to api_keys",
        success: "added public_key, origins, assistant_id, collection_ids and visitor_requests_per_minute to api_keys",
        up: [
            "ALTER TABLE api_keys ADD COLUMN public_key TEXT",
            "ALTER TABLE api_keys ADD COLUMN origins TEXT",
            "ALTER TABLE api_keys ADD COLUMN assistant_id TEXT",
            "ALTER TABLE api_keys ADD COLUMN collection_ids TEXT",
            "ALTER TABLE api_keys ADD COLUMN visitor_requests_per_minute BIGINT",
        ],
        down: [
            // Without its columns a public key would be a plain one.
            "DELETE FROM api_keys WHERE public_key IS NOT NULL",
            "ALTER TABLE api_keys DROP COLUMN visitor_requests_per_minute",
            "ALTER TABLE api_keys DROP COLUMN collection_ids",
            "ALTER TABLE api_keys DROP COLUMN assistant_id",
            "ALTER TABLE api_keys DROP COLUMN origins",
            "ALTER TABLE api_keys DROP COLUMN public_key",
        ])
}
