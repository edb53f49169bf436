/// What cards, the profile and the pages of the catalogue say, in one language.
struct CatalogueWords: Sendable, Hashable {
    // Cards
    var recommended: String
    var foundBySearch: String
    /// `{count}`
    var inStock: String
    /// `{word}`
    var quoted: String
    var listSeparator: String
    var whyNamed: String
    /// `{words}`
    var whyWords: String
    var whyProfile: String
    var whyBefore: String

    // The profile
    var profile: String
    var profileIntro: String
    var instrument: String
    var level: String
    var budget: String
    var budgetHint: String
    var notes: String
    var owns: String
    var ownsHint: String
    var save: String
    var saved: String
    var rentals: String
    var noRentals: String
    /// `{from}`
    var rentedSince: String
    /// `{from}`, `{to}`
    var rentedUntil: String

    // The catalogue
    var title: String
    /// `{count}`
    var items: String
    var search: String
    var searchItems: String
    var nothingFound: String
    var item: String
    var identifier: String
    var name: String
    var description: String
    var category: String
    var price: String
    var currency: String
    var stock: String
    var stockHint: String
    /// `{name}`
    var stockOf: String
    var attributes: String
    var attributesHint: String
    var picture: String
    var pictureHint: String
    var active: String
    var inactive: String
    var newItem: String
    var delete: String
    var next: String
    var back: String

    // Importing
    var importing: String
    var importHint: String
    var file: String
    var importButton: String
    var checkButton: String
    /// `{added}`, `{changed}`, `{unchanged}`, `{rejected}`
    var report: String
    var dryRun: String
    var problems: String
    var line: String
    var reason: String
    /// `{count}`
    var moreProblems: String
}

extension PageLanguage {
    var catalogueWords: CatalogueWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}
