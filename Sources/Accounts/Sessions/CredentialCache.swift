package import LanguageModel
import Storage
import Synchronization

/// Remembers for a moment who showed a credential, so that a burst of requests asks the database once.
package final class CredentialCache: Sendable {
    private struct Known {
        var principal: Principal
        var until: Duration
    }

    private let known = Mutex<[String: Known]>([:])
    private let lifetime: Duration
    private let grace: Duration
    private let time: any TimeSource

    /// - Parameters:
    ///   - lifetime: for as long a revoked credential may still work.
    ///   - grace: how much longer what was known goes on to count while the database cannot be asked.
    package init(lifetime: Duration = .seconds(5), grace: Duration = .seconds(600), time: any TimeSource) {
        self.lifetime = lifetime
        self.grace = grace
        self.time = time
    }

    /// Whose `credential` is: as remembered, or as `verify` says. What nobody owns is not remembered.
    package func principal(
        of credential: String, verify: () async throws -> Principal?
    ) async throws -> Principal? {
        let now = time.now
        let hit = known.withLock { $0[credential] }
        if let hit, hit.until > now { return hit.principal }
        let found: Principal?
        do {
            found = try await verify()
        } catch StorageError.unavailable(let reason) {
            guard let hit, hit.until + grace > now else { throw StorageError.unavailable(reason) }
            return hit.principal
        }
        guard let principal = found else {
            known.withLock { $0[credential] = nil }
            return nil
        }
        known.withLock { known in
            if known.count >= 10_000 { known.removeAll() }
            known[credential] = Known(principal: principal, until: now + lifetime)
        }
        return principal
    }

    /// Forgets everything, as when a role changed or a key was revoked on this node.
    package func forgetAll() {
        known.withLock { $0.removeAll() }
    }
}
