import Crypto
import Foundation

/// How many rows a table has, and a digest of them that does not depend on their order.
package struct TableSummary: Sendable, Hashable, Codable {
    package var name: String
    package private(set) var rows = 0
    /// The sum of the rows' SHA-256, as four numbers of 64 bits.
    private var digest: [UInt64] = [0, 0, 0, 0]

    package init(name: String) { self.name = name }

    /// - Parameter line: the row, as a backup writes it.
    mutating func add(_ line: [UInt8]) {
        rows += 1
        SHA256.hash(data: line).withUnsafeBytes { hash in
            for part in 0..<4 { digest[part] &+= hash.loadUnaligned(fromByteOffset: part * 8, as: UInt64.self).bigEndian }
        }
    }
}
