import HTTPTypes
package import Hummingbird

/// `/health`, `/live`, `/ready`, `/metrics`: for whoever watches the server.
package struct HealthRoutes: Sendable {
    private let version: String
    private let isReady: @Sendable () async -> [String: Bool]
    private let metrics: @Sendable () -> String

    /// - Parameters:
    ///   - isReady: each part that must work before requests are sent here, and whether it does.
    ///   - metrics: the Prometheus text.
    package init(
        version: String, isReady: @escaping @Sendable () async -> [String: Bool], metrics: @escaping @Sendable () -> String
    ) {
        self.version = version
        self.isReady = isReady
        self.metrics = metrics
    }

    package func add(to router: Router<WebContext>) {
        router.get("health") { _, _ in try Response.json(["status": "ok", "version": version]) }
        router.get("live") { _, _ in try Response.json(["status": "ok"]) }
        router.get("ready") { _, _ in
            let parts = await isReady()
            let ready = parts.values.allSatisfy { $0 }
            return try Response.json(
                Readiness(status: ready ? "ready" : "not_ready", checks: parts), status: ready ? .ok : .serviceUnavailable)
        }
        router.get("metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: .init(string: metrics())))
        }
    }
}

private struct Readiness: Encodable {
    var status: String
    var checks: [String: Bool]
}
