package import Accounts
package import Chat
import HTTPTypes
package import Hummingbird

/// `/api/v1/cache`: what is kept of answers on this server, for admins.
package struct CacheRoutes: Sendable {
    private let cache: AnswerCache
    private let audit: AuditLog

    package init(cache: AnswerCache, audit: AuditLog) {
        self.cache = cache
        self.audit = audit
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get(use: show)
        group.post("clear", use: clear)
    }

    private struct Document: Encodable {
        struct Hits: Encodable {
            var exact: Int
            var semantic: Int
        }

        var enabled: Bool
        var hits: Hits
        var misses: Int
        var hit_rate: Double?
        var entries: Int
        var bytes: Int
    }

    private struct Cleared: Encodable {
        var cleared: Int
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let counts = cache.counts
        return try .json(
            Document(
                enabled: cache.policy.isEnabled,
                hits: .init(exact: counts.hits[.exact] ?? 0, semantic: counts.hits[.semantic] ?? 0), misses: counts.misses,
                hit_rate: counts.hitRate.map { ($0 * 10_000).rounded() / 10_000 }, entries: counts.entries, bytes: counts.bytes))
    }

    @Sendable private func clear(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        return try .json(Cleared(cleared: try await cache.clear(Visit(request, context), audit)))
    }
}

/// The form on the page about usage that clears the cache.
struct CachePageRoutes: Sendable {
    let cache: AnswerCache
    let audit: AuditLog

    /// - Parameter group: the pages for admins, behind their gate.
    func add(to group: RouterGroup<WebContext>) {
        group.post("cache/clear") { request, context in
            _ = try await cache.clear(Visit(request, context), audit)
            return Response.redirect(to: "/usage?cleared=1", type: .normal)
        }
    }
}

extension AnswerCache {
    /// Forgets everything, and puts on record who wanted it.
    fileprivate func clear(_ visit: Visit, _ audit: AuditLog) async throws -> Int {
        let count = clear()
        try await audit.note(.cacheCleared, visit: visit, detail: "\(count) answers")
        return count
    }
}
