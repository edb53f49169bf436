import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``AdminRoutes``.
    static let adminPages = APIArea(
        name: "Admin pages",
        about: "What admins open in a browser. Everything that they do there can be done through the API as well.",
        operations: [
            adminPage, peoplePage, peopleForm, keysPage, keysForm, clientsPage, clientsForm, chainsPage, chainsForm, auditPage,
            auditFile,
        ] + limitPages + cachePages + webhookPages + evaluationPages)

    private static let adminPage = APIOperation.get("/admin", id: "adminPage", "The admin area")
        .answering(.found, "To its first page; to `/login` where accounts are required and nobody has logged in.")
        .behindTheGate()

    private static let peoplePage = APIOperation.get("/admin/people", id: "peoplePage", "The page of people, or of one of them")
        .parameter("id", "Only this one.", .string.optional)
        .parameter("q", "Only those with this in a name or an address.", .string.optional)
        .parameter("after", "Only those whose username comes after this.", .string.optional)
        .pageForAdmins()
        .failing(.notFound, "not_found", "There is nobody with this id.")

    private static let peopleForm = APIOperation.post("/admin/people", id: "changePeopleOnPage", "Do something about people")
        .formForAdmins(
            [
                "do": .oneOf("create", "details", "role", "disable", "enable", "password", "sessions"),
                "id": .string.optional.about("With all but `create`."), "username": .string.optional,
                "display_name": .string.optional, "email": .string.optional, "role": .oneOf("admin", "member", "viewer").optional,
                "password": .string.optional,
                "confirmed": .string.optional.about("With `password` and `sessions`, once it is meant."),
            ], example: ["do": "disable", "id": "usr_1"]
        )
        .answering(.created, "The page of the new person, with the password where one was made up.", .text("text/html"))
        .answering(.tooManyRequests, "The page, which says to wait.", .text("text/html"))
        .failing(.notFound, "not_found", "There is nobody with this id.")

    private static let keysPage = APIOperation.get("/admin/keys", id: "keysPage", "The page of everybody's keys")
        .parameter("q", "Only those with this in their name or their owner's.", .string.optional)
        .parameter("ended", "With anything, ended keys too.", .string.optional)
        .pageForAdmins()

    private static let keysForm = APIOperation.post("/admin/keys", id: "changeKeysOnPage", "Create or revoke a key")
        .formForAdmins(
            [
                "do": .oneOf("create", "create_public", "revoke"), "id": .string.optional.about("With `revoke`."),
                "name": .string.optional,
                "owner": .string.optional.about("A username; one's own when empty."), "ends": .string.optional.about("A date."),
                "per_minute": .string.optional, "confirmed": .string.optional.about("With `revoke`, once it is meant."),
                "public_name": .string.optional.about("This and what follows: with `create_public`."),
                "origins": .string.optional.about("With spaces or lines between."), "assistant": .string.optional,
                "public_ends": .string.optional.about("A date."), "public_per_minute": .string.optional,
                "per_visitor": .string.optional,
            ], example: ["do": "revoke", "id": "key_1"]
        )
        .answering(.created, "The page, with the key this once.", .text("text/html"))
        .failing(.notFound, "not_found", "There is no such key.")

    private static let clientsPage = APIOperation.get("/admin/clients", id: "clientsPage", "The page of AI clients")
        .parameter("show", "Asks this one for its models.", .string.optional)
        .pageForAdmins()
        .failing(.notFound, "client_not_found", "There is no such client.")

    private static let clientsForm = APIOperation.post(
        "/admin/clients", id: "changeClientsOnPage", "Test, connect, change or remove an AI client"
    )
    .formForAdmins(
        [
            "do": .oneOf("test", "connect", "key", "remove"), "client": .string.optional, "model": .string.optional,
            "kind": .string.optional, "name": .string.optional, "key": .string.optional, "address": .string.optional,
            "models": .string.optional.about("With commas between them."),
            "confirmed": .string.optional.about("With `remove`, once it is meant."),
        ], example: ["do": "test", "model": "openai:gpt-4o-mini"])

    private static let chainsPage = APIOperation.get(
        "/admin/chains", id: "chainsPage", "The page of chains, or of one being edited"
    )
    .parameter("edit", "Only this one, as a draft.", .string.optional)
    .answering(
        .unprocessableContent, "The page, which says that no chain can have this name; an error when a parameter is wrong.",
        .text("text/html"), .json(.ref("Error"))
    )
    .answering(.ok, "The page.", .text("text/html"))
    .answering(.found, "To `/login`, where accounts are required and nobody has logged in.")
    .behindTheGate()
    .failing(.notFound, "client_not_found", "There is no client to list models.")

    private static let chainsForm = APIOperation.post(
        "/admin/chains", id: "changeChainsOnPage", "Save, restore or take back a chain, or reset a breaker"
    )
    .formForAdmins(
        [
            "do": .oneOf("save", "restore", "take_back", "reset"), "edit": .string.optional.about("Which chain."),
            "version": .string.optional.about("Its newest version that was seen."), "number": .string.optional,
            "model": .string.optional.about("With `reset`."), "add": .string.optional.about("With `save`, one more model."),
        ], example: ["do": "save", "edit": "default", "version": "0", "add": "openai:gpt-4o-mini"])

    private static let auditPage = APIOperation.get("/admin/audit", id: "auditPage", "The page of what was done")
        .auditFilters()
        .parameter("before", "Only entries before this number.", .integer.optional)
        .pageForAdmins()
        .answering(.notFound, "The page, which says that nobody is called so.", .text("text/html"))

    private static let auditFile = APIOperation.get("/admin/audit.csv", id: "auditFile", "What was done, as CSV")
        .explained("A cell that a spreadsheet would take for a formula begins with an apostrophe.")
        .auditFilters()
        .answering(.ok, "All entries that the filters leave, newest first.", .text("text/csv"))
        .answering(.found, "To `/login`, where accounts are required and nobody has logged in.")
        .behindTheGate()
        .failing(.notFound, "not_found", "Nobody is called so.")
        .failing(.unprocessableContent, "invalid_parameter", "A date is none.")
}

extension APIOperation {
    fileprivate func auditFilters() -> APIOperation {
        parameter("who", "A username or id; only what they did, or was done to them.", .string.optional)
            .parameter("event", "Only these.", .string.optional, example: "user.created")
            .parameter("from", "The first day, in UTC.", .string.optional, example: "2026-11-21")
            .parameter("until", "The last day, in UTC.", .string.optional, example: "2026-11-21")
    }

    func pageForAdmins() -> APIOperation {
        answering(.ok, "The page.", .text("text/html"))
            .answering(.found, "To `/login`, where accounts are required and nobody has logged in.")
            .behindTheGate()
            .failing(.unprocessableContent, "invalid_parameter", "A parameter is wrong; `param` names it.")
    }

    func formForAdmins(_ members: KeyValuePairs<String, APISchema>, example: JSONValue) -> APIOperation {
        taking(.form(.object(members), example: example))
            .answering(.ok, "The page, which says what came of it, or asks whether it is meant.", .text("text/html"))
            .answering(
                .notFound, "The page, which says that it is not there; an error where nothing can be shown.", .text("text/html"),
                .json(.ref("Error"))
            )
            .answering(.conflict, "The page, which says why not.", .text("text/html"))
            .answering(
                .unprocessableContent, "The page, which says what is wrong; an error when a field is missing.",
                .text("text/html"), .json(.ref("Error"))
            )
            .answering(.found, "To `/login`, where accounts are required and nobody has logged in.")
            .behindTheGate()
            .failing(.badRequest, "malformed_form", "The form could not be read.")
    }

    /// What everybody but an admin meets.
    func behindTheGate() -> APIOperation {
        let (page, error) = (Content.text("text/html"), Content.json(.ref("Error")))
        return knowing(.login)
            .answering(.seeOther, "On to the page that says it is done; to `/login`, when nobody has logged in.")
            .answering(.forbidden, "A page that says that this is for admins; an error for another site's page.", page, error)
            .answering(
                .serviceUnavailable, "The page, when it should be tried again; an error when what is stored is out.", page, error
            )
            .failing(.badRequest, "bad_request", "What was sent cannot be read.")
    }
}
