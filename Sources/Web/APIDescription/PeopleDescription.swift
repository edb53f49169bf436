import Accounts
import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``UserRoutes``, ``KeyRoutes`` and ``AuditRoutes``.
    static let people = APIArea(
        name: "People and keys", about: "Who may come in. For admins, and one's own keys for everybody who has logged in.",
        schemas: ["Key": key],
        operations: [
            listUsers, createUser, readUser, changeUser, resetPassword, listKeys, createKey, revokeKey, listAudit,
        ])

    // MARK: Users

    private static let listUsers = APIOperation.get("/api/v1/users", id: "listUsers", "List the users")
        .explained("By username.")
        .forAdmins()
        .query("after", "The `next` of the page before.", .string)
        .query("limit", "How many; 100 when missing.", limit)
        .answering(
            .ok, "The users.",
            .json(
                .object(["users": .list(of: .ref("User")), "next": .string.optional.about("Not on the last page.")]),
                example: ["users": [userExample]])
        )

    private static let createUser = APIOperation.post("/api/v1/users", id: "createUser", "Create a user")
        .forAdmins()
        .taking(
            .object([
                "username": .string.with("pattern", "^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$").about("Kept in small letters."),
                "password": newPassword, "email": email, "display_name": displayName,
                "role": role.nullable.optional.about("`member` when it is missing."),
            ]), examples: ["Example": ["username": "ada", "password": "correct horse", "role": "member"]]
        )
        .answering(.created, "The new user.", .json(.ref("User"), example: userExample))
        .failing(.conflict, "username_taken", "Somebody has this username.")
        .failing(.conflict, "email_taken", "Somebody has this address.")
        .failing(.serviceUnavailable, "login_busy", "Too many people are logging in at once.")

    private static let readUser = APIOperation.get("/api/v1/users/{id}", id: "readUser", "Read a user")
        .forAdmins().ofUser()
        .answering(.ok, "The user.", .json(.ref("User"), example: userExample))

    private static let changeUser = APIOperation.patch("/api/v1/users/{id}", id: "changeUser", "Change a user")
        .explained("What is missing stays as it is. One who is disabled is logged out everywhere, and their keys are refused.")
        .forAdmins().ofUser()
        .taking(
            .object([
                "email": email, "display_name": displayName, "role": role.nullable.optional,
                "disabled": .boolean.nullable.optional,
            ]), examples: ["Example": ["role": "viewer"]]
        )
        .answering(.ok, "The user as they are now.", .json(.ref("User"), example: userExample))
        .failing(.conflict, "email_taken", "Somebody has this address.")
        .failing(.conflict, "last_admin", "There must be one admin who can log in.")

    private static let resetPassword = APIOperation.post(
        "/api/v1/users/{id}/password", id: "resetPassword", "Give a user a new password"
    )
    .explained("Ends every login of the user.")
    .forAdmins().ofUser()
    .taking(
        .object(["password": newPassword.nullable.optional.about("One is made up when it is missing.")]),
        examples: ["Example": [:]]
    )
    .answering(
        .ok, "The password that was made up, this once.",
        .json(.object(["password": .string]), example: ["password": "k3vd-9xqm-t2wz"])
    )
    .answering(.noContent, "The password that was given counts.")
    .failing(.serviceUnavailable, "login_busy", "Too many people are logging in at once.")

    // MARK: Keys

    private static let listKeys = APIOperation.get("/api/v1/keys", id: "listKeys", "List one's API keys")
        .forKeyHolders()
        .query("all", "`true` for everybody's, for admins.", .boolean)
        .answering(
            .ok, "The keys, without what is secret of them.",
            .json(.object(["keys": .list(of: .ref("Key"))]), example: ["keys": [keyExample]]))

    private static let createKey = APIOperation.post("/api/v1/keys", id: "createKey", "Create an API key")
        .explained("Nobody can give a key more permissions than they have.")
        .forKeyHolders()
        .taking(
            .object([
                "name": .string.with("pattern", "\\S").with("minLength", 1).with("maxLength", 100),
                "scopes": .list(of: scope).with("minItems", 1).nullable.optional
                    .about("All but `admin` when it is missing, as far as one has them."),
                "expires_at": APISchema.date.nullable.optional, "requests_per_minute": perMinute.nullable.optional,
                "user_id": .string.nullable.optional.about("Whose it is to be, for admins; one's own when it is missing."),
                "public": .boolean.nullable.optional.about(
                    "For the pages of other sites, where everybody can read it: it may only ask. For admins; without `scopes`."),
                "origins": .list(of: .string).with("maxItems", 50).nullable.optional
                    .about("Where a public key counts; needs `public`, as what follows does."),
                "assistant": .string.nullable.optional.about("Who answers a public key; whoever is first when it is missing."),
                "collections": .list(of: .string).nullable.optional
                    .about("What a public key asks of, by name or identifier; all that everybody may read when it is missing."),
                "visitor_requests_per_minute": perMinute.nullable.optional
                    .about("For each visitor's address, with a public key; 20 when it is missing."),
            ]),
            examples: [
                "Example": ["name": "backup", "scopes": ["read"], "requests_per_minute": 60],
                "A public key": ["name": "shop", "public": true, "origins": ["https://shop.example"]],
            ]
        )
        .answering(.created, "The key, which is not shown again.", .json(.ref("Key"), example: keyExample))
        .failing(.forbidden, "scope_not_granted", "One of the permissions is not yours to give.")
        .failing(.notFound, "not_found", "There is no such user.")

    private static let revokeKey = APIOperation.delete("/api/v1/keys/{id}", id: "revokeKey", "Revoke an API key")
        .forKeyHolders()
        .parameter("id", "Which key; for admins, anybody's.", example: "key_1")
        .answering(.noContent, "The key is refused from now on.")
        .failing(.notFound, "not_found", "There is no such key, or it is another person's.")

    // MARK: The record

    private static let listAudit = APIOperation.get("/api/v1/audit", id: "listAudit", "Read what was done to accounts")
        .explained("Logins, users, passwords, keys, and what admins changed, the newest first.")
        .forAdmins()
        .query("before", "The `next` of the page before.", .integer)
        .query("event", "Only these.", .string.optional, example: "login.failed")
        .query("limit", "How many; 100 when missing.", limit)
        .answering(
            .ok, "The entries.",
            .json(
                .object(["entries": .list(of: entry), "next": .integer.optional.about("Not on the last page.")]),
                example: [
                    "entries": [["id": 1, "created_at": "2026-11-21T09:00:00Z", "event": "login.succeeded", "actor_id": "usr_1"]]
                ])
        )

    // MARK: Shapes

    private static let limit = APISchema.integer.with("minimum", 1).with("maximum", 1000)
    private static let perMinute = APISchema.integer.with("minimum", 1).with("maximum", 1_000_000)
    private static let email = APISchema.string.nullable.optional.with("maxLength", 254)
        .with("pattern", "^[^\\s@\\x00-\\x1f\\x7f]+@[^\\s@\\x00-\\x1f\\x7f]+$")
    private static let displayName = APISchema.string.nullable.optional.about("1 to 100 characters, none to control a terminal.")
        .with(
            "pattern",
            "^[^\\s\\x00-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069][^\\x00-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]{0,99}$"
        )

    private static let key = APISchema.object([
        "id": .string, "name": .string, "prefix": .string.about("How the key begins, to tell it from others."),
        "user_id": .string.optional, "scopes": .list(of: scope), "requests_per_minute": perMinute.optional,
        "created_at": .date, "expires_at": .date.optional, "last_used_at": .date.optional, "revoked_at": .date.optional,
        "key": .string.optional.about("The key itself, only when it has just been made, or is public."),
        "public": .boolean.about("Whether it is for the pages of other sites."),
        "origins": .list(of: .string).optional, "assistant": .string.optional, "collections": .list(of: .string).optional,
        "visitor_requests_per_minute": perMinute.optional,
    ])

    private static let entry = APISchema.object([
        "id": .integer, "created_at": .date, "event": .string, "actor_id": .string.optional.about("Who did it."),
        "subject_id": .string.optional.about("The user or key that it was done to."), "detail": .string.optional,
        "address": .string.optional, "request_id": .string.optional,
    ])

    private static let keyExample: JSONValue = [
        "id": "key_1", "name": "backup", "prefix": "us-4f9a", "user_id": "usr_1", "scopes": ["read"],
        "requests_per_minute": 60, "created_at": "2026-11-21T09:00:00Z", "public": false,
    ]
}

extension APIOperation {
    func forAdmins() -> APIOperation { needing(.token, .login, .key).maying(.admin) }

    /// Somebody who has logged in, or a key that may do what admins may.
    fileprivate func forKeyHolders() -> APIOperation {
        needing(.token, .login, .key)
            .failing(.forbidden, "not_allowed", "A key needs the permission `admin` here, and so does what is others'.")
    }

    fileprivate func ofUser() -> APIOperation {
        parameter("id", "Which user.", example: "usr_1").failing(.notFound, "not_found", "There is no such user.")
    }
}
