import Crypto
import Foundation

/// One line of the journal: `<crc32c> <sequence> <previous> <json>`.
///
/// `crc32c` (8 hex digits) is over everything after it up to the newline; `previous` is the SHA-256 of the whole line before,
/// newline included, in hex (64 zeros in the ledger's first line).
struct JournalLine {
    /// Why a line cannot be what was written.
    enum Fault: Error, Hashable {
        case malformed
        case checksum
    }

    /// The hash that the first line of a ledger carries.
    static let origin = [UInt8](repeating: UInt8(ascii: "0"), count: 64)

    var sequence: Int
    /// 64 hex digits.
    var previous: [UInt8]
    var json: [UInt8]

    /// Reads a line without its newline.
    init(parsing line: ArraySlice<UInt8>) throws(Fault) {
        let start = line.startIndex
        guard line.count > 9, line[start + 8] == 32 else { throw .malformed }
        let content = line[(start + 9)...]
        guard Array(line[start..<start + 8]) == Self.checksum(content) else { throw .checksum }
        guard let afterSequence = content.firstIndex(of: 32), let sequence = Self.number(content[..<afterSequence]),
            line.endIndex > afterSequence + 66, line[afterSequence + 65] == 32
        else { throw .malformed }
        self.sequence = sequence
        previous = Array(line[(afterSequence + 1)..<(afterSequence + 65)])
        json = Array(line[(afterSequence + 66)...])
    }

    /// Appends the line, newline included, to `bytes` and returns its hash, which the next line carries.
    static func append(sequence: Int, previous: [UInt8], json: [UInt8], to bytes: inout [UInt8]) -> [UInt8] {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 8))
        bytes.append(32)
        bytes.append(contentsOf: sequence.description.utf8)
        bytes.append(32)
        bytes.append(contentsOf: previous)
        bytes.append(32)
        bytes.append(contentsOf: json)
        bytes.replaceSubrange(start..<(start + 8), with: checksum(bytes[(start + 9)...]))
        bytes.append(10)
        return hash(bytes[start...])
    }

    /// SHA-256 of a line with its newline, as 64 hex digits.
    static func hash(_ line: ArraySlice<UInt8>) -> [UInt8] {
        let digest = line.withUnsafeBytes { bytes in
            var hasher = SHA256()
            hasher.update(bufferPointer: bytes)
            return hasher.finalize()
        }
        var digits: [UInt8] = []
        digits.reserveCapacity(64)
        for byte in digest {
            digits.append(hexDigit(byte >> 4))
            digits.append(hexDigit(byte & 15))
        }
        return digits
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let crc = crc32c(bytes)
        return (0..<8).map { hexDigit(UInt8(truncatingIfNeeded: crc >> (28 - 4 * UInt32($0))) & 15) }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.count < 19, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }
}
