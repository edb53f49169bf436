import Foundation

/// What tells a file from what it was before: its length, and a hash of its bytes (FNV-1a) that nobody has a reason to fool.
package struct FileDigest: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// - Throws: ``CatalogueError`` when there is no file at `path`.
    package init(path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw CatalogueError("The catalogue \(path) cannot be read.") }
        defer { try? file.close() }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var length = 0
        while let piece = try file.read(upToCount: 1 << 16), !piece.isEmpty {
            length += piece.count
            for byte in piece { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        description = "\(length)-\(String(hash, radix: 16))"
    }
}
