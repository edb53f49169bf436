import Crypto
import LanguageModel

/// Where a reader gets to see what was cited.
enum SourceAddress {
    /// The page of a document, at a span of its kept text.
    /// - Parameters:
    ///   - span: Unicode scalars.
    ///   - quote: its words, by whose ``mark(of:)`` the page tells whether they still stand there.
    static func of(document: String, in collection: String, span: Range<Int>, quote: String) -> String {
        "/documents/\(collection.inQuery)/\(document.inQuery)?start=\(span.lowerBound)&end=\(span.upperBound)&mark=\(mark(of: quote))#span"
    }

    /// - Returns: nil when there is nothing to open.
    static func of(_ citation: Citation) -> String? {
        guard !citation.documentID.isEmpty else { return citation.url.flatMap(opened) }
        return of(
            document: citation.documentID, in: citation.collectionID, span: citation.start..<max(citation.start, citation.end),
            quote: citation.quote)
    }

    /// Tells a span's words from others: 16 hexadecimal digits.
    static func mark(of quote: String) -> String {
        SHA256.hash(data: Array(quote.utf8)).prefix(8).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// `address` when a link may lead there, which is to the web.
    static func opened(_ address: String) -> String? {
        let start = address.prefix(8).lowercased()
        let isOpen = start.hasPrefix("http://") || start.hasPrefix("https://")
        return isOpen && !address.utf8.contains { $0 <= 0x20 || $0 == 0x5C } ? address : nil
    }
}
