import Knowledge

/// What the server itself speaks to whoever asked: the language of the question where that is one of those of its pages, or else
/// English.
package enum QuestionLanguage: Sendable, Hashable {
    case english, german, chinese, arabic

    package init(of text: String) {
        let ideographs = text.unicodeScalars.count { (0x3400...0x9FFF).contains($0.value) }
        let letters = text.unicodeScalars.count { $0.properties.isAlphabetic }
        guard ideographs == 0 || ideographs * 2 <= letters else {
            self = .chinese
            return
        }
        switch LanguageDetector.language(of: text) {
        case .german: self = .german
        case .arabic: self = .arabic
        default: self = .english
        }
    }
}
