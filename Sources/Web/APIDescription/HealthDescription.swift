import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``HealthRoutes``.
    static let health = APIArea(
        name: "Health", about: "For whoever watches the server. No key is needed.", schemas: ["Health": report],
        operations: [serves, live, ready, parts, metrics])

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

    private static let metrics = APIOperation.get("/metrics", id: "metrics", "Metrics for Prometheus")
        .answering(.ok, "Prometheus text.", .text("text/plain"))

    private static let report = APISchema.object([
        "status": .oneOf("ok", "degraded", "down"),
        "checks": .map(of: .object(["status": .oneOf("ok", "down")])).about("Each part; `models` is whether any can answer."),
    ])
}
