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

    /// The address as tries are counted: a network of IPv6 is one caller, since whoever has one address of it has all.
    var network: String {
        guard let address else { return "unknown" }
        guard address.contains(":"), !address.hasPrefix("::ffff:") else { return address }
        return address.split(separator: ":", omittingEmptySubsequences: false).prefix(4).joined(separator: ":")
    }
}
