import LanguageModel

/// How one part of the server is.
package struct HealthCheck: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, Encodable {
        case ok
        case down
        /// It is not in use.
        case off
    }

    package var name: String
    package var status: Status
    /// Whether nothing works without it.
    package var isRequired: Bool
    /// How long it took to find out.
    package var latency: Duration
    /// Which one of several possible ones it is.
    package var kind: String?
    /// What waits to be done in it.
    package var pending: Int?

    package init(
        name: String, status: Status, isRequired: Bool = false, latency: Duration = .zero, kind: String? = nil,
        pending: Int? = nil
    ) {
        self.name = name
        self.status = status
        self.isRequired = isRequired
        self.latency = latency
        self.kind = kind
        self.pending = pending
    }
}

/// `{status,checks}` with latencies. With every model out the server still serves, so that is not being down.
struct HealthChecksDocument: Encodable {
    struct Check: Encodable {
        var status: HealthCheck.Status
        /// To a tenth.
        var latency_ms: Double
        var kind: String?
        var pending: Int?
    }

    var status: String
    var checks: [String: Check]

    init(_ checks: [HealthCheck]) {
        let isDown = checks.contains { $0.isRequired && $0.status == .down }
        status = isDown ? "down" : checks.contains { $0.status == .down } ? "degraded" : "ok"
        self.checks = Dictionary(
            checks.map { check in
                (
                    check.name,
                    Check(
                        status: check.status, latency_ms: (check.latency.milliseconds * 10).rounded() / 10, kind: check.kind,
                        pending: check.pending)
                )
            }
        ) { first, _ in first }
    }
}
