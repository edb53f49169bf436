import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``SetupRoutes``.
    static let setup = APIArea(
        name: "Setting up",
        about: """
            The models that were found or connected. Until there are accounts, only the server's own machine may connect one; \
            then admins may, from wherever they are.
            """,
        schemas: ["Setup": overview], operations: [read, connect])

    private static let read = APIOperation.get("/api/v1/setup", id: "readSetup", "Read which models there are")
        .answering(.ok, "What was found, what is connected, and what can be.", .json(.ref("Setup")))
        .failing(.unauthorized, "no_session", "Accounts are required here, and nobody has logged in.")
        .failing(.tooManyRequests, "rate_limit_exceeded", "The key has made all its requests for now.")
        .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")

    private static let connect = APIOperation.post("/api/v1/setup/providers", id: "connectProvider", "Connect a provider")
        .explained("The provider is tried out first. Its key is kept encrypted and never shown again.")
        .taking(
            .object([
                "kind": .oneOf("anthropic", "gemini", "ollama", "openai"), "api_key": .string.nullable.optional,
                "base_url": .string.nullable.optional.about("Where it lives, when not at its usual address."),
                "models": .list(of: .string).nullable.optional.about("The usual ones when missing."),
            ]), examples: ["Example": ["kind": "ollama", "base_url": "http://localhost:11434"]]
        )
        .answering(
            .created, "Its models are on stage.",
            .json(
                .object(["provider": .string, "models": .list(of: .string)]),
                example: ["provider": "ollama", "models": ["llama3.2"]])
        )
        .failing(.forbidden, "not_local", "The request came from another machine.")
        .failing(.forbidden, "cloud_disabled", "Cloud providers are disabled, and it is one.")
        .failing(.forbidden, "admins_only", "There are accounts, and no admin has logged in.")
        .fromOwnPages()
        .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")
        .failing(.conflict, "chains_fixed", "The chains are set in the server's configuration.")
        .failing(.unprocessableContent, "key_refused", "The provider does not accept this key.")
        .failing(.unprocessableContent, "no_models", "The provider lists no model that can chat.")
        .failing(.unprocessableContent, "provider_unreachable", "The provider could not be reached.")

    private static let overview = APISchema.object([
        "builtin_only": .boolean.about("Whether no language model is connected."),
        "models": .list(of: .object(["id": .string, "name": .string, "provider": .string, "available": .boolean])),
        "found": .list(
            of: .object([
                "kind": .string, "source": .string.about("A variable's name, or an address."), "models": .list(of: .string),
            ])),
        "can_connect": .boolean, "why_not": .string.optional,
        "kinds": .list(
            of: .object([
                "kind": .string, "label": .string, "needs_key": .boolean, "default_base_url": .string.optional,
            ])),
    ])
}
