import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``LoginPageRoutes``, in the area of the pages.
    static let loginPage = APIOperation.get("/login", id: "loginPage", "The page for logging in")
        .parameter("next", "The path to go on to.", .string.optional, example: "/")
        .answering(.ok, "The page.", page)
        .answering(.found, "On to `next` for those who have logged in; to `/setup-admin` while that is open.")
        .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")

    static let loginForm = APIOperation.post("/login", id: "logInOnPage", "Log in from the page")
        .explained("Gives the browser the cookie of a login. What was said before logging in goes along into the account.")
        .form(
            .object(["username": .string, "password": password, "next": .string.optional]),
            example: ["username": "ada", "password": "correct horse"]
        )
        .answering(.seeOther, "On to `next`.")
        .answering(.unauthorized, "The page, which says that name or password are wrong, or the account closed.", page)
        .answering(.tooManyRequests, "The page, which says to wait.", page)
        .answering(
            .serviceUnavailable, "The page, when too many log in at once; an error when what is stored is out.", page, .error)

    static let logoutForm = APIOperation.post("/logout", id: "logOutOnPage", "Log out from the page")
        .knowing(.login)
        .fromOwnPages()
        .answering(.seeOther, "To the page, without the cookie of the login.")
        .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")

    static let accountPage = APIOperation.get("/account", id: "accountPage", "The page of one's account")
        .knowing(.login)
        .answering(.ok, "The page.", page)
        .answering(.found, "To `/login`, when nobody has logged in.")
        .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")

    static let passwordForm = APIOperation.post("/account", id: "changePasswordOnPage", "Change one's password on the page")
        .knowing(.login)
        .form(
            .object(["current": .string, "new": newPassword]),
            example: ["current": "correct horse", "new": "battery staple"]
        )
        .answering(.ok, "The page, which says that it is done.", page)
        .answering(.seeOther, "To `/login`, when nobody has logged in.")
        .answering(.unauthorized, "The page, which says that the current password is another.", page)
        .answering(.tooManyRequests, "The page, which says to wait.", page)
        .answering(
            .serviceUnavailable, "The page, when too many log in at once; an error when what is stored is out.", page, .error)

    static let firstAccountPage = APIOperation.get("/setup-admin", id: "firstAccountPage", "The page for the first account")
        .answering(.ok, "The page.", page)
        .failing(.notFound, "not_found", "There are accounts already, or the request came from another machine.")
        .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")

    static let firstAccountForm = APIOperation.post("/setup-admin", id: "createFirstAccount", "Create the first account")
        .explained("An admin's, from the server's own machine, who is then logged in.")
        .form(
            .object([
                "username": .string.with("pattern", "^[a-z0-9_][a-z0-9._-]{0,63}$"), "email": .string.optional,
                "password": newPassword,
            ]), example: ["username": "ada", "password": "correct horse"]
        )
        .answering(.seeOther, "To the chat page, logged in.")
        .answering(.conflict, "The page, when another was quicker.", page)
        .answering(
            .serviceUnavailable, "The page, when too many log in at once; an error when what is stored is out.", page, .error
        )
        .failing(.notFound, "not_found", "There are accounts already, or the request came from another machine.")

    private static let page = APIOperation.Content.text("text/html")
    private static let password = APISchema.string.with("maxLength", 1024)
}

extension APIOperation {
    fileprivate func form(_ schema: APISchema, example: JSONValue) -> APIOperation {
        taking(.form(schema, example: example)).fromOwnPages()
            .failing(.badRequest, "malformed_form", "The form could not be read.")
            .answering(
                .unprocessableContent, "The page, which says what is wrong; an error when a field is missing.",
                .text("text/html"), .error)
    }
}

extension APIOperation.Content {
    static var error: APIOperation.Content { .json(.ref("Error")) }
}
