import HTTPTypes
package import Hummingbird
package import LanguageModel
import Synchronization

/// Lets only requests through that show a valid API key as a bearer token.
package struct KeyMiddleware: RouterMiddleware {
    private let keys: KeyCache

    package init(keys: KeyCache) {
        self.keys = keys
    }

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard let header = request.headers[.authorization] else {
            throw APIError(
                .unauthorized, "missing_api_key",
                "No API key was given. Send it as \"Authorization: Bearer us-…\"; `understudy key create` makes one.")
        }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", let id = try await keys.id(of: String(parts[1])) else {
            throw APIError(.unauthorized, "invalid_api_key", "The API key is not valid, or was revoked.")
        }
        var context = context
        context.keyID = id
        return try await next(request, context)
    }
}

/// Remembers for a moment which keys are valid, so that a burst of requests asks the database once.
package final class KeyCache: Sendable {
    private struct Known {
        var id: String
        var until: Duration
    }

    private let known = Mutex<[String: Known]>([:])
    private let lifetime: Duration
    private let time: any TimeSource
    private let verify: @Sendable (String) async throws -> String?

    /// - Parameters:
    ///   - lifetime: for as long a revoked key may still work.
    ///   - verify: the identifier of a valid key, nil for any other.
    package init(
        lifetime: Duration = .seconds(5), time: any TimeSource, verify: @escaping @Sendable (String) async throws -> String?
    ) {
        self.lifetime = lifetime
        self.time = time
        self.verify = verify
    }

    package func id(of key: String) async throws -> String? {
        let now = time.now
        if let hit = known.withLock({ $0[key] }), hit.until > now { return hit.id }
        guard let id = try await verify(key) else { return nil }
        known.withLock { known in
            if known.count >= 10_000 { known.removeAll() }
            known[key] = Known(id: id, until: now + lifetime)
        }
        return id
    }
}
