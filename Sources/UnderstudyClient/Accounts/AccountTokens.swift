/// What a login gives: kept by the program, in a keychain or the like, and never shown.
public struct AccountTokens: Sendable, Hashable, Codable {
    /// Goes along with every call, for a short while.
    public var accessToken: String
    /// Good for one refresh, which replaces it. Nil when the server gives none.
    public var refreshToken: String?
    /// Seconds for which the access token was good when it was given.
    public var expiresIn: Int?

    /// Tokens as they were kept.
    public init(accessToken: String, refreshToken: String? = nil, expiresIn: Int? = nil) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.expiresIn = expiresIn
    }

    private enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case refreshToken = "refresh_token"
        case expiresIn = "expires_in"
    }
}

extension AccountTokens: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the tokens, so that they get into no log.
    public var description: String { "AccountTokens(…)" }
    /// As ``description``.
    public var debugDescription: String { description }
    /// Empty, so that a dump shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension UnderstudyAPI {
    /// Logs a person in.
    ///
    /// - Returns: the tokens to make a client for this person with: ``init(url:tokens:transport:onRefresh:)``.
    public func login(username: String, password: String) async throws -> AccountTokens {
        try await value("POST", ["auth", "login"], body: ["username": username, "password": password])
    }

    /// New tokens for old ones.
    func refresh(_ tokens: AccountTokens) async throws -> AccountTokens {
        guard let refreshToken = tokens.refreshToken else { throw UnderstudyError.refused(.sessionEnded) }
        var new: AccountTokens = try await value("POST", ["auth", "refresh"], body: ["refresh_token": refreshToken])
        new.refreshToken = new.refreshToken ?? refreshToken
        return new
    }
}

extension ServerRefusal {
    fileprivate static let sessionEnded = ServerRefusal(
        status: 401, code: "session_ended", message: "The session has ended. Please log in again.")
}
