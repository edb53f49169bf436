import HTTPTypes
package import Hummingbird

/// `/health`, `/live`, `/ready`, `/api/health`, `/api/v1/health`, `/metrics`: for whoever watches the server.
package struct HealthRoutes: Sendable {
    private let version: String
    private let isReady: @Sendable () async -> [String: Bool]
    private let checks: (@Sendable (_ canAnswer: Bool) async -> [HealthCheck])?
    private let canAnswer: @Sendable () -> Bool
    private let metrics: @Sendable () -> String

    /// - Parameters:
    ///   - isReady: each part that must work before requests are sent here, and whether it does.
    ///   - checks: how each part is, with how long it took to say so; nil for what `isReady` says.
    ///   - canAnswer: whether any model can.
    ///   - metrics: the Prometheus text.
    package init(
        version: String, isReady: @escaping @Sendable () async -> [String: Bool],
        checks: (@Sendable (_ canAnswer: Bool) async -> [HealthCheck])? = nil, canAnswer: @escaping @Sendable () -> Bool,
        metrics: @escaping @Sendable () -> String
    ) {
        self.version = version
        self.isReady = isReady
        self.checks = checks
        self.canAnswer = canAnswer
        self.metrics = metrics
    }

    package func add(to router: RouterGroup<WebContext>) {
        router.get("health") { _, _ in try Response.json(["status": "ok", "version": version]) }
        router.get("live") { _, _ in try Response.json(["status": "ok"]) }
        router.get("ready") { _, _ in
            let parts = await isReady()
            let ready = parts.values.allSatisfy { $0 }
            return try Response.json(
                Readiness(status: ready ? "ready" : "not_ready", checks: parts), status: ready ? .ok : .serviceUnavailable)
        }
        router.get("api/health") { _, _ in
            let report = HealthReport(parts: await isReady(), canAnswer: canAnswer())
            return try Response.json(report, status: report.status == "down" ? .serviceUnavailable : .ok)
        }
        router.get("api/v1/health") { _, _ in
            var found: [HealthCheck] = []
            if let checks {
                found = await checks(canAnswer())
            } else {
                for (name, isFine) in await isReady() {
                    found.append(HealthCheck(name: name, status: isFine ? .ok : .down, isRequired: true))
                }
            }
            let report = HealthChecksDocument(found)
            return try Response.json(report, status: report.status == "down" ? .serviceUnavailable : .ok)
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

/// How each part is. With every model out the server still serves, so that is not being down.
struct HealthReport: Encodable {
    struct Check: Encodable {
        var status: String
    }

    var status: String
    var checks: [String: Check]

    init(parts: [String: Bool], canAnswer: Bool) {
        status = parts.values.contains(false) ? "down" : canAnswer ? "ok" : "degraded"
        checks = parts.merging(["models": canAnswer]) { part, _ in part }.mapValues { Check(status: $0 ? "ok" : "down") }
    }
}
