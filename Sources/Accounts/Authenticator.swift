package import LanguageModel
package import Storage

/// Finds out who shows a credential.
package struct Authenticator: Sendable {
    private let keys: KeyRepository
    private let cache: CredentialCache

    package init(keys: KeyRepository, time: any TimeSource) {
        self.keys = keys
        cache = CredentialCache(time: time)
    }

    /// Whoever shows `token` in the Authorization header.
    /// - Throws: ``AuthenticationError``, or ``StorageError`` when that cannot be found out now.
    package func principal(bearer token: String) async throws -> Principal {
        let principal = try await cache.principal(of: token) {
            try await keys.verify(Secret(token)).map {
                Principal(proof: .key, owner: $0.id, keyID: $0.id, scopes: Scope.ofPlainKeys)
            }
        }
        guard let principal else { throw AuthenticationError.unknownKey }
        return principal
    }
}

/// Why a credential proves nothing.
package enum AuthenticationError: Error, Sendable, Hashable {
    /// Never made, or revoked.
    case unknownKey
}
