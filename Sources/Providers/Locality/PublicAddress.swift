import Foundation
package import LanguageModel

/// Whether `address` (a number, as a look-up answers it) is anybody's on the internet: not this machine, not one of its network,
/// and none of the ranges that are kept for something else. What cannot be read is not.
package func isPublicAddress(_ address: String) -> Bool {
    var v4 = in_addr()
    if inet_pton(AF_INET, address, &v4) == 1 { return withUnsafeBytes(of: v4) { isPublicIPv4(Array($0)) } }
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, address, &v6) == 1 else { return false }
    let bytes = withUnsafeBytes(of: v6) { Array($0) }
    if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF { return isPublicIPv4(Array(bytes[12...])) }
    // Only 2000::/3 is given out; of it, not what carries IPv4 inside or is kept for examples.
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    switch (bytes[0], bytes[1]) {
    case (0x20, 0x01): return bytes[2] > 0x01 && !(bytes[2] == 0x0D && bytes[3] == 0xB8)
    case (0x20, 0x02): return false
    case (0x3F, 0xFF): return bytes[2] & 0xF0 != 0
    default: return true
    }
}

private func isPublicIPv4(_ bytes: [UInt8]) -> Bool {
    switch (bytes[0], bytes[1], bytes[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): false
    case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _), (198, 18...19, _): false
    case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 51, 100), (203, 0, 113): false
    default: true
    }
}

/// Where a request to `url` would go, read as the transport reads it.
/// - Throws: ``LanguageModel/ModelFailure`` when it is no `http` or `https` address.
package func httpHost(of url: String) throws(ModelFailure) -> (host: String, port: Int, isSecure: Bool) {
    let origin = try HTTPAddress(url).origin
    return (origin.host, origin.port, origin.isSecure)
}
