/// What somebody has chosen for all of their conversations.
public struct PersonalSettings: Sendable, Hashable, Decodable {
    /// The model that goes first where a conversation has none of its own; nil leaves it to the assistant.
    public var defaultModelID: SelectableModel.ID?
    /// Whether nothing is sent to a provider that is not local.
    public var cloudProvidersDisabled: Bool
    /// Whether the server's operator has disabled them for everyone, so that nobody can allow them.
    public var isSetByServer: Bool

    private enum CodingKeys: String, CodingKey {
        case defaultModelID = "default_model_id"
        case cloudProvidersDisabled = "disable_cloud_providers"
        case isSetByServer = "set_by_server"
    }
}

extension UnderstudyAPI {
    /// What is chosen now.
    public func settings() async throws -> PersonalSettings {
        try await value("GET", Self.settingsPath)
    }

    /// - Parameter id: nil leaves it to the assistant again.
    public func setDefaultModel(_ id: SelectableModel.ID?) async throws -> PersonalSettings {
        try await value("PATCH", Self.settingsPath, body: ["default_model_id": JSONValue(id)])
    }

    /// Disables providers that are not local for oneself, or allows them again.
    public func setCloudProvidersDisabled(_ disabled: Bool) async throws -> PersonalSettings {
        try await value("PATCH", Self.settingsPath, body: ["disable_cloud_providers": disabled])
    }

    /// Takes back all that was chosen.
    public func resetSettings() async throws -> PersonalSettings {
        try await value("DELETE", Self.settingsPath)
    }

    private static var settingsPath: [String] { ["api", "v1", "settings"] }
}
