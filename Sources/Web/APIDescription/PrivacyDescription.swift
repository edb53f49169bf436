import Accounts
import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``AccountDataRoutes`` and ``PrivacyPageRoutes``.
    static let privacy = APIArea(
        name: "Privacy", about: "Taking along everything that is kept of a person, and taking it away.",
        operations: [
            export, delete, exportUser, deleteUser, consentForm, privacyForm, endForm, deletionPage, deletionForm,
        ])

    private static let export = APIOperation.get(
        "/api/v1/account/export", id: "exportAccount", "Take along all that is kept of one"
    )
    .explained("Streamed. `data` holds rows by table, without passwords, tokens and keys; `conversations` can be imported again.")
    .needing(.session, .login, .key, .token).maying(.read)
    .answering(.ok, "The file.", .json(accountFile, example: accountExample))

    private static let delete = APIOperation.delete("/api/v1/account", id: "deleteAccount", "Delete one's account")
        .explained(
            """
            With everything that is kept of its person, for good. The ledger keeps when which model answered, tokens and cost, under \
            an identifier that leads to nobody any more.
            """
        )
        .needing(.token, .login)
        .taking(
            .any(
                of: .object(["password": .string.with("maxLength", 1024)]),
                .object(["username": APISchema.string.about("Of somebody who logs in elsewhere and has no password.")])),
            examples: ["Example": ["password": "correct horse"]]
        )
        .answering(.noContent, "It is gone.")
        .failing(.forbidden, "wrong_password", "The password is not this one.")
        .failing(.conflict, "last_admin", "There must be one admin who can log in.")
        .failing(.tooManyRequests, "too_many_attempts", "Too many tries.")
        .failing(.serviceUnavailable, "login_busy", "Too many people are logging in at once.")

    private static let exportUser = APIOperation.get(
        "/api/v1/users/{id}/export", id: "exportUser", "Take along all that is kept of a user"
    )
    .explained("For a person who asks for it; the audit log says who did this.")
    .needing(.token, .login, .key).maying(.admin).ofAnyUser()
    .answering(.ok, "The file.", .json(accountFile, example: accountExample))

    private static let deleteUser = APIOperation.delete("/api/v1/users/{id}", id: "deleteUser", "Delete a user")
        .explained("As people delete their own account.")
        .needing(.token, .login, .key).maying(.admin).ofAnyUser()
        .answering(.noContent, "They are gone.")
        .failing(.conflict, "last_admin", "There must be one admin who can log in.")

    // MARK: Pages

    private static let consentForm = APIOperation.post("/consent", id: "agreeOnPage", "Agree to what the page asks")
        .form(
            .object([
                "version": APISchema.string.about("Of the text that was shown."),
                "next": APISchema.string.optional.about("The path to go on to."),
            ]), example: ["version": "7f83b1657ff1fc53", "next": "/"]
        )
        .answering(.seeOther, "Back to the page, which asks again when the text is another by now.")
        .failing(.unauthorized, "no_session", "The browser has not opened the page yet.")

    private static let privacyForm = APIOperation.post(
        "/settings/privacy", id: "changePrivacyOnPage", "Withdraw consent, or delete one's conversations, on the page"
    )
    .form(
        .object(["do": .oneOf("withdraw", "delete"), "sure": APISchema.string.optional.about("`yes` with `delete`.")]),
        example: ["do": "withdraw"]
    )
    .answering(.seeOther, "To `/settings`, which says that it is done.")
    .failing(.unauthorized, "no_session", "The browser has not opened the page yet.")
    .failing(.forbidden, "not_allowed", "Whoever asks may only read.")

    private static let endForm = APIOperation.post("/c/{id}/end", id: "endTemporaryOnPage", "End a temporary conversation")
        .parameter("id", "Which conversation.", example: "temporary-0b6fba0e-3f0d-4d39-8f6b-6f4b5a0a3a55")
        .fromOwnPages()
        .answering(.seeOther, "To the page of a new one.")
        .failing(.unauthorized, "no_session", "The browser has not opened the page yet.")
        .failing(.forbidden, "not_allowed", "Whoever asks may only read.")
        .failing(.notFound, "conversation_not_found", "There is no such temporary conversation, or it is another person's.")

    private static let deletionPage = APIOperation.get(
        "/account/delete", id: "accountDeletionPage", "The page on which one deletes one's account"
    )
    .knowing(.login)
    .answering(.ok, "The page, which says what goes and what stays.", .text("text/html"))
    .answering(.found, "To `/login`, when nobody has logged in.")
    .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")

    private static let deletionForm = APIOperation.post(
        "/account/delete", id: "deleteAccountOnPage", "Delete one's account on the page"
    )
    .knowing(.login)
    .form(
        .object(["proof": APISchema.string.about("The password; the username of somebody who has none.")]),
        example: ["proof": "correct horse"]
    )
    .answering(.seeOther, "To the page, logged out; to `/login` when nobody has logged in.")
    .answering(.unauthorized, "The page, which says that this is not the password.", .text("text/html"))
    .answering(.conflict, "The page, which says that the last admin stays.", .text("text/html"))
    .answering(.tooManyRequests, "The page, which says to wait.", .text("text/html"))

    // MARK: Shapes

    private static let accountFile = APISchema.object([
        "format": .oneOf("understudy.account"), "version": .integer, "id": .string, "exported_at": .date,
        "data": .map(of: .list(of: .map(of: .anything))).about("Rows by table."),
        "conversations": .list(of: .map(of: .anything)).about("As in the file of `GET /api/v1/conversations/export`."),
        "documents": .list(of: .map(of: .anything)).about("Those of one's own collections, each with its `file` in Base64."),
    ])

    private static let accountExample: JSONValue = [
        "format": "understudy.account", "version": 1, "id": "usr_1", "exported_at": "2026-11-21T09:00:00.000Z",
        "data": ["users": [["id": "usr_1", "username": "ada"]]], "conversations": [], "documents": [],
    ]
}

extension APIOperation {
    fileprivate func ofAnyUser() -> APIOperation {
        parameter("id", "Which user.", example: "usr_1").failing(.notFound, "not_found", "There is no such user.")
    }

    fileprivate func form(_ schema: APISchema, example: JSONValue) -> APIOperation {
        taking(.form(schema, example: example)).fromOwnPages()
            .failing(.badRequest, "malformed_form", "The form could not be read.")
            .failing(.unprocessableContent, "invalid_parameter", "A field is missing or wrong; `param` names it.")
            .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")
    }
}
