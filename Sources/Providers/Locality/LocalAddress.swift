import Foundation

/// Whether `url` is the address of this machine or of one in its own network, as far as its host says so: nothing is looked
/// up, for the look-up itself would tell others. What cannot be read for sure is not local.
package func isLocalAddress(_ url: String) -> Bool {
    guard let start = url.firstRange(of: "://")?.upperBound else { return false }
    let authority = url[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    // A backslash or a user in front of the host is read differently by different readers.
    guard !authority.contains("@"), !authority.contains("\\") else { return false }
    if authority.hasPrefix("[") {
        return isLocalIPv6(String(authority.dropFirst().prefix { $0 != "]" && $0 != "%" }))
    }
    return isLocalHost(authority.prefix { $0 != ":" }.lowercased())
}

private func isLocalHost(_ host: String) -> Bool {
    var v4 = in_addr()
    if inet_pton(AF_INET, host, &v4) == 1 { return withUnsafeBytes(of: v4) { isLocalIPv4(Array($0)) } }
    let name = host.hasSuffix(".") ? host.dropLast() : host[...]
    // Other characters may be turned into dots on the way to the resolver.
    guard !name.isEmpty, name.utf8.allSatisfy({ isNameByte($0) }) else { return false }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard let last = labels.last, !labels.contains("") else { return false }
    if labels.count > 1 { return ["local", "internal", "localhost"].contains(last) }
    // `134744072` and `0x08080808` are ways to write 8.8.8.8.
    return !last.hasPrefix("0x") && last.contains { $0.isLetter }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        true
    default: false
    }
}

/// Loopback, private, link-local, and the unspecified address, which reaches this machine.
private func isLocalIPv4(_ bytes: [UInt8]) -> Bool {
    switch (bytes[0], bytes[1]) {
    case (127, _), (10, _), (192, 168), (169, 254), (172, 16...31): true
    default: bytes == [0, 0, 0, 0]
    }
}

/// The same in IPv6: `::1`, `fc00::/7`, `fe80::/10`, `::`, and IPv4 in IPv6's clothes.
private func isLocalIPv6(_ text: String) -> Bool {
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, text, &v6) == 1 else { return false }
    let bytes = withUnsafeBytes(of: v6) { Array($0) }
    let leading = bytes.prefix { $0 == 0 }.count
    if leading == 10, bytes[10] == 0xff, bytes[11] == 0xff { return isLocalIPv4(Array(bytes[12...])) }
    return leading == 16 || (leading == 15 && bytes[15] == 1) || bytes[0] & 0xfe == 0xfc
        || (bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80)
}
