package import LanguageModel
package import Storage

/// Where people's own settings are read and changed.
package struct SettingsDesk: Sendable {
    package let rules: CloudRules
    private let repository: OwnerSettingsRepository

    package init(repository: OwnerSettingsRepository, rules: CloudRules) {
        self.repository = repository
        self.rules = rules
    }

    package func settings(of owner: String) async throws -> OwnerSettings {
        try await repository.settings(of: owner)
    }

    /// - Parameter model: nil leaves it to the assistant.
    package func setDefaultModel(_ model: ModelIdentifier?, of owner: String) async throws {
        try await repository.setDefaultModel(model, of: owner)
    }

    /// Disables cloud providers for `owner`, or allows them again.
    package func setCloudDisabled(_ disabled: Bool, of owner: String) async throws {
        try await rules.change(owner, cloudDisabled: disabled) {
            try await repository.setCloudDisabled(disabled, of: owner)
        }
    }

    /// Has what one owner has chosen hold for another, who has logged in from there: a restriction always, a default model where
    /// there is none yet. The first one's settings stay.
    package func adopt(from visitor: String, owner: String) async throws {
        let brought = try await settings(of: visitor)
        guard brought != OwnerSettings() else { return }
        let own = try await settings(of: owner)
        if brought.cloudDisabled, !own.cloudDisabled { try await setCloudDisabled(true, of: owner) }
        if let model = brought.defaultModel, own.defaultModel == nil { try await setDefaultModel(model, of: owner) }
    }

    /// Back to the defaults: the assistant's model, cloud providers allowed.
    package func reset(_ owner: String) async throws {
        try await rules.change(owner, cloudDisabled: false) { try await repository.reset(owner) }
    }

    /// Learns what other servers on the same database have been told.
    package func refreshRules() async throws {
        try await rules.refresh { try await repository.ownersWithoutCloud() }
    }
}
