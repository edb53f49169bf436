/// Documents that belong together, and who may read them.
package struct DocumentCollection: Sendable, Hashable {
    /// Who may ask questions of it and open what is quoted.
    package enum Readers: Sendable, Hashable {
        /// Nobody but whose it is; of one that is nobody's, admins.
        case owner
        /// Who has this role, or one that may do more.
        case role(String)
        case everybody

        /// `owner`, `everybody` or `role:member`.
        package var text: String {
            switch self {
            case .owner: "owner"
            case .role(let role): "role:\(role)"
            case .everybody: "everybody"
            }
        }

        package init?(text: String) {
            switch text {
            case "owner": self = .owner
            case "everybody": self = .everybody
            default:
                guard text.hasPrefix("role:"), text.utf8.count > 5 else { return nil }
                self = .role(String(text.dropFirst(5)))
            }
        }
    }

    package var id: String
    /// Once among those of an owner.
    package var name: String
    /// nil for one that admins keep together.
    package var owner: String?
    package var readers: Readers
    /// What it has of its own; the server's otherwise.
    package var chunks: ChunkSettings?
    /// Higher with every change of what can be found in it.
    package var version: Int
    /// Seconds since 1970.
    package var createdAt: Double
    package var updatedAt: Double
}

/// Who wants to read.
package struct KnowledgeReader: Sendable, Hashable {
    /// Whose collections are one's own.
    package var owner: String
    /// One's role, and all that may do less.
    package var roles: Set<String>
    package var isAdmin: Bool
    /// Identifiers of the only ones to be read; nil for no such bounds.
    package var only: Set<String>?

    package init(owner: String, roles: Set<String> = [], isAdmin: Bool = false, only: Set<String>? = nil) {
        self.owner = owner
        self.roles = roles
        self.isAdmin = isAdmin
        self.only = only
    }

    /// What belongs to one person alone is not even an admin's to read.
    package func mayRead(_ collection: DocumentCollection) -> Bool {
        if let only, !only.contains(collection.id) { return false }
        if collection.owner == owner { return true }
        switch collection.readers {
        case .owner: return collection.owner == nil && isAdmin
        case .role(let role): return isAdmin || roles.contains(role)
        case .everybody: return true
        }
    }

    /// Whether documents may be added and taken away.
    package func mayManage(_ collection: DocumentCollection) -> Bool {
        collection.owner == owner || (collection.owner == nil && isAdmin)
    }
}

/// How documents are cut.
package struct ChunkSettings: Sendable, Hashable, Codable {
    /// What a passage should be long: characters, of which those of Chinese, Japanese and Korean count as two.
    package var size: Int
    /// What two passages of one section may share.
    package var overlap: Int

    package init(size: Int = 1200, overlap: Int = 150) {
        self.size = size
        self.overlap = overlap
    }

    package static let sizes = 100...20_000
}
