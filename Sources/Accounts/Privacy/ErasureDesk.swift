package import Storage

/// Where accounts are deleted, with everything that is kept of their people but what ``PersonalTable`` says is kept. Whoever
/// calls has stopped what is being answered for them.
package struct ErasureDesk: Sendable {
    private let users: UserRepository
    private let data: PersonalData
    private let audit: AuditLog
    private let hasher: PasswordHasher
    private let limiter: RateLimiter
    private let cache: CredentialCache
    private let onErasure: @Sendable (String) -> Void

    /// - Parameter onErasure: told whose account was deleted, for what is in memory of them.
    package init(
        users: UserRepository, data: PersonalData, audit: AuditLog, hasher: PasswordHasher, limiter: RateLimiter,
        cache: CredentialCache, onErasure: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.users = users
        self.data = data
        self.audit = audit
        self.hasher = hasher
        self.limiter = limiter
        self.cache = cache
        self.onErasure = onErasure
    }

    /// Whether the user proves who they are with a password; those who log in elsewhere have none.
    package func needsPassword(_ id: String) async throws -> Bool {
        try await users.passwordHash(of: id) != nil
    }

    /// That whoever asks for their own account's end is its owner, who may go.
    /// - Parameter proof: the password; the username of somebody who has none.
    /// - Throws: ``AccountError``: `wrongCredentials` when it is neither, `throttled` after too many tries.
    package func check(_ proof: String, of id: String) async throws {
        let key = "password:\(id)"
        let verdict = limiter.take(key, LoginDesk.Patience().perAccount)
        guard verdict.isAllowed else { throw AccountError.throttled(retryAfter: verdict.retryAfter) }
        guard let user = try await users.user(id) else { throw AccountError.notFound }
        if let hash = try await users.passwordHash(of: id) {
            guard proof.unicodeScalars.count <= PasswordRule.longest, try await hasher.verify(proof, against: hash) else {
                throw AccountError.wrongCredentials
            }
        } else if proof.trimmed.lowercased() != user.username {
            throw AccountError.wrongCredentials
        }
        limiter.forgive(key)
        try await users.checkMayGo(id)
    }

    /// Deletes the account and what is kept of its person.
    /// - Throws: ``AccountError/notFound``, ``AccountError/lastAdmin``; nothing was changed then.
    package func delete(_ id: String, visit: Visit) async throws {
        try await data.erase(id) { session in
            try UserRepository.holdAdmins(session)
            try UserRepository.checkMayGo(id, session)
        }
        cache.forgetAll()
        onErasure(id)
        var visit = visit
        // Where somebody came from who deletes themselves would identify them again.
        if visit.actorID == id { visit.address = nil }
        try await audit.note(.userDeleted, visit: visit, subject: id, detail: visit.actorID == id ? "by themselves" : nil)
    }
}
