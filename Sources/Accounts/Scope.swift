/// What somebody may do. A user's role gives some of these; a key may be made with fewer.
package enum Scope: String, Sendable, Hashable, Codable, CaseIterable {
    /// Ask models, and change one's own conversations.
    case chat
    /// See which models there are.
    case models
    case embeddings
    /// Read what is one's own.
    case read
    /// Manage users, keys and the connection of models.
    case admin

    package static let ofVisitors: Set<Scope> = [.chat, .models, .read]
    /// What a key can do that was made without naming scopes.
    package static let ofPlainKeys: Set<Scope> = [.chat, .models, .embeddings, .read]
}

/// What somebody is on this server.
package enum UserRole: String, Sendable, Hashable, Codable, CaseIterable {
    case admin
    case member
    /// Reads, and asks nothing.
    case viewer

    package var scopes: Set<Scope> {
        switch self {
        case .admin: Set(Scope.allCases)
        case .member: [.chat, .models, .embeddings, .read]
        case .viewer: [.models, .read]
        }
    }
}
