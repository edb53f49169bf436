/// A ZIP file in memory, whose entries are unpacked one by one. Nothing of it is ever written to a disk.
final class ZIPArchive {
    private struct Entry {
        var start: Int
        var packed: Int
        var size: Int
        var method: Int
        var isEncrypted: Bool
    }

    private let bytes: [UInt8]
    private var entries: [String: Entry] = [:]
    /// Of all entries together, what may still be unpacked.
    private var left: Int

    private static let mostEntries = 20_000
    static let bomb = ParseFailure(.zipBomb, "It unpacks to far more than its size, as files do that are made to fill a machine.")

    /// Reads the directory at its end.
    /// - Parameter limit: bytes that may be unpacked of it.
    /// - Throws: ``ParseFailure``.
    init(_ bytes: [UInt8], limit: Int = 300_000_000) throws {
        self.bytes = bytes
        left = limit
        try readDirectory()
    }

    func contains(_ name: String) -> Bool { entries[name] != nil }

    /// - Throws: ``ParseFailure``.
    func unpack(_ name: String) throws -> [UInt8] {
        guard let found = try unpackIfPresent(name) else { throw ParseFailure.damaged("\(name) is missing in it") }
        return found
    }

    /// nil when there is no such entry.
    func unpackIfPresent(_ name: String) throws -> [UInt8]? {
        guard let entry = entries[name] else { return nil }
        guard !entry.isEncrypted else { throw ParseFailure(.passwordProtected, "It is protected with a password.") }
        guard number(at: entry.start, 4) == 0x0403_4B50 else { throw ParseFailure.damaged("its directory points nowhere") }
        let start = entry.start + 30 + number(at: entry.start + 26, 2) + number(at: entry.start + 28, 2)
        guard start + entry.packed <= bytes.count else { throw Self.truncated }
        let packed = bytes[start..<start + entry.packed]
        let unpacked: [UInt8]
        switch entry.method {
        case 0: unpacked = Array(packed)
        // One that becomes more than it says was made to.
        case 8: unpacked = try Inflation.inflate(packed, limit: min(left, entry.size))
        default: throw ParseFailure(.unsupportedFormat, "It is packed in a way that is not known (\(entry.method)).")
        }
        left -= unpacked.count
        guard left >= 0 else { throw Self.bomb }
        return unpacked
    }

    private static let truncated = ParseFailure(.truncated, "It ends in the middle; it was probably not copied whole.")

    private func readDirectory() throws {
        // The end record is 22 bytes and a comment long.
        let first = max(0, bytes.count - 22 - 65_535)
        guard bytes.count >= 22,
            let end = stride(from: bytes.count - 22, through: first, by: -1).first(where: { number(at: $0, 4) == 0x0605_4B50 })
        else { throw Self.truncated }
        let count = number(at: end + 10, 2)
        var place = number(at: end + 16, 4)
        guard count < 0xFFFF, place < 0xFFFF_FFFF, count <= Self.mostEntries else {
            throw ParseFailure(.tooLarge, "It holds more files than a document does.")
        }
        var declared = 0
        for _ in 0..<count {
            guard place + 46 <= end, number(at: place, 4) == 0x0201_4B50 else {
                throw ParseFailure.damaged("its directory breaks off")
            }
            let nameLength = number(at: place + 28, 2)
            guard place + 46 + nameLength <= end else { throw ParseFailure.damaged("its directory breaks off") }
            let name = String(decoding: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)
            try Self.check(name)
            let entry = Entry(
                start: number(at: place + 42, 4), packed: number(at: place + 20, 4), size: number(at: place + 24, 4),
                method: number(at: place + 10, 2), isEncrypted: number(at: place + 8, 2) & 1 == 1)
            declared += entry.size
            entries[name] = entry
            place += 46 + nameLength + number(at: place + 30, 2) + number(at: place + 32, 2)
        }
        // What it says of itself is enough to refuse it; that it says less is no reason to believe it.
        if declared > left { throw Self.bomb }
    }

    /// Nothing is written where a name says, but a file with such names was made to do harm.
    private static func check(_ name: String) throws {
        let parts = name.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
        guard !name.hasPrefix("/"), !name.hasPrefix("\\"), !name.utf8.contains(0), !parts.contains(".."),
            parts.first?.hasSuffix(":") != true
        else {
            throw ParseFailure(.unsafeName, "A file in it is named so that it would be written elsewhere: \(name.prefix(100)).")
        }
    }

    /// A number of so many bytes, the lowest first; all ones when it lies outside.
    private func number(at place: Int, _ count: Int) -> Int {
        guard place >= 0, place + count <= bytes.count else { return (1 << (8 * count)) - 1 }
        return (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
}
