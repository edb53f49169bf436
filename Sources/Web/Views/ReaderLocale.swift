import Foundation
import HTTPTypes
import Hummingbird

/// How a reader writes numbers and prices: in the page's language, as it is done where they are.
struct ReaderLocale: Sendable {
    var language: PageLanguage
    private let locale: Locale

    init(language: PageLanguage, acceptLanguage: String? = nil) {
        self.language = language
        let tags = (acceptLanguage ?? "").split(separator: ",").prefix(32).compactMap { range in
            range.split(separator: ";").first.map { $0.filter { !$0.isWhitespace } }
        }
        let own = tags.first { tag in
            tag.split(separator: "-").first?.lowercased() == language.rawValue && tag.count <= 20
                && tag.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (48...57).contains($0) || (65...90).contains($0 & 0xDF) }
        }
        locale = Locale(identifier: own ?? language.rawValue)
    }

    init(of request: Request) {
        self.init(language: PageLanguage(of: request), acceptLanguage: request.headers[.acceptLanguage])
    }

    func price(_ amount: Double, currency: String?) -> String {
        guard let currency else { return amount.formatted(.number.precision(.fractionLength(0...2)).locale(locale)) }
        return amount.formatted(.currency(code: currency).locale(locale))
    }

    func number(_ number: Int) -> String { number.formatted(.number.locale(locale)) }

    /// With so many digits behind the point.
    func number(_ number: Double, digits: Int) -> String {
        number.formatted(.number.precision(.fractionLength(digits)).locale(locale))
    }
}
