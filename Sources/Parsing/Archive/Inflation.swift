import CZlib

/// Unpacks what zlib calls raw deflate.
enum Inflation {
    /// - Parameter limit: bytes; what becomes more is given up at once.
    /// - Throws: ``ParseFailure``.
    static func inflate(_ bytes: ArraySlice<UInt8>, limit: Int) throws -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw ParseFailure.damaged("it cannot be unpacked")
        }
        defer { inflateEnd(&stream) }
        var result: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        var input = Array(bytes)
        return try input.withUnsafeMutableBufferPointer { input -> [UInt8] in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(clamping: input.count)
            while true {
                let (status, written) = piece.withUnsafeMutableBufferPointer { piece in
                    stream.next_out = piece.baseAddress
                    stream.avail_out = UInt32(piece.count)
                    return (CZlib.inflate(&stream, Z_NO_FLUSH), piece.count - Int(stream.avail_out))
                }
                result += piece[..<written]
                if result.count > limit { throw ZIPArchive.bomb }
                if status == Z_STREAM_END { return result }
                guard status == Z_OK, written > 0 || stream.avail_in > 0 else {
                    throw ParseFailure.damaged("a part of it cannot be unpacked")
                }
            }
        }
    }
}
