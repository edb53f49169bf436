import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``HealthRoutes``.
    static let health = APIArea(
        name: "Health", about: "For whoever watches the server. No key is needed.",
        schemas: ["Health": report, "HealthChecks": checksReport],
        operations: [serves, live, ready, parts, checks, metrics])

    private static let serves = APIOperation.get("/health", id: "health", "Whether the process serves")
        .answering(
            .ok, "It does.",
            .json(.object(["status": .oneOf("ok"), "version": .string]), example: ["status": "ok", "version": "0.1.0"]))

    private static let live = APIOperation.get("/live", id: "live", "Whether the process lives")
        .answering(.ok, "It does.", .json(.object(["status": .oneOf("ok")]), example: ["status": "ok"]))

    private static let readiness = APISchema.object([
        "status": .oneOf("ready", "not_ready"),
        "checks": .map(of: .boolean).about("Each part that must work, and whether it does."),
    ])

    private static let ready = APIOperation.get("/ready", id: "ready", "Whether requests may be sent here")
        .answering(
            .ok, "They may.",
            .json(
                readiness,
                example: ["status": "ready", "checks": ["accepting": true, "database": true, "ledger": true]])
        )
        .answering(.serviceUnavailable, "They should go elsewhere.", .json(readiness))

    private static let parts = APIOperation.get("/api/health", id: "healthOfParts", "How each part is")
        .answering(
            .ok, "`ok`, or `degraded` while every model is out: the server serves, and answers will come again.",
            .json(
                .ref("Health"),
                example: [
                    "status": "ok",
                    "checks": [
                        "accepting": ["status": "ok"], "database": ["status": "ok"], "ledger": ["status": "ok"],
                        "models": ["status": "ok"],
                    ],
                ])
        )
        .answering(.serviceUnavailable, "`down`: a part that must work does not.", .json(.ref("Health")))

    private static let checks = APIOperation.get("/api/v1/health", id: "healthChecks", "How each part is, and how fast")
        .explained("Parts are asked at most once in two seconds, and one that says nothing for a second and a half is down.")
        .answering(
            .ok, "`ok`, or `degraded` while a part is out that answers can do without.",
            .json(
                .ref("HealthChecks"),
                example: [
                    "status": "ok",
                    "checks": [
                        "accepting": ["status": "ok", "latency_ms": 0],
                        "cache": ["status": "ok", "latency_ms": 0, "kind": "memory"],
                        "database": ["status": "ok", "latency_ms": 0.4, "kind": "sqlite"],
                        "knowledge": ["status": "ok", "latency_ms": 0.5, "pending": 0],
                        "ledger": ["status": "ok", "latency_ms": 0], "models": ["status": "ok", "latency_ms": 0],
                        "vectors": ["status": "off", "latency_ms": 0],
                    ],
                ])
        )
        .answering(.serviceUnavailable, "`down`: a part that must work does not.", .json(.ref("HealthChecks")))

    private static let checksReport = APISchema.object([
        "status": .oneOf("ok", "degraded", "down"),
        "checks": .map(
            of: .object([
                "status": .oneOf("ok", "down", "off").about("`off` is what is not in use."),
                "latency_ms": .number.about("How long it took to find out."),
                "kind": .string.optional.about("Which one of several possible ones it is."),
                "pending": .integer.optional.about("Changes of documents that it was not told of yet."),
            ])
        ).about("Each part."),
    ])

    private static let metrics = APIOperation.get("/metrics", id: "metrics", "Metrics for Prometheus")
        .answering(.ok, "Prometheus text.", .text("text/plain"))

    private static let report = APISchema.object([
        "status": .oneOf("ok", "degraded", "down"),
        "checks": .map(of: .object(["status": .oneOf("ok", "down")])).about("Each part; `models` is whether any can answer."),
    ])
}
