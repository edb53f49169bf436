/// The languages that the page speaks; raw values are BCP 47 tags.
package enum PageLanguage: String, Sendable, CaseIterable, Codable {
    case english = "en"
    case german = "de"
    case chinese = "zh"
    case arabic = "ar"

    /// Right to left for Arabic.
    package var direction: String { self == .arabic ? "rtl" : "ltr" }

    package var words: Words {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }

    /// The language that a reader's `Accept-Language` ranks highest among ours; English when it names none of them.
    package static func preferred(acceptLanguage: String?) -> PageLanguage {
        var best: (language: PageLanguage, quality: Double)?
        for range in (acceptLanguage ?? "").split(separator: ",").prefix(32) {
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let tag = parts.first?.split(separator: "-").first,
                let language = PageLanguage(rawValue: String(tag))
            else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
            let quality = weight.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if quality > 0, quality > (best?.quality ?? 0) { best = (language, quality) }
        }
        return best?.language ?? .english
    }
}
