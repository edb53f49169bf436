import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``AuthRoutes``.
    static let account = APIArea(
        name: "Logging in", about: "For programs; browsers log in on the page.",
        schemas: ["Login": login, "User": user],
        operations: [
            logInWith("/auth/login", id: "logIn"), logInWith("/api/auth/login", id: "logInUnderAPI"), refresh, logOut, me,
            changePassword,
        ])

    private static func logInWith(_ path: String, id: String) -> APIOperation {
        APIOperation.post(path, id: id, "Log in")
            .explained("By `username` or by `email`. The access token is short-lived; the refresh token gives the next one.")
            .taking(
                .any(
                    of: .object(["username": .string, "password": password]),
                    .object(["email": .string, "password": password])),
                examples: ["Example": ["username": "ada", "password": "correct horse"]]
            )
            .fromOwnPages()
            .answering(.ok, "The tokens.", .json(.ref("Login"), example: loginExample))
            .failing(.unauthorized, "wrong_credentials", "The username or the password is wrong.")
            .failing(.unauthorized, "account_disabled", "The account is closed.")
            .hashing()
    }

    private static let refresh = APIOperation.post("/auth/refresh", id: "refreshLogin", "Take the next access token")
        .explained("A refresh token is good for once. One that comes again ends its login, since somebody may have stolen it.")
        .taking(.object(["refresh_token": .string]), examples: ["Example": ["refresh_token": "…"]])
        .fromOwnPages()
        .answering(.ok, "New tokens.", .json(.ref("Login"), example: loginExample))
        .failing(.unauthorized, "invalid_refresh_token", "The refresh token is not valid any more.")
        .failing(.unauthorized, "refresh_token_reused", "The refresh token was used before; its login was ended.")
        .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")

    private static let logOut = APIOperation.post("/auth/logout", id: "logOut", "Log out")
        .explained("Ends the login with all its tokens.")
        .needing(.token, .login)
        .failing(.tooManyRequests, "rate_limit_exceeded", "A key that cannot log out has made all its requests for now.")
        .answering(.noContent, "It is over.")

    private static let me = APIOperation.get("/auth/me", id: "readMe", "Read who one is")
        .needing(.token, .login, .key)
        .answering(
            .ok, "Who, and what they may do.",
            .json(
                .object([
                    "user": APISchema.ref("User").optional.about("Missing for a key that is nobody's."),
                    "key_id": .string.optional, "scopes": .list(of: scope),
                ]), example: ["user": userExample, "scopes": ["chat", "embeddings", "models", "read"]]))

    private static let changePassword = APIOperation.post("/auth/password", id: "changePassword", "Change one's password")
        .explained("Ends every other login of the account.")
        .needing(.token, .login)
        .taking(
            .object(["current_password": .string, "new_password": newPassword]),
            examples: ["Example": ["current_password": "correct horse", "new_password": "battery staple"]]
        )
        .answering(.noContent, "The new password counts.")
        .failing(.forbidden, "wrong_password", "The current password is not this one.")
        .hashing()

    // MARK: Shapes

    static let scope = APISchema.oneOf("admin", "chat", "embeddings", "models", "read")
    static let role = APISchema.oneOf("admin", "member", "viewer")
    static let newPassword = APISchema.string.with("minLength", 8).with("maxLength", 1024)
    private static let password = APISchema.string.with("maxLength", 1024)

    private static let login = APISchema.object([
        "access_token": .string, "token_type": .oneOf("bearer"), "expires_in": .integer.about("Seconds."),
        "refresh_token": .string, "user": .ref("User"),
    ])

    private static let user = APISchema.object([
        "id": .string, "username": .string, "email": .string.optional, "display_name": .string, "role": role,
        "disabled": .boolean, "created_at": .date, "last_login_at": .date.optional,
    ])

    static let userExample: JSONValue = [
        "id": "usr_1", "username": "ada", "display_name": "Ada", "role": "member", "disabled": false,
        "created_at": "2026-11-21T09:00:00Z",
    ]

    private static let loginExample: JSONValue = [
        "access_token": "eyJ…", "token_type": "bearer", "expires_in": 900, "refresh_token": "…", "user": userExample,
    ]
}

extension APIOperation {
    /// A password is hashed.
    fileprivate func hashing() -> APIOperation {
        failing(.tooManyRequests, "too_many_attempts", "Too many tries.")
            .failing(.serviceUnavailable, "login_busy", "Too many people are logging in at once.")
            .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")
    }
}
