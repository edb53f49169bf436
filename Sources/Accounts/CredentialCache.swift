package import LanguageModel
import Synchronization

/// Remembers for a moment who showed a credential, so that a burst of requests asks the database once.
package final class CredentialCache: Sendable {
    private struct Known {
        var principal: Principal
        var until: Duration
    }

    private let known = Mutex<[String: Known]>([:])
    private let lifetime: Duration
    private let time: any TimeSource

    /// - Parameter lifetime: for as long a revoked credential may still work.
    package init(lifetime: Duration = .seconds(5), time: any TimeSource) {
        self.lifetime = lifetime
        self.time = time
    }

    /// Whose `credential` is: as remembered, or as `verify` says. What nobody owns is not remembered.
    package func principal(
        of credential: String, verify: () async throws -> Principal?
    ) async throws -> Principal? {
        let now = time.now
        if let hit = known.withLock({ $0[credential] }), hit.until > now { return hit.principal }
        guard let principal = try await verify() else { return nil }
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
