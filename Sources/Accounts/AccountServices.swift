package import Crypto
package import LanguageModel
package import Storage

/// Everything about accounts, put together over one database.
package struct AccountServices: Sendable {
    /// What an operator chooses.
    package struct Policy: Sendable, Hashable {
        /// Whether nobody may use the server without logging in.
        package var isRequired: Bool
        /// How long a login lasts.
        package var sessionLifetime: Duration
        /// How long an access token is good.
        package var tokenLifetime: Duration
        package var passwordCost: PasswordHash.Cost
        package var consent: ConsentPolicy
        package var retention: RetentionPolicy

        package init(
            isRequired: Bool = false, sessionLifetime: Duration = .seconds(30 * 24 * 3600),
            tokenLifetime: Duration = .seconds(15 * 60), passwordCost: PasswordHash.Cost = .standard,
            consent: ConsentPolicy = ConsentPolicy(), retention: RetentionPolicy = RetentionPolicy()
        ) {
            self.isRequired = isRequired
            self.sessionLifetime = sessionLifetime
            self.tokenLifetime = tokenLifetime
            self.passwordCost = passwordCost
            self.consent = consent
            self.retention = retention
        }
    }

    package let policy: Policy
    package let authenticator: Authenticator
    package let logins: LoginDesk
    package let users: UserDesk
    package let keys: KeyDesk
    package let publicOrigins: PublicOrigins
    package let audit: AuditLog
    /// Everything that is kept of one person.
    package let personal: PersonalData
    package let erasure: ErasureDesk
    package let retention: RetentionDesk
    package let consents: ConsentDesk
    /// nil when nobody else vouches for people.
    package let openID: OpenIDLogin?

    /// - Parameters:
    ///   - memory: where conversations are that nothing is kept of.
    ///   - tokenKey: signs access tokens.
    ///   - openID: who else vouches for people, how to ask there, and what seals a login under way.
    ///   - beforeErasing: see ``Storage/PersonalData``.
    ///   - onErasure: told whose account was deleted, for what is in memory of them.
    ///   - makeID: must never give the same identifier twice.
    package init(
        policy: Policy, database: any Database, memory: (any Database)? = nil, keys: KeyRepository, tokenKey: SymmetricKey,
        time: any TimeSource,
        openID: (provider: OpenIDProvider, fetch: OpenIDFetch, box: SecretBox)? = nil,
        beforeErasing: @escaping @Sendable (String, any SQLSession) throws -> Void = { _, _ in },
        onErasure: @escaping @Sendable (String) -> Void = { _ in }, makeID: @escaping @Sendable () -> String
    ) async {
        self.policy = policy
        let users = UserRepository(database: database, time: time)
        let sessions = SessionRepository(database: database, time: time)
        let hasher = PasswordHasher(cost: policy.passwordCost)
        let tokens = await AccessTokens(key: tokenKey, lifetime: policy.tokenLifetime, time: time)
        let cache = CredentialCache(time: time)
        let limiter = RateLimiter(time: time)
        audit = AuditLog(database: database, time: time)
        authenticator = Authenticator(
            keys: keys, users: users, sessions: sessions, tokens: tokens, cache: cache, limiter: limiter)
        logins = LoginDesk(
            users: users, sessions: sessions, audit: audit, hasher: hasher, tokens: tokens, cache: cache, limiter: limiter,
            lifetime: policy.sessionLifetime, makeID: makeID)
        self.users = UserDesk(
            users: users, sessions: sessions, audit: audit, hasher: hasher, cache: cache, limiter: limiter, makeID: makeID)
        personal = PersonalData(database: database, memory: memory, time: time, beforeErasing: beforeErasing)
        erasure = ErasureDesk(
            users: users, data: personal, audit: audit, hasher: hasher, limiter: limiter, cache: cache, onErasure: onErasure)
        retention = RetentionDesk(
            policy: policy.retention, repository: RetentionRepository(database: database, time: time), data: personal,
            audit: audit, time: time)
        consents = ConsentDesk(policy: policy.consent, repository: ConsentRepository(database: database, time: time))
        let audit = audit
        self.openID = openID.map {
            OpenIDLogin(
                provider: $0.provider, fetch: $0.fetch, users: users, audit: audit, box: $0.box, time: time, makeID: makeID)
        }
        publicOrigins = PublicOrigins(keys: keys, time: time)
        self.keys = KeyDesk(keys: keys, audit: audit, cache: cache, origins: publicOrigins)
    }

    /// Puts on record that somebody takes along what is kept of the user.
    package func noteExport(of user: String, visit: Visit) async throws {
        try await audit.note(.dataExported, visit: visit, subject: user)
    }
}
