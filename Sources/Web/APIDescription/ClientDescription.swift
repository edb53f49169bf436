import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``ClientRoutes``.
    static let clients = APIArea(
        name: "AI clients", about: "The providers that models are asked at: listing, trying out, adding and removing them.",
        schemas: ["Client": client, "ModelState": modelState],
        operations: [listClients, connectClient, changeClient, removeClient, listClientModels, testClient, resetClient])

    private static let listClients = APIOperation.get("/api/v1/clients", id: "listClients", "List the AI clients")
        .explained("Those of the configuration, those that were connected or found, and the built-in one.")
        .forAdmins()
        .answering(.ok, "The clients.", .json(.object(["clients": .list(of: .ref("Client"))]), example: ["clients": [example]]))

    private static let connectClient = APIOperation.post("/api/v1/clients", id: "connectClient", "Connect an AI client")
        .explained("It is tried out first. Its key is kept encrypted and never shown again.")
        .forAdmins()
        .taking(
            .object([
                "kind": .oneOf("anthropic", "gemini", "ollama", "openai"),
                "name": .string.nullable.optional.about("What to call it; its kind when missing."),
                "api_key": .string.nullable.optional,
                "base_url": .string.nullable.optional.about("Where it lives, when not at its usual address."),
                "models": .list(of: .string).nullable.optional.about("The usual ones when missing."),
            ]), examples: ["Example": ["kind": "ollama", "name": "cellar", "base_url": "http://localhost:11434"]]
        )
        .answering(
            .created, "Its models can be put into chains.",
            .json(
                .object(["provider": .string, "models": .list(of: .string)]),
                example: ["provider": "cellar", "models": ["llama3.2"]])
        )
        .tryingOut()
        .failing(.conflict, "name_taken", "There is an AI client with this name.")
        .failing(.unprocessableContent, "no_models", "It lists no model that can chat.")

    private static let changeClient = APIOperation.patch(
        "/api/v1/clients/{name}", id: "changeClient", "Give an AI client another key"
    )
    .forAdmins().ofClient()
    .taking(.object(["api_key": .string]), examples: ["Example": ["api_key": "sk-…"]])
    .answering(.noContent, "The new key was tried out and counts.")
    .tryingOut()
    .failing(.conflict, "client_configured", "It is set in the configuration.")

    private static let removeClient = APIOperation.delete("/api/v1/clients/{name}", id: "removeClient", "Remove an AI client")
        .explained("Answers that it is giving are finished.")
        .forAdmins().ofClient()
        .answering(.noContent, "It is not asked any more, and its key is deleted.")
        .failing(.conflict, "client_configured", "It is set in the configuration.")
        .failing(.conflict, "client_in_use", "Chains that were edited name its models.")

    private static let listClientModels = APIOperation.get(
        "/api/v1/clients/{name}/models", id: "listClientModels", "Ask an AI client for its models"
    )
    .forAdmins().ofClient()
    .answering(
        .ok, "What it said just now; `failure` says why it said nothing.",
        .json(
            .object([
                "models": .list(of: .string.about("As `provider:model`.")), "latency_ms": .integer,
                "failure": failure.optional,
            ]), example: ["models": ["cellar:llama3.2"], "latency_ms": 12]))

    private static let testClient = APIOperation.post(
        "/api/v1/clients/{name}/test", id: "testClient", "Ask a model for a word"
    )
    .explained("One tiny question, down the road that every question takes; the ledger's surface is `trial`.")
    .forAdmins().ofClient().takingModel()
    .answering(
        .ok, "What came of it.",
        .json(
            .object([
                "model": .string, "answered": .boolean, "latency_ms": .integer, "answer": .string.optional,
                "failure": failure.optional, "asked": .boolean.about("False when its breaker kept it from being asked."),
            ]), example: ["model": "cellar:llama3.2", "answered": true, "latency_ms": 210, "answer": "Yes", "asked": true]))

    private static let resetClient = APIOperation.post(
        "/api/v1/clients/{name}/reset", id: "resetClient", "Forget what is known against a model"
    )
    .explained("Its breaker is closed, so that it is asked again at once.")
    .forAdmins().ofClient().takingModel()
    .answering(.noContent, "It is asked again.")

    // MARK: Shapes

    private static let failure = APISchema.object([
        "code": .string.about("Such as `unauthorized` or `rate_limited`."), "message": .string.optional,
    ])

    private static let modelState = APISchema.object([
        "id": .string, "name": .string, "state": .oneOf("closed", "open", "half_open", "gone").about("What its breaker says."),
        "reason": .string.optional.about("Why it is not closed."), "retry_after_seconds": .integer.optional,
    ])

    private static let client = APISchema.object([
        "name": .string, "kind": .string, "base_url": .string.optional, "local": .boolean,
        "source": .oneOf("configuration", "connected", "found", "builtin"), "has_key": .boolean,
        "key_unreadable": .boolean.about("Enter the key anew: the server's secret has changed."),
        "models": .list(of: .ref("ModelState")).about("Those that chains name."),
    ])

    private static let example: JSONValue = [
        "name": "cellar", "kind": "ollama", "base_url": "http://localhost:11434", "local": true, "source": "connected",
        "has_key": false, "key_unreadable": false,
        "models": [["id": "cellar:llama3.2", "name": "llama3.2", "state": "closed"]],
    ]
}

extension APIOperation {
    fileprivate func ofClient() -> APIOperation {
        parameter("name", "Which client.", example: "cellar").failing(.notFound, "client_not_found", "There is no such client.")
    }

    fileprivate func takingModel() -> APIOperation {
        taking(.object(["model": .string.with("pattern", "\\S")]), examples: ["Example": ["model": "llama3.2"]])
    }

    fileprivate func tryingOut() -> APIOperation {
        failing(.forbidden, "cloud_disabled", "Cloud providers are disabled, and it is one.")
            .failing(.unprocessableContent, "key_refused", "It does not accept this key.")
            .failing(.unprocessableContent, "provider_unreachable", "It could not be reached.")
    }
}
