/// What the pages say about consent, about what is kept, and about taking it along or away, in one language.
struct PrivacyWords: Sendable, Hashable {
    var title: String

    // Consent
    var consentTitle: String
    var agree: String
    var understood: String
    var agreeFirst: String
    var readMore: String
    /// `{date}`
    var agreedOn: String
    var notAgreed: String
    var withdraw: String
    var withdrawText: String
    var withdrawn: String

    // What is kept
    var kept: String
    /// `{days}`
    var keptFor: String
    /// `{minutes}`
    var nothingKept: String
    var temporary: String
    /// `{minutes}`
    var temporaryText: String
    var endNow: String
    var keepInstead: String

    // Taking it along, and away
    var download: String
    var downloadText: String
    var deleteChats: String
    var deleteChatsText: String
    var confirmDeleteChats: String
    var deletedChats: String
    var deleteAccount: String
    var deleteIntro: String
    var goesTitle: String
    var goes: String
    var staysTitle: String
    var stays: String
    var proofUsername: String
    var wrongUsername: String
    var lastAdmin: String
    var deleted: String
}

extension PageLanguage {
    var privacyWords: PrivacyWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}
