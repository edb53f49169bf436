import Synchronization

/// Where accounts are made and changed. Whoever calls has made sure that it is asked by an admin, or by the user.
package struct UserDesk: Sendable {
    private let users: UserRepository
    private let sessions: SessionRepository
    private let audit: AuditLog
    private let hasher: PasswordHasher
    private let cache: CredentialCache
    private let limiter: RateLimiter
    private let makeID: @Sendable () -> String
    private let presence = Presence()

    /// Whether there is any user; once there is, there always will be.
    private final class Presence: Sendable {
        let isKnown = Atomic(false)
    }

    package init(
        users: UserRepository, sessions: SessionRepository, audit: AuditLog, hasher: PasswordHasher, cache: CredentialCache,
        limiter: RateLimiter, makeID: @escaping @Sendable () -> String
    ) {
        self.users = users
        self.sessions = sessions
        self.audit = audit
        self.hasher = hasher
        self.cache = cache
        self.limiter = limiter
        self.makeID = makeID
    }

    /// Whether anybody has an account.
    package func hasUsers() async throws -> Bool {
        if presence.isKnown.load(ordering: .relaxed) { return true }
        guard try await users.count() > 0 else { return false }
        presence.isKnown.store(true, ordering: .relaxed)
        return true
    }

    package func user(_ id: String) async throws -> User {
        guard let user = try await users.user(id) else { throw AccountError.notFound }
        return user
    }

    /// By username or e-mail address.
    package func user(named name: String) async throws -> User {
        guard let user = try await users.user(named: name) else { throw AccountError.notFound }
        return user
    }

    /// - Parameter text: only those with this in one of their names or their address.
    package func list(after: String? = nil, matching text: String? = nil, limit: Int = 1000) async throws -> [User] {
        try await users.list(after: after, matching: text, limit: limit)
    }

    /// The usernames of those of `ids` that are users', by id.
    package func names(of ids: Set<String>) async throws -> [String: String] {
        try await users.names(of: ids)
    }

    /// - Parameter onlyFirst: only while there is no user at all.
    /// - Throws: ``AccountError``.
    package func create(_ new: NewUser, password: String, onlyFirst: Bool = false, visit: Visit) async throws -> User {
        let new = try new.checked()
        try PasswordRule.check(password)
        if onlyFirst, try await hasUsers() { throw AccountError.alreadySetUp }
        let hash = try await hasher.hash(password)
        let user = try await users.create(new, id: makeID(), passwordHash: hash, onlyFirst: onlyFirst)
        try await audit.note(.userCreated, visit: visit, subject: user.id, detail: user.role.rawValue)
        return user
    }

    /// - Throws: ``AccountError``.
    package func change(_ id: String, _ change: UserChange, visit: Visit) async throws -> User {
        let change = try change.checked()
        let before = try await user(id)
        let after = try await users.change(id, change)
        if after.isDisabled, !before.isDisabled { try await sessions.revokeAll(of: id) }
        cache.forgetAll()
        if after.role != before.role {
            let detail = "\(before.role.rawValue) to \(after.role.rawValue)"
            try await audit.note(.roleChanged, visit: visit, subject: id, detail: detail)
        }
        if after.isDisabled != before.isDisabled {
            try await audit.note(after.isDisabled ? .userDisabled : .userEnabled, visit: visit, subject: id)
        }
        if after.email != before.email || after.displayName != before.displayName {
            try await audit.note(.userChanged, visit: visit, subject: id)
        }
        return after
    }

    /// Gives a user another password, and ends all their sessions.
    /// - Parameter password: nil for a random one.
    /// - Returns: the password.
    package func resetPassword(of id: String, to password: String?, visit: Visit) async throws -> String {
        let password = password ?? PasswordRule.random()
        try PasswordRule.check(password)
        let user = try await user(id)
        try await users.setPasswordHash(try await hasher.hash(password), of: user.id)
        try await sessions.revokeAll(of: user.id)
        cache.forgetAll()
        try await audit.note(.passwordReset, visit: visit, subject: user.id)
        return password
    }

    /// Logs a user out everywhere.
    /// - Throws: ``AccountError/notFound``.
    package func endSessions(of id: String, visit: Visit) async throws {
        let user = try await user(id)
        try await sessions.revokeAll(of: user.id)
        cache.forgetAll()
        try await audit.note(.sessionsEnded, visit: visit, subject: user.id)
    }

    /// Changes one's own password, and ends one's other sessions.
    /// - Throws: ``AccountError``; ``AccountError/wrongCredentials`` when `current` is not it.
    package func changePassword(of id: String, from current: String, to new: String, keeping session: String?, visit: Visit)
        async throws
    {
        try PasswordRule.check(new, field: "new_password")
        let verdict = limiter.take("password:\(id)", LoginDesk.Patience().perAccount)
        guard verdict.isAllowed else { throw AccountError.throttled(retryAfter: verdict.retryAfter) }
        let hash = try await users.passwordHash(of: id)
        guard current.utf8.count <= PasswordRule.longest, try await hasher.verify(current, against: hash) else {
            throw AccountError.wrongCredentials
        }
        limiter.forgive("password:\(id)")
        try await users.setPasswordHash(try await hasher.hash(new), of: id)
        try await sessions.revokeAll(of: id, besides: session)
        cache.forgetAll()
        try await audit.note(.passwordChanged, visit: visit, subject: id)
    }
}
