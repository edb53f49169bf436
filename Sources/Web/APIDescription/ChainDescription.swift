import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``ChainRoutes``.
    static let chains = APIArea(
        name: "Chains",
        about: """
            Which models stand in for one another, in order. A chain that was edited here wins over the configuration; it holds for \
            every answer that begins afterwards.
            """,
        schemas: ["Chain": chain], operations: [listChains, readChain, saveChain, takeBackChain, restoreChain])

    private static let listChains = APIOperation.get("/api/v1/chains", id: "listChains", "List the chains")
        .forAdmins()
        .answering(.ok, "The chains.", .json(.object(["chains": .list(of: .ref("Chain"))]), example: ["chains": [example]]))

    private static let readChain = APIOperation.get("/api/v1/chains/{name}", id: "readChain", "Read a chain and its versions")
        .forAdmins().ofChain()
        .answering(.ok, "The chain.", .json(.ref("Chain"), example: example))
        .failing(.notFound, "chain_not_found", "There is no such chain.")

    private static let saveChain = APIOperation.put("/api/v1/chains/{name}", id: "saveChain", "Save a chain")
        .explained("Makes one where there is none. Answers under way end as they began.")
        .forAdmins().ofChain()
        .taking(
            .object([
                "models": .list(of: .string).with("minItems", 1).with("maxItems", 50)
                    .about("Each `provider:model`, none twice, in the order in which they are asked."),
                "version": version,
            ]), examples: ["Example": ["models": ["openai:gpt-4o-mini", "cellar:llama3.2"], "version": 0]]
        )
        .answering(.ok, "The chain as it is played from now on.", .json(.ref("Chain"), example: example))
        .failing(.conflict, "chain_changed", "Somebody else has saved it meanwhile.")

    private static let takeBackChain = APIOperation.delete(
        "/api/v1/chains/{name}", id: "takeBackChain", "Go back to the configuration, or delete a chain"
    )
    .explained("A chain that is in no configuration is deleted. Its versions are kept, and can be restored.")
    .forAdmins().ofChain()
    .parameter("version", "Its newest version.", version)
    .answering(.noContent, "It is as configured, or gone.")
    .failing(.notFound, "chain_not_found", "There is no such chain.")
    .failing(.conflict, "chain_changed", "Somebody else has saved it meanwhile.")
    .failing(.conflict, "chain_in_use", "Assistants play it.")
    .failing(.conflict, "nothing_to_take_back", "It is as configured, or gone, already.")
    .failing(.unprocessableContent, "invalid_parameter", "`version` is missing or no number.")

    private static let restoreChain = APIOperation.post(
        "/api/v1/chains/{name}/restore", id: "restoreChain", "Restore an earlier version"
    )
    .explained("Makes a new version that is like the earlier one.")
    .forAdmins().ofChain()
    .taking(
        .object(["number": .integer.about("The version to be restored."), "version": version]),
        examples: ["Example": ["number": 1, "version": 2]]
    )
    .answering(.ok, "The chain as it is played from now on.", .json(.ref("Chain"), example: example))
    .failing(.notFound, "chain_not_found", "There is no such chain.")
    .failing(.notFound, "version_not_found", "It has no such version.")
    .failing(.conflict, "chain_changed", "Somebody else has saved it meanwhile.")
    .failing(.conflict, "chain_in_use", "The version took the chain away, and assistants play it.")
    .failing(.conflict, "nothing_to_take_back", "The version took the chain back, and it is that already.")

    // MARK: Shapes

    private static let version = APISchema.integer.about("The newest version that you have seen; 0 for none.")

    private static let chain = APISchema.object([
        "name": .string, "models": .list(of: .ref("ModelState")), "source": .oneOf("configuration", "stored", "taken_away"),
        "configured": .boolean.about("Whether the configuration has a chain of this name."),
        "assistants": .list(of: .string).about("Who plays it."), "version": .integer,
        "versions": .list(
            of: .object([
                "number": .integer, "models": .list(of: .string).optional.about("Missing where the chain was taken back."),
                "created_at": .date, "created_by": .string.optional,
            ])
        ).optional.about("Newest first; where one chain is read."),
    ])

    private static let example: JSONValue = [
        "name": "default", "models": [["id": "openai:gpt-4o-mini", "name": "gpt-4o-mini", "state": "closed"]],
        "source": "stored", "configured": true, "assistants": ["Nexus Core"], "version": 1,
    ]
}

extension APIOperation {
    fileprivate func ofChain() -> APIOperation { parameter("name", "Which chain.", example: "default") }
}
