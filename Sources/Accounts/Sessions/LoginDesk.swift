import Crypto
package import LanguageModel

/// Where people log in and out, from a browser or from a program.
package struct LoginDesk: Sendable {
    /// What a program is given.
    package struct Tokens: Sendable, Hashable {
        package var access: Secret
        package var expiresIn: Duration
        package var refresh: Secret
        package var user: User
    }

    /// How many wrong tries are forgiven. A correct one counts for nothing.
    package struct Patience: Sendable, Hashable {
        package var perAccount = RateLimiter.Rate(burst: 10, every: .seconds(30))
        package var perNetwork = RateLimiter.Rate(burst: 30, every: .seconds(5))

        package init() {}
    }

    private let users: UserRepository
    private let sessions: SessionRepository
    private let audit: AuditLog
    private let hasher: PasswordHasher
    private let tokens: AccessTokens
    private let cache: CredentialCache
    private let limiter: RateLimiter
    private let patience: Patience
    private let makeID: @Sendable () -> String
    /// How long a login lasts.
    package let lifetime: Duration

    package init(
        users: UserRepository, sessions: SessionRepository, audit: AuditLog, hasher: PasswordHasher, tokens: AccessTokens,
        cache: CredentialCache, limiter: RateLimiter, lifetime: Duration, patience: Patience = Patience(),
        makeID: @escaping @Sendable () -> String
    ) {
        self.users = users
        self.sessions = sessions
        self.audit = audit
        self.hasher = hasher
        self.tokens = tokens
        self.cache = cache
        self.limiter = limiter
        self.lifetime = lifetime
        self.patience = patience
        self.makeID = makeID
    }

    /// - Parameter name: the username or the e-mail address.
    /// - Throws: ``AccountError``.
    package func logIn(name: String, password: String, visit: Visit) async throws -> Tokens {
        let user = try await check(name: name, password: password, visit: visit)
        let (session, refresh) = (makeID(), Self.random())
        try await sessions.begin(id: session, userID: user.id, refreshToken: refresh, visit: visit, lifetime: lifetime)
        return try await tokens(for: user, session: session, refresh: refresh)
    }

    /// The same for a browser, which is given a cookie.
    package func logInBrowser(name: String, password: String, visit: Visit) async throws -> (user: User, cookie: Secret) {
        let user = try await check(name: name, password: password, visit: visit)
        return (user, try await beginBrowserSession(of: user, visit: visit))
    }

    /// A cookie for somebody who has proved in another way who they are.
    package func beginBrowserSession(of user: User, visit: Visit) async throws -> Secret {
        let cookie = Self.random()
        try await sessions.begin(id: makeID(), userID: user.id, cookie: cookie, visit: visit, lifetime: lifetime)
        return cookie
    }

    /// New tokens for a refresh token, which is good for this one time.
    /// - Throws: ``AccountError/refreshTokenInvalid``, ``AccountError/refreshTokenReused``.
    package func refresh(_ token: Secret, visit: Visit) async throws -> Tokens {
        let replacement = Self.random()
        switch try await sessions.refresh(token, replacement: replacement) {
        case .accepted(let session):
            guard let user = try await users.user(session.userID) else { throw AccountError.refreshTokenInvalid }
            return try await tokens(for: user, session: session.id, refresh: replacement)
        case .reused(_, let userID):
            cache.forgetAll()
            try await audit.note(.refreshReused, visit: visit, subject: userID)
            throw AccountError.refreshTokenReused
        case .unknown:
            throw AccountError.refreshTokenInvalid
        }
    }

    /// Ends the session that `principal` came with; does nothing for one that has none.
    package func logOut(_ principal: Principal, visit: Visit) async throws {
        guard let session = principal.sessionID else { return }
        try await sessions.revoke(session)
        cache.forgetAll()
        try await audit.note(.loggedOut, visit: visit, subject: principal.userID)
    }

    /// Whose name and password these are. Every wrong try counts, for the account and for where it comes from.
    private func check(name: String, password: String, visit: Visit) async throws -> User {
        guard password.unicodeScalars.count <= PasswordRule.longest else {
            throw AccountError.invalid(field: "password", reason: "must have at most \(PasswordRule.longest) characters")
        }
        let keys = (account: "login:\(String(name.trimmed.lowercased().prefix(254)))", network: "network:\(visit.network)")
        try take(keys.network, patience.perNetwork)
        try take(keys.account, patience.perAccount)
        let user = try await users.user(named: name)
        var hash: String?
        if let user { hash = try await users.passwordHash(of: user.id) }
        guard try await hasher.verify(password, against: hash), let user else {
            // What was typed as a name may be a password, so only known names are put on record.
            try await audit.note(
                .loginFailed, visit: visit, subject: user?.id, detail: user == nil ? "unknown name" : "wrong password")
            throw AccountError.wrongCredentials
        }
        guard !user.isDisabled else {
            try await audit.note(.loginFailed, visit: visit, subject: user.id, detail: "disabled")
            throw AccountError.disabled
        }
        limiter.forgive(keys.account)
        limiter.giveBack(keys.network)
        if let hash, hasher.isOutdated(hash), let fresh = try? await hasher.hash(password) {
            try await users.setPasswordHash(fresh, of: user.id)
        }
        try await users.noteLogin(of: user.id)
        var visit = visit
        visit.actorID = user.id
        try await audit.note(.loginSucceeded, visit: visit, subject: user.id)
        return user
    }

    private func take(_ key: String, _ rate: RateLimiter.Rate) throws(AccountError) {
        let verdict = limiter.take(key, rate)
        guard verdict.isAllowed else { throw .throttled(retryAfter: verdict.retryAfter) }
    }

    private func tokens(for user: User, session: String, refresh: Secret) async throws -> Tokens {
        Tokens(
            access: try await tokens.make(userID: user.id, sessionID: session), expiresIn: tokens.lifetime, refresh: refresh,
            user: user)
    }

    /// 256 random bits, in hex.
    private static func random() -> Secret {
        Secret(
            SymmetricKey(size: .bits256).withUnsafeBytes {
                $0.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            })
    }
}
