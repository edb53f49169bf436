/// What the pages about accounts say, in one language.
package struct AccountWords: Sendable, Hashable {
    var logIn: String
    /// `{name}`
    var logInWith: String
    var logOut: String
    var account: String
    var name: String
    var password: String
    var wrongCredentials: String
    var disabled: String
    /// `{seconds}`
    var throttled: String
    var busy: String
    var providerFailed: String
    var back: String

    // The first account
    var setUp: String
    var setUpIntro: String
    var username: String
    var usernameHint: String
    var email: String
    var emailHint: String
    var passwordHint: String
    var create: String
    var badUsername: String
    var badEmail: String
    var badPassword: String
    var setUpAlready: String

    // One's own account
    /// `{name}`
    var loggedInAs: String
    var changePassword: String
    var currentPassword: String
    var newPassword: String
    var wrongPassword: String
    var passwordChanged: String
}

extension PageLanguage {
    var accountWords: AccountWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}
