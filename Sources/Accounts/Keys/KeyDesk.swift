package import LanguageModel
package import Storage

/// Where API keys are made and revoked.
package struct KeyDesk: Sendable {
    private let keys: KeyRepository
    private let audit: AuditLog
    private let cache: CredentialCache

    package init(keys: KeyRepository, audit: AuditLog, cache: CredentialCache) {
        self.keys = keys
        self.audit = audit
        self.cache = cache
    }

    /// - Parameter userID: only this user's; nil for everybody's.
    package func list(userID: String?) async throws -> [APIKey] {
        try await keys.list(userID: userID)
    }

    /// - Parameters:
    ///   - scopes: what it may do; nil for what a plain key may, as far as `granted` goes.
    ///   - granted: what whoever asks may do, and so can give away.
    ///   - expiresAt: seconds since 1970.
    /// - Throws: ``AccountError/scopeNotYours(_:)``, ``AccountError/invalid(field:reason:)``.
    package func create(
        name: String, userID: String?, scopes: Set<Scope>?, granted: Set<Scope>, expiresAt: Double?, now: Double,
        requestsPerMinute: Int?, visit: Visit
    ) async throws -> (key: APIKey, plain: Secret) {
        let name = name.trimmed
        guard (1...100).contains(name.count), !name.unicodeScalars.contains(where: \.isTreacherous) else {
            throw AccountError.invalid(field: "name", reason: "must have 1 to 100 characters and no control characters")
        }
        if let foreign = scopes?.subtracting(granted).map(\.rawValue).min() { throw AccountError.scopeNotYours(foreign) }
        if let scopes, scopes.isEmpty { throw AccountError.invalid(field: "scopes", reason: "must name at least one") }
        if let expiresAt, expiresAt <= now { throw AccountError.invalid(field: "expires_at", reason: "must be in the future") }
        if let limit = requestsPerMinute, !(1...1_000_000).contains(limit) {
            throw AccountError.invalid(field: "requests_per_minute", reason: "must be 1 to 1000000")
        }
        let names = (scopes ?? Scope.ofPlainKeys.intersection(granted)).map(\.rawValue).sorted()
        let made = try await keys.create(
            NewAPIKey(
                name: name, userID: userID, scopes: names, expiresAt: expiresAt, requestsPerMinute: requestsPerMinute))
        try await audit.note(.keyCreated, visit: visit, subject: made.key.id, detail: names.joined(separator: " "))
        return made
    }

    /// - Parameter userID: only when it is this user's; nil for anybody's.
    /// - Throws: ``AccountError/notFound``.
    package func revoke(_ id: String, userID: String?, visit: Visit) async throws {
        do {
            try await keys.revoke(id, userID: userID)
        } catch StorageError.notFound {
            throw AccountError.notFound
        }
        cache.forgetAll()
        try await audit.note(.keyRevoked, visit: visit, subject: id)
    }
}
