package import LanguageModel
package import Storage
import Synchronization

/// The sites that public keys are for: asked by browsers before they send a key, so once for all keys, and remembered for a moment.
package final class PublicOrigins: Sendable {
    private struct Known {
        var origins: Set<String> = []
        var until: Duration?
    }

    private let known = Mutex(Known())
    private let keys: KeyRepository
    private let lifetime: Duration
    private let time: any TimeSource

    /// - Parameter lifetime: for as long another server's new key may be unknown to this one, and a revoked one known.
    package init(keys: KeyRepository, lifetime: Duration = .seconds(5), time: any TimeSource) {
        self.keys = keys
        self.lifetime = lifetime
        self.time = time
    }

    /// Whether a key that is good now lists `origin`; as last known while the database cannot be asked.
    package func contains(_ origin: String) async -> Bool {
        let now = time.now
        let remembered = known.withLock { $0 }
        if let until = remembered.until, until > now { return remembered.origins.contains(origin) }
        guard let origins = try? await keys.publicOrigins() else { return remembered.origins.contains(origin) }
        known.withLock { $0 = Known(origins: origins, until: now + lifetime) }
        return origins.contains(origin)
    }

    /// Asks again next time, as when a key was made or revoked here.
    package func forget() {
        known.withLock { $0.until = nil }
    }
}

/// Where a page is from, as browsers say it.
package enum WebOrigin {
    /// `text` as browsers send it: in small letters, without the port that goes without saying; nil for what is no origin of a
    /// page of the web.
    package static func normal(_ text: String) -> String? {
        let text = text.trimmed.lowercased()
        guard
            let match = text.wholeMatch(
                of: /(https?):\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?\/?/)
        else { return nil }
        guard let written = match.3 else { return "\(match.1)://\(match.2)" }
        guard let port = Int(written), (1...65_535).contains(port) else { return nil }
        return port == (match.1 == "https" ? 443 : 80) ? "\(match.1)://\(match.2)" : "\(match.1)://\(match.2):\(port)"
    }
}
