import Accounts
package import Chat
package import Hummingbird
import LanguageModel
import Storage

/// `/api/v1/settings`: what the caller has chosen for all of their conversations.
package struct SettingsRoutes: Sendable {
    private let settings: SettingsDesk
    private let choices: ModelChoices

    package init(settings: SettingsDesk, choices: ModelChoices) {
        self.settings = settings
        self.choices = choices
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get(use: show)
        group.patch(use: change)
        group.delete(use: reset)
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        try await document(of: try context.owner())
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let owner = try context.owner()
        let change: SettingsChange = try await request.decodeJSON(limit: 4096)
        let model: ModelIdentifier??
        do {
            model = try change.model.map { try $0.id.map { try choices.check($0, assistant: nil, owner: owner) } }
        } catch let error as ModelChoiceError {
            throw APIError(error, field: "default_model_id")
        }
        guard change.cloudDisabled != false || settings.rules.server == .anywhere else {
            throw APIError(
                .forbidden, "set_by_server", "Cloud providers are disabled for everyone by this server's operator.",
                field: "disable_cloud_providers")
        }
        if let model { try await settings.setDefaultModel(model, of: owner) }
        if let disabled = change.cloudDisabled { try await settings.setCloudDisabled(disabled, of: owner) }
        return try await document(of: owner)
    }

    @Sendable private func reset(request: Request, context: WebContext) async throws -> Response {
        let owner = try context.owner()
        try await settings.reset(owner)
        return try await document(of: owner)
    }

    private func document(of owner: String) async throws -> Response {
        try .json(SettingsDocument(try await settings.settings(of: owner), server: settings.rules.server))
    }
}

/// What is not said stays.
struct SettingsChange: Decodable {
    var model: ModelChange?

    /// `null` leaves the choice to the assistant again.
    struct ModelChange {
        var id: String?
    }

    var cloudDisabled: Bool?

    private enum CodingKeys: String, CodingKey {
        case default_model_id, disable_cloud_providers
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if container.contains(.default_model_id) {
            model = .init(id: try container.decodeIfPresent(String.self, forKey: .default_model_id))
        }
        cloudDisabled = try container.decodeIfPresent(Bool.self, forKey: .disable_cloud_providers)
    }
}

struct SettingsDocument: Encodable {
    /// nil leaves it to the assistant.
    var default_model_id: String?
    var disable_cloud_providers: Bool
    /// Whether the operator has disabled them for everyone; then nobody can allow them.
    var set_by_server: Bool

    init(_ settings: OwnerSettings, server: Reach) {
        default_model_id = settings.defaultModel?.description
        disable_cloud_providers = settings.cloudDisabled || server == .localOnly
        set_by_server = server == .localOnly
    }
}
