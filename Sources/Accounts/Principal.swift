package import Storage

/// Who asks: everything that a route may want to know of its caller, whatever the caller showed to prove it.
package struct Principal: Sendable, Hashable {
    /// What was shown.
    package enum Proof: String, Sendable, Hashable {
        case key
        /// A key that stands in the pages of other sites; see ``Principal/publicTerms``.
        case publicKey
        case token
        /// The cookie of somebody who logged in.
        case session
        /// The random cookie that every browser gets.
        case browser
    }

    package var proof: Proof
    /// Whose conversations these are: the user's id, the key's when it belongs to nobody, or a browser's `browser-…`.
    package var owner: String
    package var userID: String?
    /// nil for a visitor and for a key that belongs to nobody.
    package var role: UserRole?
    package var keyID: String?
    /// The login that a token or session cookie came from.
    package var sessionID: String?
    /// What the caller may do.
    package var scopes: Set<Scope>
    /// Requests in a minute; nil for no limit of its own.
    package var requestsPerMinute: Int?
    /// What a public key is bound to; nil for everything else that may be shown.
    package var publicTerms: PublicKeyTerms?

    package init(
        proof: Proof, owner: String, userID: String? = nil, role: UserRole? = nil, keyID: String? = nil, sessionID: String? = nil,
        scopes: Set<Scope>, requestsPerMinute: Int? = nil, publicTerms: PublicKeyTerms? = nil
    ) {
        self.proof = proof
        self.owner = owner
        self.userID = userID
        self.role = role
        self.keyID = keyID
        self.sessionID = sessionID
        self.scopes = scopes
        self.requestsPerMinute = requestsPerMinute
        self.publicTerms = publicTerms
    }

    /// Somebody who has not logged in, known by the browser's cookie.
    /// - Parameter browser: `browser-…`.
    package static func visitor(browser: String) -> Principal {
        Principal(proof: .browser, owner: browser, scopes: Scope.ofVisitors)
    }

    package var isAdmin: Bool { scopes.contains(.admin) }

    /// Whether the proof came in the Authorization header, which no other site's page can make a browser send.
    package var showedBearer: Bool { proof == .key || proof == .token || proof == .publicKey }
}
