import LanguageModel

/// Where connections go: those to the same origin can stand in for one another.
struct Origin: Hashable, Sendable {
    var isSecure: Bool
    /// Without the brackets of an IPv6 address.
    var host: String
    var port: Int
    /// Where that is, when somebody knows; nil has it looked up.
    var address: String?
}

/// An `http` or `https` address, taken apart. A user or a fragment in it is left out.
struct HTTPAddress: Sendable {
    var origin: Origin
    /// What the Host header says.
    var authority: String
    /// Path and query, with everything escaped that a request line cannot hold.
    var target: String

    /// - Throws: ``ModelFailure`` with kind `connect` when it is no such address.
    init(_ text: String) throws(ModelFailure) {
        let isSecure: Bool
        let rest: Substring.UTF8View
        if text.prefix(8).lowercased() == "https://" {
            isSecure = true
            rest = text.dropFirst(8).utf8
        } else if text.prefix(7).lowercased() == "http://" {
            isSecure = false
            rest = text.dropFirst(7).utf8
        } else {
            throw Self.unusable("Invalid URL")
        }

        let end = rest.firstIndex { [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains($0) } ?? rest.endIndex
        var place = rest[..<end]
        if let at = place.lastIndex(of: UInt8(ascii: "@")) { place = place[place.index(after: at)...] }
        let isNumbered = place.first == UInt8(ascii: "[")
        let hostEnd =
            isNumbered
            ? place.firstIndex(of: UInt8(ascii: "]")) : place.firstIndex(of: UInt8(ascii: ":")) ?? place.endIndex
        guard let hostEnd else { throw Self.unusable("Invalid URL") }
        let host = isNumbered ? place[..<hostEnd].dropFirst() : place[..<hostEnd]
        let port = isNumbered ? place[hostEnd...].dropFirst() : place[hostEnd...]
        guard !host.isEmpty else { throw Self.unusable("Empty host") }
        guard host.allSatisfy({ Self.isHostByte($0) || isNumbered && $0 == UInt8(ascii: ":") }),
            port.isEmpty || port.first == UInt8(ascii: ":")
        else { throw Self.unusable("Invalid URL") }

        let usual = isSecure ? 443 : 80
        let number = port.count < 2 ? usual : UInt16(Substring(port.dropFirst())).map(Int.init)
        guard let number, number > 0 else { throw Self.unusable("Invalid URL") }
        let name = String(Substring(host))
        origin = Origin(isSecure: isSecure, host: name, port: number)
        authority = (isNumbered ? "[\(name)]" : name) + (number == usual ? "" : ":\(number)")
        target = Self.escaped(rest[end...].prefix { $0 != UInt8(ascii: "#") })
    }

    private static func unusable(_ reason: String) -> ModelFailure {
        ModelFailure(.connect, "the provider's address cannot be used: \(reason)")
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "%"): true
        default: false
        }
    }

    private static func escaped(_ target: Substring.UTF8View) -> String {
        let path = target.first == UInt8(ascii: "/") ? "" : "/"
        if target.allSatisfy(isTargetByte) { return path + String(Substring(target)) }
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = target.flatMap { byte in
            isTargetByte(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return path + String(decoding: bytes, as: UTF8.self)
    }

    private static func isTargetByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F...0xFF, UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"),
            UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
            false
        default: true
        }
    }
}
