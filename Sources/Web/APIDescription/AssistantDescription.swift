import Accounts
import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``AssistantRoutes``.
    static let assistants = APIArea(
        name: "Assistants", about: "Whom one may talk to. Making and changing them is for admins.",
        schemas: ["Assistant": assistant],
        operations: [list, create, read, change, delete, putPicture, deletePicture, listVersions, restore])

    private static let list = APIOperation.get("/api/v1/assistants", id: "listAssistants", "List the assistants")
        .explained("Those that whoever asks may use, in their order. Admins read all there are, and what they are made of.")
        .readingAssistants()
        .parameter("deleted", "`true` for the deleted ones instead, for admins.", .string.optional)
        .answering(
            .ok, "The assistants.",
            .json(.object(["assistants": .list(of: .ref("Assistant"))]), example: ["assistants": [publicExample]]))

    private static let create = APIOperation.post("/api/v1/assistants", id: "createAssistant", "Make an assistant")
        .explained("It is on stage at once: on its page, in the list, and as a `model` of the OpenAI-compatible API.")
        .changingAssistants()
        .taking(
            .object([
                "id": .string.with("pattern", "^[a-z0-9]+(-[a-z0-9]+)*$").with("maxLength", 64)
                    .about("Part of its address, and what programs call it. It stays."),
                "name": name, "chain": chain.optional.about("`default` when it is missing."), "instructions": instructions,
                "greeting": greeting, "suggestions": questions.optional, "model_selection": selection.optional,
                "picture_text": pictureText, "accent": accent.nullable.optional, "output_schema": schema,
                "catalogue": catalogue, "knowledge": knowledge, "requests_per_minute": perMinute, "audience": audience.optional,
                "enabled": .boolean.optional, "order": order.optional,
            ]), examples: ["Example": ["id": "shop", "name": "The Shop", "instructions": "Be brief.", "accent": "violet"]]
        )
        .answering(.created, "The new assistant.", .json(.ref("Assistant"), example: fullExample))
        .failing(.conflict, "assistant_exists", "An assistant or a chain has this identifier.")
        .failing(.conflict, "assistant_deleted", "A deleted assistant has it, and can be brought back.")

    private static let read = APIOperation.get("/api/v1/assistants/{id}", id: "readAssistant", "Read an assistant")
        .readingAssistants().ofAssistant()
        .answering(.ok, "The assistant; its version is the entity tag.", .json(.ref("Assistant"), example: publicExample))

    private static let change = APIOperation.patch("/api/v1/assistants/{id}", id: "changeAssistant", "Change an assistant")
        .explained(
            """
            What is missing stays as it is; `null` takes away what may be missing. The version before is kept. With `If-Match` or \
            `version`, nothing is changed when somebody else was quicker. Answers under way end as they began.
            """
        )
        .changingAssistants().ofAssistant()
        .taking(
            .object([
                "version": .integer.nullable.optional.about("The version that whoever asks has seen."),
                "name": name.optional, "chain": chain.optional, "instructions": instructions, "greeting": greeting,
                "suggestions": questions.optional, "model_selection": selection.optional, "picture_text": pictureText,
                "accent": accent.nullable.optional, "output_schema": schema, "catalogue": catalogue, "knowledge": knowledge,
                "requests_per_minute": perMinute, "audience": audience.optional, "enabled": .boolean.optional,
                "order": order.optional,
            ]), examples: ["Example": ["greeting": "What are you looking for?", "version": 1]]
        )
        .answering(.ok, "The assistant as it is now.", .json(.ref("Assistant"), example: fullExample))
        .guardedByVersion()

    private static let delete = APIOperation.delete("/api/v1/assistants/{id}", id: "deleteAssistant", "Delete an assistant")
        .explained(
            "Answers under way are finished, and its conversations can be read. It can be brought back by restoring a version."
        )
        .changingAssistants().ofAssistant()
        .answering(.noContent, "It is off the stage.")
        .guardedByVersion()

    private static let putPicture = APIOperation.put(
        "/api/v1/assistants/{id}/picture", id: "putAssistantPicture", "Give an assistant a picture"
    )
    .explained("PNG, JPEG or WebP of up to 256 KiB; which it is, its own bytes say.")
    .changingAssistants().ofAssistant()
    .taking(APIOperation.Content(mediaType: "image/png", schema: .string.with("format", "binary"), examples: []))
    .failing(.unprocessableContent, "invalid_parameter", "It is no such picture.")
    .answering(.ok, "The assistant as it is now.", .json(.ref("Assistant"), example: fullExample))
    .guardedByVersion()

    private static let deletePicture = APIOperation.delete(
        "/api/v1/assistants/{id}/picture", id: "deleteAssistantPicture", "Take an assistant's picture away"
    )
    .changingAssistants().ofAssistant()
    .answering(.ok, "The assistant as it is now, with the initials of its name.", .json(.ref("Assistant"), example: fullExample))
    .guardedByVersion()

    private static let listVersions = APIOperation.get(
        "/api/v1/assistants/{id}/versions", id: "listAssistantVersions", "Read what an assistant was"
    )
    .explained("Every version there was, the newest first, with who made it.")
    .changingAssistants().ofAssistant()
    .answering(
        .ok, "The versions.",
        .json(
            .object([
                "versions": .list(
                    of: .object([
                        "version": .integer, "change": .oneOf("created", "changed", "deleted", "restored"),
                        "created_at": .date, "created_by": .string.optional.about("A user's or key's identifier."),
                        "assistant": .ref("Assistant"),
                    ]))
            ]),
            example: [
                "versions": [
                    [
                        "version": 1, "change": "created", "created_at": "2026-11-21T09:00:00Z", "created_by": "usr_1",
                        "assistant": fullExample,
                    ]
                ]
            ])
    )
    .failing(.conflict, "assistant_configured", "It is set in the configuration, and has no versions here.")

    private static let restore = APIOperation.post(
        "/api/v1/assistants/{id}/versions/{version}/restore", id: "restoreAssistant", "Make an earlier version count again"
    )
    .explained("As a new version; also that of a deleted assistant, which is brought back by it.")
    .changingAssistants().ofAssistant()
    .parameter("version", "Which version.", .integer, example: "1")
    .answering(.ok, "The assistant as it is now.", .json(.ref("Assistant"), example: fullExample))
    .guardedByVersion()
    .failing(.notFound, "version_not_found", "The assistant has no such version.")
    .failing(.unprocessableContent, "invalid_parameter", "The version cannot be any more, as when its chain is gone.")

    // MARK: Shapes

    private static let name = APISchema.string.with("pattern", "\\S").with("maxLength", 100)
    private static let chain = APISchema.string.about("The chain that answers.")
    private static let instructions = APISchema.string.nullable.optional.about("Said to the model before every conversation.")
    private static let greeting = APISchema.string.nullable.optional.with("maxLength", 1000)
    private static let questions = APISchema.list(of: .string.with("maxLength", 200)).with("maxItems", 12)
    private static let selection = APISchema.oneOf("visible", "hidden").about("Whether people choose the model.")
    private static let pictureText = APISchema.string.nullable.optional
        .about("An emoji, or one or two letters, in place of whatever picture there is; `null` for the initials of the name.")
    private static let accent = APISchema.oneOf(
        "teal", "blue", "indigo", "violet", "magenta", "red", "brown", "green", "slate"
    ).about("The colour of its pages.")
    private static let schema = APISchema.object([:]).nullable.optional.about("The JSON Schema of its answers.")
    private static let catalogue = APISchema.string.nullable.optional.about("The catalogue that it recommends from.")
    private static let knowledge = APISchema.list(of: .string).with("maxItems", 50).nullable.optional
        .about("The collections of documents that it answers from, by name or identifier; `*` is all that whoever asks may read.")
    private static let perMinute = APISchema.integer.with("minimum", 1).with("maximum", 100_000).nullable.optional
        .about("How often each person may ask it in a minute.")
    private static let audience = APISchema.oneOf("everyone", "members", "admins").about("Who may use it.")
    private static let order = APISchema.integer.with("minimum", 0).with("maximum", 9999)
        .about("The lowest comes first, and answers where nobody is named.")

    private static let assistant = APISchema.object([
        "id": .string, "name": .string, "greeting": .string.optional, "suggestions": .list(of: .string),
        "model_selection": selection, "picture_text": .string.optional,
        "picture_url": .string.optional.about("Where its picture is, when it was uploaded."), "accent": accent.optional,
        "url": .string.about("Its page."),
        "source": .oneOf("configuration", "stored").optional.about("From here on for admins only."),
        "chain": chain.optional, "instructions": .string.optional, "output_schema": .object([:]).optional,
        "catalogue": .string.optional, "knowledge": .list(of: .string).optional, "requests_per_minute": .integer.optional,
        "audience": audience.optional,
        "enabled": .boolean.optional, "order": .integer.optional, "deleted": .boolean.optional,
        "version": .integer.optional.about("Missing for one that is set in the configuration."),
        "updated_at": .date.optional,
    ])

    private static let publicExample: JSONValue = [
        "id": "shop", "name": "The Shop", "suggestions": ["Do you rent out violins?"], "model_selection": "visible",
        "picture_text": "TS", "accent": "violet", "url": "/a/shop",
    ]

    private static let fullExample: JSONValue = [
        "id": "shop", "name": "The Shop", "suggestions": [], "model_selection": "visible", "picture_text": "TS",
        "accent": "violet", "url": "/a/shop", "source": "stored", "chain": "default", "instructions": "Be brief.",
        "audience": "everyone", "enabled": true, "order": 100, "deleted": false, "version": 1,
        "updated_at": "2026-11-21T09:00:00Z",
    ]
}

extension APIOperation {
    fileprivate func readingAssistants() -> APIOperation { needing(.session, .login, .key, .token).maying(.models) }

    fileprivate func changingAssistants() -> APIOperation { needing(.token, .login, .key).maying(.admin) }

    fileprivate func ofAssistant() -> APIOperation {
        parameter("id", "Which assistant.", example: "shop")
            .failing(.notFound, "assistant_not_found", "There is no such assistant, or not for whoever asks.")
    }

    fileprivate func guardedByVersion() -> APIOperation {
        failing(.conflict, "assistant_configured", "It is set in the configuration, and can only be changed there.")
            .failing(.conflict, "version_conflict", "Somebody else changed it meanwhile.")
            .failing(.preconditionFailed, "version_conflict", "It has another version than `If-Match` says.")
    }
}
