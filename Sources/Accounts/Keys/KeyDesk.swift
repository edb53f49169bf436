package import LanguageModel
package import Storage

/// Where API keys are made and revoked.
package struct KeyDesk: Sendable {
    private let keys: KeyRepository
    private let audit: AuditLog
    private let cache: CredentialCache
    private let origins: PublicOrigins

    package init(keys: KeyRepository, audit: AuditLog, cache: CredentialCache, origins: PublicOrigins) {
        self.keys = keys
        self.audit = audit
        self.cache = cache
        self.origins = origins
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
        let name = try Self.checked(name, expiresAt: expiresAt, now: now, requestsPerMinute: requestsPerMinute)
        if let foreign = scopes?.subtracting(granted).map(\.rawValue).min() { throw AccountError.scopeNotYours(foreign) }
        if let scopes, scopes.isEmpty { throw AccountError.invalid(field: "scopes", reason: "must name at least one") }
        let names = (scopes ?? Scope.ofPlainKeys.intersection(granted)).map(\.rawValue).sorted()
        let made = try await keys.create(
            NewAPIKey(
                name: name, userID: userID, scopes: names, expiresAt: expiresAt, requestsPerMinute: requestsPerMinute))
        try await audit.note(.keyCreated, visit: visit, subject: made.key.id, detail: names.joined(separator: " "))
        return made
    }

    /// Makes a key for the pages of other sites. Whether whoever asks may do so is the caller's to know.
    /// - Parameters:
    ///   - terms: what it is bound to; origins are put into the form in which browsers send them.
    ///   - userID: with whose account it ends; it can do nothing of what they can.
    ///   - expiresAt: seconds since 1970.
    /// - Throws: ``AccountError/invalid(field:reason:)``.
    package func createPublic(
        name: String, terms: PublicKeyTerms, userID: String?, expiresAt: Double?, now: Double, requestsPerMinute: Int?,
        visit: Visit
    ) async throws -> APIKey {
        let name = try Self.checked(name, expiresAt: expiresAt, now: now, requestsPerMinute: requestsPerMinute)
        var terms = terms
        terms.origins = try terms.origins.map { text in
            guard let origin = WebOrigin.normal(text) else {
                throw AccountError.invalid(
                    field: "origins", reason: "must be scheme://host or scheme://host:port each, such as https://shop.example")
            }
            return origin
        }
        guard (1...50).contains(terms.origins.count) else {
            throw AccountError.invalid(field: "origins", reason: "must name 1 to 50")
        }
        guard (1...1_000_000).contains(terms.visitorRequestsPerMinute) else {
            throw AccountError.invalid(field: "visitor_requests_per_minute", reason: "must be 1 to 1000000")
        }
        let made = try await keys.create(
            NewAPIKey(
                name: name, userID: userID, scopes: [Scope.chat.rawValue], expiresAt: expiresAt,
                requestsPerMinute: requestsPerMinute, publicTerms: terms)
        ).key
        origins.forget()
        try await audit.note(
            .keyCreated, visit: visit, subject: made.id, detail: "public \(terms.origins.joined(separator: " "))")
        return made
    }

    private static func checked(
        _ name: String, expiresAt: Double?, now: Double, requestsPerMinute: Int?
    ) throws(AccountError) -> String {
        let name = name.trimmed
        guard (1...100).contains(name.count), !name.unicodeScalars.contains(where: \.isTreacherous) else {
            throw AccountError.invalid(field: "name", reason: "must have 1 to 100 characters and no control characters")
        }
        if let expiresAt, expiresAt <= now { throw AccountError.invalid(field: "expires_at", reason: "must be in the future") }
        if let limit = requestsPerMinute, !(1...1_000_000).contains(limit) {
            throw AccountError.invalid(field: "requests_per_minute", reason: "must be 1 to 1000000")
        }
        return name
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
        origins.forget()
        try await audit.note(.keyRevoked, visit: visit, subject: id)
    }
}
