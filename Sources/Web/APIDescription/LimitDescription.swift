import Accounts
import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``LimitRoutes``.
    static let limits = APIArea(
        name: "Limits", about: "What people, keys, assistants and roles may use, and what is left.",
        schemas: ["Limit": limit, "LimitStanding": standing],
        operations: [list, mine, create, change, remove])

    /// ``LimitPageRoutes``.
    static let limitPages = [limitsPage, editPage, deletePage, createForm, changeForm, removeForm]

    private static let list = APIOperation.get("/api/v1/limits", id: "listLimits", "List the limits")
        .explained("With what is used of each now; of a role's limit, by whoever has used most.")
        .forAdmins()
        .answering(
            .ok, "The limits.",
            .json(.object(["limits": .list(of: .ref("Limit"))]), example: ["limits": [limitExample]]))

    private static let mine = APIOperation.get("/api/v1/limits/mine", id: "readOwnLimits", "What is left for me")
        .explained("Every limit that holds for whoever asks, assistants' included.")
        .needing(.key, .token, .session, .login)
        .answering(
            .ok, "The limits; none where nothing is limited.",
            .json(.object(["limits": .list(of: .ref("LimitStanding"))]), example: ["limits": [standingExample]]))

    private static let create = APIOperation.post("/api/v1/limits", id: "createLimit", "Enter a limit")
        .explained("It takes the place of what the configuration says for the same name. One of the four limits must be given.")
        .forAdmins()
        .taking(
            .object([
                "scope": limitScope, "name": name, "requests_per_minute": requests.nullable.optional,
                "tokens_per_minute": tokens.nullable.optional,
                "dollars_per_day": dollars.nullable.optional, "dollars_per_month": dollars.nullable.optional,
            ]),
            examples: [
                "Example": ["scope": "user", "name": "ada", "dollars_per_day": 5, "requests_per_minute": 60]
            ]
        )
        .answering(.created, "The limit, in force.", .json(.ref("Limit"), example: limitExample))
        .failing(.conflict, "limit_taken", "An admin has entered a limit for this name already.")

    private static let change = APIOperation.patch("/api/v1/limits/{id}", id: "changeLimit", "Change a limit")
        .explained("What is missing stays as it is, null takes a limit away.")
        .forAdmins().ofLimit()
        .taking(.object(members), examples: ["Example": ["dollars_per_day": 10]])
        .answering(.ok, "The limit as it is now.", .json(.ref("Limit"), example: limitExample))

    private static let remove = APIOperation.delete("/api/v1/limits/{id}", id: "deleteLimit", "Delete a limit")
        .explained("What the configuration says for the name holds again.")
        .forAdmins().ofLimit()
        .answering(.noContent, "It holds no more.")

    // MARK: The page

    private static let limitsPage = APIOperation.get("/admin/limits", id: "limitsPage", "The page about limits")
        .parameter("done", "What was just done, which the page then says.", .string.optional)
        .pageForAdmins()

    private static let editPage = APIOperation.get("/admin/limits/{id}", id: "limitPage", "The page that changes a limit")
        .pageForAdmins().ofLimitPage()

    private static let deletePage = APIOperation.get(
        "/admin/limits/{id}/delete", id: "deleteLimitPage", "The page that asks whether to delete a limit"
    )
    .pageForAdmins().ofLimitPage()

    private static let createForm = APIOperation.post("/admin/limits", id: "createLimitOnPage", "Enter a limit on the page")
        .formForAdmins(
            [
                "scope": limitScope, "name": name, "requests_per_minute": .string.optional,
                "tokens_per_minute": .string.optional,
                "dollars_per_day": .string.optional, "dollars_per_month": .string.optional,
            ], example: ["scope": "user", "name": "ada", "dollars_per_day": "5"])

    private static let changeForm = APIOperation.post(
        "/admin/limits/{id}", id: "changeLimitOnPage", "Change a limit on the page"
    )
    .formForAdmins(fields, example: ["dollars_per_day": "10"]).ofLimitPage()

    private static let removeForm = APIOperation.post(
        "/admin/limits/{id}/delete", id: "deleteLimitOnPage", "Delete a limit on the page"
    )
    .behindTheGate().ofLimitPage()

    // MARK: Shapes

    private static let limitScope = APISchema.oneOf("user", "key", "assistant", "role")
    private static let name = APISchema.string.about(
        "A username, a key's or an assistant's identifier, or `admin`, `member`, `viewer` or `visitor`.")
    private static let requests = APISchema.integer.with("minimum", 1).with("maximum", 1_000_000)
    private static let tokens = APISchema.integer.with("minimum", 1).with("maximum", 1_000_000_000)
    private static let dollars = APISchema.number.with("minimum", 0).with("maximum", 1_000_000)

    private static let members: KeyValuePairs<String, APISchema> = [
        "requests_per_minute": requests.nullable.optional, "tokens_per_minute": tokens.nullable.optional,
        "dollars_per_day": dollars.nullable.optional, "dollars_per_month": dollars.nullable.optional,
    ]
    private static let fields: KeyValuePairs<String, APISchema> = [
        "requests_per_minute": .string.optional, "tokens_per_minute": .string.optional, "dollars_per_day": .string.optional,
        "dollars_per_month": .string.optional,
    ]

    private static let limit = APISchema.object(
        [
            "id": .integer.optional.about("Missing for what the configuration says."), "scope": limitScope, "name": name,
            "source": .oneOf("admin", "configuration"), "entered_by": .string.optional, "updated_at": .date.optional,
            "standings": .list(of: .ref("LimitStanding")).optional, "requests_per_minute": requests.nullable.optional,
            "tokens_per_minute": tokens.nullable.optional,
            "dollars_per_day": dollars.nullable.optional, "dollars_per_month": dollars.nullable.optional,
        ])

    private static let measure = APISchema.oneOf(
        "requests_per_minute", "tokens_per_minute", "dollars_per_day", "dollars_per_month")

    private static let standing = APISchema.object([
        "scope": limitScope, "measure": measure, "limit": .number, "used": .number,
        "reserved": .number.about("Of calls under way, and of those of which nothing is known yet."), "left": .number,
        "percent": .integer.about("Of the limit, used."), "renews_at": .date.optional,
        "is_warning": .boolean.about("Whether four fifths of a budget are spent."),
    ])

    private static let standingExample: JSONValue = [
        "scope": "user", "measure": "dollars_per_day", "limit": 5, "used": 4.25, "reserved": 0.05, "left": 0.7, "percent": 85,
        "renews_at": "2026-11-22T00:00:00Z", "is_warning": true,
    ]
    private static let limitExample: JSONValue = [
        "id": 1, "scope": "user", "name": "ada", "dollars_per_day": 5, "source": "admin",
        "updated_at": "2026-11-21T09:00:00Z",
    ]
}

extension APIOperation {
    fileprivate func ofLimit() -> APIOperation {
        parameter("id", "Which limit.", .integer, example: "1").failing(.notFound, "not_found", "There is no such limit.")
    }

    /// Any text may stand in the address of a page.
    fileprivate func ofLimitPage() -> APIOperation {
        parameter("id", "Which limit.", example: "1").failing(.notFound, "not_found", "There is no such limit.")
    }

    /// What every operation may answer that may cost money.
    func spending() -> APIOperation {
        failing(.tooManyRequests, "budget_exceeded", "More may be needed than is left of a budget; `limit` says which.")
            .failing(.forbidden, "price_unknown", "Money is limited, and nobody knows what the model costs.")
            .failing(.serviceUnavailable, "limits_unavailable", "What is left of a budget cannot be read right now.")
    }
}
