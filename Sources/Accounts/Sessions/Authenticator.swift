package import LanguageModel
package import Storage

/// Finds out who shows a credential.
package struct Authenticator: Sendable {
    private let keys: KeyRepository
    private let users: UserRepository
    private let sessions: SessionRepository
    private let tokens: AccessTokens
    private let cache: CredentialCache
    private let limiter: RateLimiter

    package init(
        keys: KeyRepository, users: UserRepository, sessions: SessionRepository, tokens: AccessTokens, cache: CredentialCache,
        limiter: RateLimiter
    ) {
        self.keys = keys
        self.users = users
        self.sessions = sessions
        self.tokens = tokens
        self.cache = cache
        self.limiter = limiter
    }

    /// Whoever shows `credential`, a key or a token, in the Authorization header.
    /// - Throws: ``AuthenticationError``, or ``StorageError`` when that cannot be found out now.
    package func principal(bearer credential: String) async throws -> Principal {
        if AccessTokens.isToken(credential) { return try await principal(token: credential) }
        guard credential.hasPrefix("us-") || credential.hasPrefix("pk_"), let principal = try await principal(key: credential)
        else {
            throw AuthenticationError.unknownKey
        }
        return principal
    }

    /// Whoever's login the cookie is from; nil when that is over, or never was.
    package func principal(cookie: Secret) async throws -> Principal? {
        try await cache.principal(of: "cookie:\(cookie.reveal)") {
            try await sessions.session(cookie: cookie).map { Principal($0, proof: .session) }
        }
    }

    /// Counts one request of whoever has a limit of their own; nil for everybody else, and for public keys.
    package func count(_ principal: Principal) -> RateLimiter.Verdict? {
        guard principal.publicTerms == nil, let keyID = principal.keyID, let limit = principal.requestsPerMinute else {
            return nil
        }
        return limiter.take("key:\(keyID)", .perMinute(limit))
    }

    /// Counts one request that a visitor makes with a public key: for the visitor's address first, so that one visitor does not
    /// use up what all have; nil for everything but a public key.
    package func count(_ principal: Principal, of visit: Visit) -> RateLimiter.Verdict? {
        guard let keyID = principal.keyID, let terms = principal.publicTerms else { return nil }
        let own = limiter.take("key:\(keyID):\(visit.network)", .perMinute(terms.visitorRequestsPerMinute))
        guard own.isAllowed, let limit = principal.requestsPerMinute else { return own }
        let shared = limiter.take("key:\(keyID)", .perMinute(limit))
        return shared.isAllowed && own.remaining < shared.remaining ? own : shared
    }

    private func principal(token: String) async throws -> Principal {
        let claims = try await tokens.read(token)
        let principal = try await cache.principal(of: "session:\(claims.sid)") {
            try await sessions.session(claims.sid).map { Principal($0, proof: .token) }
        }
        guard let principal, principal.userID == claims.sub else { throw AuthenticationError.revokedToken }
        return principal
    }

    private func principal(key: String) async throws -> Principal? {
        try await cache.principal(of: "key:\(key)") {
            guard let found = try await keys.verify(Secret(key)) else { return nil }
            if let terms = found.publicTerms {
                if let userID = found.userID, try await users.user(userID)?.isDisabled ?? true { return nil }
                return Principal(
                    proof: .publicKey, owner: found.id, keyID: found.id, scopes: [.chat],
                    requestsPerMinute: found.requestsPerMinute, publicTerms: terms)
            }
            let scopes = found.scopes.map { Set($0.compactMap(Scope.init)) } ?? Scope.ofPlainKeys
            guard let userID = found.userID else {
                return Principal(
                    proof: .key, owner: found.id, keyID: found.id, scopes: scopes, requestsPerMinute: found.requestsPerMinute)
            }
            // A key can do nothing that its owner cannot do any more.
            guard let user = try await users.user(userID), !user.isDisabled else { return nil }
            return Principal(
                proof: .key, owner: userID, userID: userID, role: user.role, keyID: found.id,
                scopes: scopes.intersection(user.role.scopes), requestsPerMinute: found.requestsPerMinute)
        }
    }
}

extension Principal {
    fileprivate init(_ session: Session, proof: Proof) {
        self.init(
            proof: proof, owner: session.userID, userID: session.userID, role: session.role, sessionID: session.id,
            scopes: session.role.scopes)
    }
}

/// Why a credential proves nothing.
package enum AuthenticationError: Error, Sendable, Hashable {
    /// A key that was never made, or has expired, or was revoked; or no key at all.
    case unknownKey
    /// A token whose parts cannot be read.
    case malformedToken
    /// A token that this server did not sign.
    case invalidToken
    case expiredToken
    /// Its session is over: logged out, revoked, or the account is closed.
    case revokedToken
}
