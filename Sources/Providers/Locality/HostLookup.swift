import Foundation

/// Asks the system for the addresses of a host.
package enum HostLookup {
    /// On a thread of its own, for the system may take long to answer.
    /// - Returns: numbers, such as `192.0.2.1`; empty when there is no such host.
    package static func addresses(of host: String) async throws -> [String] {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: find(host)) }
            thread.start()
        }
    }

    private static func find(_ host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var entry = list
        while let info = entry?.pointee {
            var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let status = getnameinfo(info.ai_addr, info.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
            if status == 0 {
                let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                // `fe80::1%eth0` is not an address that anybody else has.
                found.append(text)
            }
            entry = info.ai_next
        }
        return found
    }
}
