import Foundation

/// Vectors of texts on disk, so that no text is embedded twice by one model, and an evaluation that was stopped goes on where
/// it was.
///
/// One file a model, only ever added to: for each text two hashes, the number of numbers, the numbers. What a kill cut off at the end
/// is taken away with the next opening.
struct VectorCache {
    private struct Key: Hashable {
        var first: UInt64
        var second: UInt64
    }

    private let file: FileHandle
    private var vectors: [Key: [Float]] = [:]

    /// - Parameters:
    ///   - folder: made when it is missing.
    ///   - model: whose vectors, by any name that tells it from others.
    /// - Throws: when the file cannot be opened.
    init(folder: String, model: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let name = Self.key(model)
        let path = "\(folder)/vectors-\(String(name.first, radix: 16))\(String(name.second, radix: 16)).bin"
        if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        guard let file = FileHandle(forUpdatingAtPath: path) else { throw CocoaError(.fileReadNoPermission) }
        self.file = file
        let data = try file.readToEnd() ?? Data()
        var position = 0
        while let (key, vector, end) = Self.record(in: data, at: position) {
            vectors[key] = vector
            position = end
        }
        try file.truncate(atOffset: UInt64(position))
    }

    subscript(text: String) -> [Float]? { vectors[Self.key(text)] }

    /// - Throws: when the disk does not take them.
    mutating func keep(_ new: [(text: String, vector: [Float])]) throws {
        var data = Data()
        for (text, vector) in new {
            let key = Self.key(text)
            vectors[key] = vector
            for number in [key.first, key.second, UInt64(vector.count)] {
                withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
            }
            for number in vector { withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
        }
        try file.seekToEnd()
        try file.write(contentsOf: data)
    }

    private static func record(in data: Data, at start: Int) -> (key: Key, vector: [Float], end: Int)? {
        guard data.count - start >= 24 else { return nil }
        return data.withUnsafeBytes { bytes in
            func number(_ place: Int) -> UInt64 {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start + 8 * place, as: UInt64.self))
            }
            guard number(2) <= UInt64((data.count - start - 24) / 4) else { return nil }
            let count = Int(number(2))
            let vector = (0..<count).map { place in
                let bits = bytes.loadUnaligned(fromByteOffset: start + 24 + 4 * place, as: UInt32.self)
                return Float(bitPattern: UInt32(littleEndian: bits))
            }
            return (Key(first: number(0), second: number(1)), vector, start + 24 + 4 * count)
        }
    }

    /// Two hashes of FNV-1a with different beginnings; nobody has a reason to fool them.
    private static func key(_ text: String) -> Key {
        var key = Key(first: 0xcbf2_9ce4_8422_2325, second: 0x9e37_79b9_7f4a_7c15)
        for byte in text.utf8 {
            key.first = (key.first ^ UInt64(byte)) &* 0x100_0000_01b3
            key.second = (key.second ^ UInt64(byte)) &* 0x100_0000_01b3
            key.second ^= key.second >> 29
        }
        return key
    }
}
