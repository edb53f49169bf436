import Accounts
import HTTPTypes

extension APIError {
    init(_ error: AuthenticationError) {
        switch error {
        case .unknownKey: self.init(.unauthorized, "invalid_api_key", "The API key is not valid, or was revoked.")
        case .malformedToken: self.init(.unauthorized, "malformed_token", "The token cannot be read.")
        case .invalidToken: self.init(.unauthorized, "invalid_token", "The token was not made by this server.")
        case .expiredToken:
            self.init(.unauthorized, "token_expired", "The token has expired; POST /auth/refresh gives a new one.")
        case .revokedToken: self.init(.unauthorized, "token_revoked", "The login that this token is from is over.")
        }
    }

    init(_ error: AccountError) {
        switch error {
        case .invalid(let field, let reason): self = .invalid(field, reason)
        case .taken(let field): self.init(.conflict, "\(field)_taken", "This \(field) is taken.", field: field)
        case .notFound: self.init(.notFound, "not_found", "There is no such user or key.")
        case .wrongCredentials:
            self.init(.unauthorized, "wrong_credentials", "The username or the password is wrong.")
        case .disabled: self.init(.unauthorized, "account_disabled", "This account is closed.")
        case .throttled(let wait):
            self.init(.tooManyRequests, "too_many_attempts", "Too many tries. Please wait a moment.", retryAfter: wait)
        case .busy:
            self.init(
                .serviceUnavailable, "login_busy", "Too many people are logging in at once. Please try again in a moment.",
                retryAfter: .seconds(2))
        case .refreshTokenInvalid:
            self.init(.unauthorized, "invalid_refresh_token", "The refresh token is not valid any more. Log in again.")
        case .refreshTokenReused:
            self.init(
                .unauthorized, "refresh_token_reused",
                "The refresh token was used before, so its login was ended everywhere. Log in again.")
        case .providerUnavailable:
            self.init(.badGateway, "login_provider_unavailable", "The login provider does not answer. Please try again.")
        case .providerRefused:
            self.init(.unauthorized, "login_not_confirmed", "The login was not confirmed. Please begin again at /login.")
        case .lastAdmin: self.init(.conflict, "last_admin", "There must be one admin who can log in.")
        case .alreadySetUp: self.init(.conflict, "already_set_up", "There are accounts already.")
        case .scopeNotYours(let scope):
            self.init(.forbidden, "scope_not_granted", "You cannot give away \"\(scope)\": you do not have it.", field: "scopes")
        }
    }
}
