/// What the admin area says of itself, of people, of keys and of the audit log, in one language. `{name}` and the like stand for
/// what is put in.
package struct AdminWords: Sendable, Hashable {
    // The frame
    var admin: String
    var skip: String
    var adminsOnly: String
    var adminsOnlyText: String
    var cancel: String
    var save: String
    var search: String
    var next: String
    var copy: String
    var copied: String
    var nothingFound: String
    /// `{reason}`
    var refused: String
    /// Below a secret.
    var shownOnce: String

    // People
    var people: String
    var peopleIntro: String
    var searchPeople: String
    var person: String
    var email: String
    var displayName: String
    var role: String
    var roleAdmin: String
    var roleMember: String
    var roleViewer: String
    var status: String
    var active: String
    var disabled: String
    var lastLogin: String
    var never: String
    var created: String
    var newPerson: String
    var username: String
    var password: String
    var passwordHint: String
    var create: String
    /// `{name}`
    var personCreated: String
    var newPassword: String
    var details: String
    var detailsSaved: String
    var roleText: String
    var changeRole: String
    var roleChanged: String
    var access: String
    var accessText: String
    var disable: String
    var enable: String
    var nowDisabled: String
    var nowEnabled: String
    var resetPassword: String
    /// `{name}`
    var resetPasswordText: String
    var passwordReset: String
    var endSessions: String
    /// `{name}`
    var endSessionsText: String
    var sessionsEnded: String
    var whatTheyDid: String
    var theirKeys: String
    var lastAdmin: String
    /// `{field}`
    var taken: String

    // Keys
    var keys: String
    var keysIntro: String
    var searchKeys: String
    var key: String
    var owner: String
    var nobody: String
    var scopes: String
    var limit: String
    /// `{count}`
    var perMinute: String
    var noLimit: String
    var lastUsed: String
    var ends: String
    var endedKeysToo: String
    var revoked: String
    var expired: String
    var revoke: String
    /// `{name}`
    var revokeText: String
    var keyRevoked: String
    var newKey: String
    var keyName: String
    var ownerHint: String
    var endsHint: String
    var limitField: String
    var limitHint: String
    var keyCreated: String
    /// `{count}`
    var moreKeys: String
    var unknownOwner: String
    var scopeNotTheirs: String
    var badValue: String

    // Audit log
    var audit: String
    var auditIntro: String
    var who: String
    var whoHint: String
    var what: String
    var everything: String
    var from: String
    var until: String
    var show: String
    var when: String
    var whom: String
    var detail: String
    var address: String
    var older: String
    var asCSV: String
    /// `{name}`
    var unknownPerson: String
}

extension PageLanguage {
    var adminWords: AdminWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}
