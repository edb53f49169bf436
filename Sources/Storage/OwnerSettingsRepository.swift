package import LanguageModel

/// What an owner has chosen for all of their conversations.
package struct OwnerSettings: Sendable, Hashable {
    /// nil leaves it to the assistant.
    package var defaultModel: ModelIdentifier?
    /// Whether only local models may be asked.
    package var cloudDisabled: Bool

    package init(defaultModel: ModelIdentifier? = nil, cloudDisabled: Bool = false) {
        self.defaultModel = defaultModel
        self.cloudDisabled = cloudDisabled
    }
}

package struct OwnerSettingsRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// The owner's settings, or the defaults for whoever has chosen nothing.
    package func settings(of owner: String) async throws -> OwnerSettings {
        try await database.read { session in
            try session.query("SELECT * FROM owner_settings WHERE owner_id = ?", [.text(owner)]).first.map { row in
                OwnerSettings(
                    defaultModel: row["default_model_id"].text.flatMap { ModelIdentifier($0) },
                    cloudDisabled: row["cloud_disabled"].bool ?? true)
            } ?? OwnerSettings()
        }
    }

    package func setDefaultModel(_ model: ModelIdentifier?, of owner: String) async throws {
        try await change(
            owner, model: model, cloudDisabled: false, "default_model_id = excluded.default_model_id")
    }

    package func setCloudDisabled(_ disabled: Bool, of owner: String) async throws {
        try await change(owner, model: nil, cloudDisabled: disabled, "cloud_disabled = excluded.cloud_disabled")
    }

    /// Back to the defaults.
    package func reset(_ owner: String) async throws {
        try await database.write { session in
            try session.execute("DELETE FROM owner_settings WHERE owner_id = ?", [.text(owner)])
        }
    }

    /// Everyone for whom only local models may be asked.
    package func ownersWithoutCloud() async throws -> Set<String> {
        try await database.read { session in
            Set(try session.query("SELECT owner_id FROM owner_settings WHERE cloud_disabled").map { try $0.text("owner_id") })
        }
    }

    private func change(_ owner: String, model: ModelIdentifier?, cloudDisabled: Bool, _ update: String) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO owner_settings (owner_id, default_model_id, cloud_disabled, updated_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (owner_id) DO UPDATE SET \(update), updated_at = excluded.updated_at
                """,
                [.text(owner), SQLValue(model?.description), .bool(cloudDisabled), .text(now)])
        }
    }
}
