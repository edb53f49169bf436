/// Holds an account's tokens for all calls of a client. A refresh token is good for one refresh, so calls that find the
/// access token lapsed at the same time share one.
actor TokenKeeper {
    private var tokens: AccountTokens
    private var refreshing: Task<AccountTokens, any Error>?
    private let refresh: @Sendable (AccountTokens) async throws -> AccountTokens

    init(_ tokens: AccountTokens, refresh: @escaping @Sendable (AccountTokens) async throws -> AccountTokens) {
        self.tokens = tokens
        self.refresh = refresh
    }

    var accessToken: String { tokens.accessToken }

    /// The token to use in place of `lapsed`, which the server declined.
    func accessToken(after lapsed: String) async throws -> String {
        guard tokens.accessToken == lapsed else { return tokens.accessToken }
        // Not a child of the call that happens to come first: its cancellation must not lose the new tokens.
        let task = refreshing ?? Task { [tokens, refresh] in try await refresh(tokens) }
        refreshing = task
        defer { if refreshing == task { refreshing = nil } }
        let new = try await task.value
        if tokens.accessToken == lapsed { tokens = new }
        return tokens.accessToken
    }
}
