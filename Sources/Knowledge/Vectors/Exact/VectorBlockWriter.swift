/// Puts blocks together as they stand in the file.
struct VectorBlockWriter {
    let dimensions: Int
    let generation: UInt64

    /// A block of rows, header included.
    /// - Parameters:
    ///   - points: unit vectors of ``dimensions`` numbers.
    ///   - offset: where the block will lie.
    func rows(_ points: ArraySlice<VectorPoint>, at offset: Int) -> [UInt8] {
        let stride = VectorFileFormat.stride(dimensions)
        var names: [UInt8] = []
        var positions: [String: UInt32] = [:]
        let documents = points.map { point in
            if let known = positions[point.document] { return known }
            let position = UInt32(positions.count)
            positions[point.document] = position
            let name = Array(point.document.utf8)
            withUnsafeBytes(of: UInt32(name.count).littleEndian) { names += $0 }
            names += name
            return position
        }
        let layout = VectorBlockLayout(count: points.count, stride: stride, namesLength: names.count)
        return block(.rows, count: points.count, namesLength: names.count, payload: layout.length, at: offset) { payload in
            for (row, point) in points.enumerated() {
                payload.put(point.id, at: layout.ids + row * 8)
                payload.put(documents[row], at: layout.documents + row * 4)
                let codes = VectorCodes(point.vector)
                payload.put(codes.scale, at: layout.scales + row * 4)
                payload.put(codes.error, at: layout.errors + row * 4)
                for (column, code) in codes.codes.enumerated() {
                    payload.put(code, at: layout.codes + row * stride + column)
                }
                for (column, number) in point.vector.enumerated() {
                    payload.put(number, at: layout.numbers + (row * stride + column) * 4)
                }
            }
            UnsafeMutableRawBufferPointer(rebasing: payload[layout.names..<layout.names + names.count]).copyBytes(from: names)
        }
    }

    /// A block that deletes `ids`, header included.
    func deletions(_ ids: [Int64], at offset: Int) -> [UInt8] {
        let length = VectorFileFormat.aligned(ids.count * 8)
        return block(.deletions, count: ids.count, namesLength: 0, payload: length, at: offset) { payload in
            for (position, id) in ids.enumerated() { payload.put(id, at: position * 8) }
        }
    }

    private func block(
        _ kind: VectorBlockHeader.Kind, count: Int, namesLength: Int, payload length: Int, at offset: Int,
        fill: (UnsafeMutableRawBufferPointer) -> Void
    ) -> [UInt8] {
        let start = VectorFileFormat.headerLength
        var bytes = [UInt8](repeating: 0, count: start + length)
        bytes.withUnsafeMutableBytes { bytes in
            let payload = UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
            fill(payload)
            let header = VectorBlockHeader(
                kind: kind, count: count, namesLength: namesLength, payloadLength: length,
                payloadChecksum: VectorChecksum.of(UnsafeRawBufferPointer(payload)), generation: generation, offset: offset)
            UnsafeMutableRawBufferPointer(rebasing: bytes[..<start]).copyBytes(from: header.bytes)
        }
        return bytes
    }
}
