import Foundation

/// Where the links of an answer may lead: to addresses that its sources name, letter for letter, and to hosts that people have
/// named themselves. An address that nobody has named could carry away what was said.
package struct KnownLinks: Sendable, Hashable {
    private let hosts: Set<String>
    private let texts: [String]

    /// - Parameters:
    ///   - sources: what addresses are looked up in: the sources' texts and their own addresses.
    ///   - said: what people have written.
    package init(sources: [String], said: [String]) {
        texts = sources
        hosts = said.reduce(into: []) { hosts, text in
            for word in text.split(whereSeparator: { $0.isWhitespace || "<>\"'()[]".contains($0) }) {
                if let host = Self.host(of: String(word)) { hosts.insert(host) }
            }
        }
    }

    func allow(_ address: String) -> Bool {
        if let host = Self.host(of: address), hosts.contains(host) { return true }
        return texts.contains { text in
            text.ranges(of: address).contains { range in
                // All of one that is named there, not its beginning.
                range.upperBound == text.endIndex || !Self.goesOn(text[range.upperBound...])
            }
        }
    }

    private static func goesOn(_ rest: Substring) -> Bool {
        guard let next = rest.unicodeScalars.first else { return false }
        return LinkScanner.isPart(next) && !LinkScanner.isPunctuation(next)
    }

    private static func host(of address: String) -> String? {
        let full = address.lowercased().hasPrefix("www.") ? "http://\(address)" : address
        guard let parts = URLComponents(string: full), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", parts.user == nil, parts.password == nil
        else { return nil }
        return parts.host?.lowercased()
    }
}
