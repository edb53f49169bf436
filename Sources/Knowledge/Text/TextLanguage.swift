/// A language that texts are told apart by: each has its stop words, most have a stemmer.
package enum TextLanguage: String, Sendable, Hashable, CaseIterable {
    case arabic = "ar"
    case armenian = "hy"
    case basque = "eu"
    case bulgarian = "bg"
    case catalan = "ca"
    case czech = "cs"
    case danish = "da"
    case dutch = "nl"
    case english = "en"
    case finnish = "fi"
    case french = "fr"
    case german = "de"
    case greek = "el"
    case hebrew = "he"
    case hindi = "hi"
    case hungarian = "hu"
    case indonesian = "id"
    case irish = "ga"
    case italian = "it"
    case lithuanian = "lt"
    case nepali = "ne"
    case norwegian = "no"
    case persian = "fa"
    case polish = "pl"
    case portuguese = "pt"
    case romanian = "ro"
    case russian = "ru"
    case serbian = "sr"
    case spanish = "es"
    case swedish = "sv"
    case tamil = "ta"
    case turkish = "tr"
    case ukrainian = "uk"
    case urdu = "ur"
    case vietnamese = "vi"

    /// From a tag such as `en`, `en-US` or `pt_BR`; nil for one of another language.
    package init?(tag: String) {
        let code = tag.lowercased().prefix { $0 != "-" && $0 != "_" }
        switch code {
        case "nb", "nn": self = .norwegian
        default:
            guard let language = TextLanguage(rawValue: String(code)) else { return nil }
            self = language
        }
    }

    /// What its words are written in.
    var script: Script {
        switch self {
        case .arabic, .persian, .urdu: .arabic
        case .armenian: .armenian
        case .bulgarian, .russian, .serbian, .ukrainian: .cyrillic
        case .greek: .greek
        case .hebrew: .hebrew
        case .hindi, .nepali: .devanagari
        case .tamil: .tamil
        default: .latin
        }
    }

    /// The code by which Snowball knows its stemmer; nil where there is none.
    var stemmer: String? {
        switch self {
        case .bulgarian, .czech, .hebrew, .persian, .polish, .ukrainian, .urdu, .vietnamese: nil
        default: rawValue
        }
    }

    /// Every language of a script.
    static let byScript = Dictionary(grouping: allCases, by: \.script)
}

/// What words are written in, as far as it matters to how they are compared.
enum Script: Sendable, Hashable {
    case latin, cyrillic, greek, arabic, hebrew, armenian, devanagari, tamil
    /// Any other whose words are apart from one another.
    case other

    /// The language that a text is taken for which shows none of its own.
    var usual: TextLanguage? {
        switch self {
        case .latin: .english
        case .cyrillic: .russian
        case .greek: .greek
        case .arabic: .arabic
        case .hebrew: .hebrew
        case .armenian: .armenian
        case .devanagari: .hindi
        case .tamil: .tamil
        case .other: nil
        }
    }
}
