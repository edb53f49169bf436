/// Writes whole numbers in as few bytes as they need, seven bits a byte.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write(_ number: Int) { write(UInt64(max(0, number))) }

    /// Its length and its UTF-8.
    mutating func write(_ text: String) {
        write(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }
    mutating func append(_ more: ArraySlice<UInt8>) { bytes.append(contentsOf: more) }
}

/// Reads what ``ByteWriter`` wrote.
struct ByteReader {
    struct Damage: Error, Hashable {}

    private let bytes: [UInt8]
    private(set) var position: Int

    init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    mutating func number() throws(Damage) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw Damage()
    }

    /// A number of things that are still to come, of which each takes a byte at least.
    mutating func count() throws(Damage) -> Int {
        let count = try number()
        guard count <= UInt64(bytes.count - position) else { throw Damage() }
        return Int(count)
    }

    /// A number that fits 32 bits.
    mutating func small() throws(Damage) -> UInt32 {
        guard let value = UInt32(exactly: try number()) else { throw Damage() }
        return value
    }

    /// The place of the next `count` bytes, which are passed over.
    mutating func skip(_ count: Int) throws(Damage) -> Range<Int> {
        guard count <= bytes.count - position else { throw Damage() }
        defer { position += count }
        return position..<position + count
    }

    mutating func text() throws(Damage) -> String {
        let length = try count()
        return String(decoding: bytes[try skip(length)], as: UTF8.self)
    }
}
