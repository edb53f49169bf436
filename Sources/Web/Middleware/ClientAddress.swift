import HTTPTypes
import Hummingbird
package import NIOCore

/// Where a request came from, as far as it counts: an address of version 4, or the 64 bits of one of version 6 that belong to
/// one customer of a network.
package struct ClientAddress: Sendable, Hashable {
    private var high: UInt64
    private var low: UInt64

    package init?(_ text: Substring) {
        // A proxy may write an address with a port behind it.
        var text = text.trimming(while: { $0 == " " || $0 == "\t" })
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            text = text[text.index(after: text.startIndex)..<end]
        } else if text.contains("."), !text.contains("::"), let colon = text.firstIndex(of: ":") {
            text = text[..<colon]
        }
        guard !text.isEmpty, text.utf8.count <= 64, let address = try? SocketAddress(ipAddress: String(text), port: 0) else {
            return nil
        }
        self.init(address)
    }

    package init?(_ address: SocketAddress) {
        let isVersion4: Bool
        switch address {
        case .v4: isVersion4 = true
        case .v6: isVersion4 = false
        case .unixDomainSocket: return nil
        }
        // The address' own bytes, in network order, behind family and port; in version 6 also behind the flow.
        (high, low) = address.withSockAddr { pointer, size in
            let bytes = UnsafeRawBufferPointer(start: pointer, count: size)
            func number(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
            return isVersion4 ? (0, 0xffff_0000_0000 | number(4..<8)) : (number(8..<16), number(16..<24))
        }
    }

    private var isVersion4: Bool { high == 0 && low >> 32 == 0xffff }

    /// The same for all addresses that one customer has.
    package var customer: ClientAddress {
        var address = self
        if !isVersion4 { address.low = 0 }
        return address
    }

    /// Whether the first `bits` of both, of 128, are the same.
    fileprivate func shares(_ bits: Int, with other: ClientAddress) -> Bool {
        func differs(_ one: UInt64, _ two: UInt64, _ bits: Int) -> Bool {
            bits > 0 && (one ^ two) >> UInt64(64 - min(64, bits)) != 0
        }
        return !differs(high, other.high, bits) && !differs(low, other.low, bits - 64)
    }

    /// A network, such as `10.0.0.0/8` or one address.
    package struct Network: Sendable, Hashable {
        private var address: ClientAddress
        /// Of 128.
        private var bits: Int

        package init?(_ text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= 2, let first = parts.first, let address = ClientAddress(first) else { return nil }
            let whole = address.isVersion4 ? 32 : 128
            var said = whole
            if parts.count == 2 {
                guard let number = Int(parts[1]), (0...whole).contains(number) else { return nil }
                said = number
            }
            self.address = address
            bits = said + 128 - whole
        }

        package func contains(_ other: ClientAddress) -> Bool { address.shares(bits, with: other) }
    }
}

/// Whose word is taken for where a request came from.
package struct TrustedProxies: Sendable, Hashable {
    private var networks: [ClientAddress.Network]

    /// Proxies on this machine alone.
    package static let local = TrustedProxies([])

    /// - Parameter networks: besides this machine, whose proxies are believed always.
    package init(_ networks: [ClientAddress.Network]) {
        self.networks = ["127.0.0.0/8", "::1"].compactMap { ClientAddress.Network($0) } + networks
    }

    package func contains(_ address: ClientAddress) -> Bool { networks.contains { $0.contains(address) } }

    /// Where the request came from, in words: the peer, or the last of those named in X-Forwarded-For that is no trusted proxy, since
    /// what stands before it may be the caller's own.
    func client(of request: Request, peer: SocketAddress?) -> Substring? {
        let said = peer?.ipAddress.map { $0[...] }
        guard let forwarded = request.headers[.forwardedFor], let peer, let address = ClientAddress(peer), contains(address)
        else {
            return said
        }
        var client = said
        for part in forwarded.split(separator: ",").reversed() {
            client = part.trimming(while: { $0 == " " || $0 == "\t" }).prefix(64)
            guard let client, let address = ClientAddress(client), contains(address) else { break }
        }
        return client.map { $0.isEmpty ? said ?? $0 : $0 }
    }

    /// The same as a value; nil where the request came from none.
    func address(of request: Request, peer: SocketAddress?) -> ClientAddress? {
        if request.headers[.forwardedFor] == nil { return peer.flatMap { ClientAddress($0) } }
        return client(of: request, peer: peer).flatMap { ClientAddress($0) } ?? peer.flatMap { ClientAddress($0) }
    }
}

extension HTTPField.Name {
    static let forwardedFor = named("x-forwarded-for")
}

extension Substring {
    fileprivate func trimming(while isBlank: (Character) -> Bool) -> Substring {
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}
