extension Migration {
    static let addDefaultModelToConversations = Migration(
        number: 2,
        title: "Add default_model_id to conversations",
        success: "added default_model_id column to conversations table",
        up: ["ALTER TABLE conversations ADD COLUMN default_model_id TEXT"],
        down: ["ALTER TABLE conversations DROP COLUMN default_model_id"])
}
