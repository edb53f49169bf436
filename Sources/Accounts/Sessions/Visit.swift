import Foundation

/// Where a request came from, for the audit log and for counting tries.
package struct Visit: Sendable, Hashable {
    /// Who does it; nil when nobody is known to.
    package var actorID: String?
    package var address: String?
    package var userAgent: String?
    package var requestID: String?

    package init(actorID: String? = nil, address: String? = nil, userAgent: String? = nil, requestID: String? = nil) {
        self.actorID = actorID
        self.address = address
        self.userAgent = userAgent
        self.requestID = requestID
    }

    /// The address as tries are counted: a network of IPv6 is one caller, since whoever has one address of it has all. However the
    /// address is written, and with whatever port a proxy has put behind it.
    var network: String {
        guard let address else { return "unknown" }
        var text = address[...]
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            text = text[text.index(after: text.startIndex)..<end]
        } else if text.contains("."), text.count(where: { $0 == ":" }) == 1 {
            text = text.prefix { $0 != ":" }
        }
        var number = in6_addr()
        guard inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &number) == 1 else { return String(text) }
        let bytes = withUnsafeBytes(of: number) { Array($0) }
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return bytes.dropFirst(12).map(String.init).joined(separator: ".")
        }
        return bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
