public import Foundation

/// A model that may be chosen for a conversation, for a message, or as one's default.
public struct SelectableModel: Sendable, Hashable, Identifiable, Decodable {
    /// `provider:model`.
    public var id: String
    /// What people call it.
    public var name: String
    /// The configured name of its provider.
    public var provider: String
    /// Whether what is asked stays with hosts that the server's operator calls local.
    public var isLocal: Bool
    /// Whether it can answer now.
    public var isAvailable: Bool
    /// When it is tried again, while it is out.
    public var retryAt: Date?
    /// Tokens that fit, where that is known.
    public var contextWindow: Int?

    private enum CodingKeys: String, CodingKey {
        case id, name, provider
        case isLocal = "local"
        case isAvailable = "available"
        case retryAt = "retry_at"
        case contextWindow = "context_window"
    }
}

/// What there is to choose from.
public struct SelectableModels: Sendable, Hashable, Decodable {
    /// In the order of the server's chains.
    public var models: [SelectableModel]
    /// The one that goes first where nothing is chosen: one's own default, or else the server's; nil when none may be asked.
    public var defaultID: SelectableModel.ID?

    private enum CodingKeys: String, CodingKey {
        case models
        case defaultID = "default_model_id"
    }
}

extension UnderstudyAPI {
    /// The models that may be chosen, and which of them can answer now.
    public func selectableModels() async throws -> SelectableModels {
        try await value("GET", ["api", "v1", "models"])
    }

    /// Has a model go first in a conversation from now on; the assistant's chain still stands in for it.
    ///
    /// - Parameter model: nil leaves it to one's default and the assistant again.
    public func choose(_ model: SelectableModel.ID?, for id: Conversation.ID) async throws -> Conversation {
        try await value("PATCH", Self.conversationsPath + [id], body: ["default_model_id": JSONValue(model)])
    }
}

extension JSONValue {
    /// A text, or `null`.
    init(_ text: String?) {
        self = text.map(JSONValue.string) ?? .null
    }
}
