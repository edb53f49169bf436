/// Why something about accounts was not done.
package enum AccountError: Error, Sendable, Hashable {
    /// A value that cannot be taken.
    case invalid(field: String, reason: String)
    /// Somebody else has this username or address.
    case taken(field: String)
    /// No such user or key, or somebody else's.
    case notFound
    /// Unknown name or wrong password; callers cannot tell which.
    case wrongCredentials
    /// The password is right and the account closed.
    case disabled
    /// Too many tries.
    case throttled(retryAfter: Duration)
    /// More passwords are waiting to be checked than the machine can check soon.
    case busy
    /// The refresh token was never given out, or its session is over.
    case refreshTokenInvalid
    /// The refresh token was used before, so somebody has a copy of it; its session is over now.
    case refreshTokenReused
    /// The OpenID provider does not answer, or not as one.
    case providerUnavailable
    /// What came back from the OpenID provider proves nothing.
    case providerRefused
    /// There would be no admin left.
    case lastAdmin
    /// There is an admin already, so the first one cannot be made.
    case alreadySetUp
    /// A scope was asked for that whoever asks does not have.
    case scopeNotYours(String)
}

extension AccountError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalid(let field, let reason): "\(field) \(reason)"
        case .taken(let field): "this \(field) is taken"
        case .notFound: "there is no such user or key"
        case .wrongCredentials: "the username or the password is wrong"
        case .disabled: "the account is disabled"
        case .throttled: "too many tries; wait a moment"
        case .busy: "too many logins at once; try again in a moment"
        case .refreshTokenInvalid: "the refresh token is not valid"
        case .refreshTokenReused: "the refresh token was used before"
        case .providerUnavailable: "the OpenID provider does not answer"
        case .providerRefused: "the OpenID provider did not confirm the login"
        case .lastAdmin: "the last admin stays one"
        case .alreadySetUp: "there is an admin already"
        case .scopeNotYours(let scope): "you do not have the scope \(scope) yourself"
        }
    }
}
