/// Reads JSON from its bytes without building a tree, for what comes in with every token. Every step answers nil at
/// whatever it does not expect, and whoever reads falls back on a real decoder, which then says what is wrong.
struct JSONCursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// - Parameter bytes: must stay where they are while the cursor is in use.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes.bindMemory(to: UInt8.self)
    }

    /// Calls `member` with each key of an object, which is plain ASCII; it must read the value and answers whether it could.
    mutating func object(_ member: (inout JSONCursor, _ key: UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        guard take(UInt8(ascii: "{")) else { return false }
        if take(UInt8(ascii: "}")) { return true }
        repeat {
            guard let key = plainString(), key.allSatisfy({ $0 < 128 }), take(UInt8(ascii: ":")), member(&self, key) else {
                return false
            }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    /// Calls `element` for each element of a list; it must read the value and answers whether it could.
    mutating func list(_ element: (inout JSONCursor) -> Bool) -> Bool {
        guard take(UInt8(ascii: "[")) else { return false }
        if take(UInt8(ascii: "]")) { return true }
        repeat {
            guard element(&self) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    /// Whether the value is `null`; read if it is.
    mutating func null() -> Bool { literal("null") }

    /// A string; nil for one with a `\u` escape or bytes that are not UTF-8, too.
    mutating func string() -> String? {
        let begin = position
        if let plain = plainString() { return String(validating: plain, as: UTF8.self) }
        position = begin
        return escapedString()
    }

    /// Passes over a value that nobody needs.
    mutating func skip(depth: Int = 0) -> Bool {
        skipSpace()
        guard position < bytes.count, depth < 16 else { return false }
        switch bytes[position] {
        case UInt8(ascii: "\""): return string() != nil
        case UInt8(ascii: "{"): return object { cursor, _ in cursor.skip(depth: depth + 1) }
        case UInt8(ascii: "["): return list { $0.skip(depth: depth + 1) }
        case UInt8(ascii: "t"): return literal("true")
        case UInt8(ascii: "f"): return literal("false")
        case UInt8(ascii: "n"): return literal("null")
        default: return wholeNumber() != nil
        }
    }

    /// A number without sign, fraction or exponent.
    mutating func wholeNumber() -> Int? {
        skipSpace()
        let begin = position
        var value = 0
        while position < bytes.count, case let digit = bytes[position], (48...57).contains(digit), position - begin < 18 {
            value = value * 10 + Int(digit - 48)
            position += 1
        }
        let isWhole = position < bytes.count && ",]} \n\r\t".utf8.contains(bytes[position])
        let hasLeadingZero = position - begin > 1 && bytes[begin] == UInt8(ascii: "0")
        return position > begin && isWhole && !hasLeadingZero ? value : nil
    }

    /// Whether nothing but space is left.
    mutating func isAtEnd() -> Bool {
        skipSpace()
        return position == bytes.count
    }

    private mutating func skipSpace() {
        while position < bytes.count, case let byte = bytes[position], byte == 32 || byte == 10 || byte == 13 || byte == 9 {
            position += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func literal(_ word: StaticString) -> Bool {
        skipSpace()
        guard bytes.count - position >= word.utf8CodeUnitCount else { return false }
        for index in 0..<word.utf8CodeUnitCount where bytes[position + index] != word.utf8Start[index] { return false }
        position += word.utf8CodeUnitCount
        return true
    }

    /// The bytes of a string that holds no escape.
    private mutating func plainString() -> UnsafeBufferPointer<UInt8>? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let begin = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return UnsafeBufferPointer(rebasing: bytes[begin..<position - 1])
            }
            if byte == UInt8(ascii: "\\") || byte < 32 { return nil }
            position += 1
        }
        return nil
    }

    private mutating func escapedString() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard position < bytes.count, let meant = Self.escapes(bytes[position]) else { return nil }
                text.append(meant)
                position += 1
            case 0..<32:
                return nil
            default:
                text.append(byte)
            }
        }
        return nil
    }

    private static func escapes(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        default: nil
        }
    }
}
