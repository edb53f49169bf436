public import Foundation

/// What `GET /health` says.
public struct Health: Sendable, Hashable, Decodable {
    /// `ok` while the server serves.
    public var status: String
    /// The server's version.
    public var version: String?
}

/// Whether people can chat now.
public struct Availability: Sendable, Hashable, Decodable {
    /// A model that is out.
    public struct Model: Sendable, Hashable, Decodable {
        /// `provider:model`.
        public var model: String
        /// Why, in a word such as `rate_limited`.
        public var reason: String
        /// When it will be tried again.
        public var retryAt: Date?

        private enum CodingKeys: String, CodingKey {
            case model, reason
            case retryAt = "retry_at"
        }
    }

    /// Whether a model can answer.
    public var isAvailable: Bool
    /// For people.
    public var message: String
    /// When a model will be tried again, if none can answer now.
    public var retryAt: Date?
    /// The same in seconds from now.
    public var retryAfterSeconds: Int?
    /// The models that are out, if none can answer now.
    public var models: [Model]?

    private enum CodingKeys: String, CodingKey {
        case message, models
        case isAvailable = "available"
        case retryAt = "retry_at"
        case retryAfterSeconds = "retry_after_seconds"
    }
}

/// A name that may stand as ``CompletionRequest/model``.
public struct ModelListing: Sendable, Hashable, Decodable, Identifiable {
    /// A chain, an assistant, or one model as `provider:model`.
    public var id: String
    /// `understudy` for chains and assistants, else the provider.
    public var owner: String

    private enum CodingKeys: String, CodingKey {
        case id
        case owner = "owned_by"
    }
}

extension UnderstudyAPI {
    /// Whether the server serves. Needs no key.
    public func health() async throws -> Health {
        try await value("GET", ["health"])
    }

    /// Whether a model can answer now, and if not, when to come back. Needs no key.
    public func availability() async throws -> Availability {
        try await value("GET", ["api", "check-availability"])
    }

    /// Everything that can be asked: chains, assistants, and the models of the chains. Needs a key.
    public func models() async throws -> [ModelListing] {
        struct List: Decodable { var data: [ModelListing] }
        let list: List = try await value("GET", ["v1", "models"])
        return list.data
    }
}
