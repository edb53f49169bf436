import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``ModelRoutes`` and ``SettingsRoutes``.
    static let choices = APIArea(
        name: "Models and settings",
        about: "Which models one may choose from, and what holds for all of one's conversations.",
        schemas: ["Settings": settings],
        operations: [models, read, change, reset])

    private static let models = APIOperation.get("/api/v1/models", id: "listSelectableModels", "List the models to choose from")
        .explained("Those that may be asked for whoever asks this, in the order of the chains.")
        .answering(
            .ok, "The models, and which one answers where nothing is chosen.",
            .json(
                .object([
                    "models": .list(
                        of: .object([
                            "id": .string.about("`provider:model`"), "name": .string, "provider": .string,
                            "kind": .string.optional.about("Its provider's protocol."),
                            "local": .boolean.about("Whether it is on the server's machine or in its network."),
                            "available": .boolean, "retry_at": .date.optional,
                            "context_window": .integer.optional.about("Tokens that fit."),
                        ])),
                    "default_model_id": .string.optional.about("Missing when no model may be asked."),
                ]),
                example: [
                    "models": [
                        [
                            "id": "openai:gpt-4o-mini", "name": "GPT-4o mini", "provider": "openai", "kind": "openai",
                            "local": false, "available": true,
                        ]
                    ], "default_model_id": "openai:gpt-4o-mini",
                ])
        )
        .failing(.tooManyRequests, "rate_limit_exceeded", "The key has made all its requests for now.")
        .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")

    private static let read = APIOperation.get("/api/v1/settings", id: "readSettings", "Read one's settings")
        .reading()
        .answering(.ok, "The settings.", .json(.ref("Settings"), example: example))

    private static let change = APIOperation.patch("/api/v1/settings", id: "changeSettings", "Change one's settings")
        .explained("All of what is said is changed, or nothing. What is missing stays as it is.")
        .changing()
        .taking(
            .object([
                "default_model_id": .string.nullable.optional.with("pattern", "^[^:]+:[^:]").about(
                    "`null` leaves the choice to the assistant."),
                "disable_cloud_providers": .boolean.nullable.optional
                    .about("Whether only local models may be asked; then no request leaves for any other host."),
            ]), examples: ["Local models only": ["disable_cloud_providers": true]]
        )
        .answering(.ok, "The settings as they are now.", .json(.ref("Settings"), example: example))
        .failing(.forbidden, "set_by_server", "The operator has disabled cloud providers for everyone.")
        .failing(.unprocessableContent, "model_not_found", "There is no such model; the message names the nearest.")
        .failing(.unprocessableContent, "cloud_disabled", "The model is not local, and only local ones may be asked.")

    private static let reset = APIOperation.delete("/api/v1/settings", id: "resetSettings", "Go back to the defaults")
        .changing()
        .answering(.ok, "The settings as they are now.", .json(.ref("Settings"), example: example))

    private static let settings = APISchema.object([
        "default_model_id": .string.optional.about("Asked first where a conversation has no model of its own."),
        "disable_cloud_providers": .boolean,
        "set_by_server": .boolean.about("Whether the operator has disabled cloud providers for everyone."),
    ])

    private static let example: JSONValue = ["disable_cloud_providers": false, "set_by_server": false]
}
