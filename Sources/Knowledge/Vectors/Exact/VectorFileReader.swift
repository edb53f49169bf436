import Foundation

/// An open file of vectors, read block by block: what has been appended since, by whichever process, is taken over by
/// ``catchUp()``. What stands behind the last whole block is a write under way, or one that a kill cut short, and is left alone.
struct VectorFileReader {
    let collection: String
    let file: VectorFileHandle
    let header: VectorFileHeader
    /// Where the next block begins.
    private(set) var end = VectorFileFormat.headerLength
    private(set) var snapshot: VectorSnapshot
    /// The row of each number that counts.
    private(set) var rows: [Int64: Int] = [:]
    private(set) var blockCount = 0
    /// As it was when it was last caught up with.
    private(set) var standing: VectorFileHandle.Standing

    /// - Throws: ``VectorStoreError`` `unknownCollection` when there is no such file, `damaged` when it is none of ours.
    init(path: String, collection: String) throws {
        guard VectorFileHandle.Standing(path: path) != nil else { throw VectorStoreError.unknownCollection(collection) }
        self.collection = collection
        file = try VectorFileHandle(path: path)
        standing = try file.standing()
        var bytes = [UInt8](repeating: 0, count: VectorFileFormat.headerLength)
        let isWhole = try bytes.withUnsafeMutableBytes { [file] in try file.read(into: $0, at: 0) }
        guard isWhole, let header = bytes.withUnsafeBytes({ VectorFileHeader($0) }) else {
            throw VectorStoreError.damaged(collection: collection, "its header is not one of this version")
        }
        self.header = header
        snapshot = VectorSnapshot(
            dimensions: header.dimensions, stride: VectorFileFormat.stride(header.dimensions),
            mapping: try VectorFileMapping(file, length: Self.room(for: standing.length)))
        try catchUp()
    }

    /// Twice what is needed, so that the file can grow for a while in the same place.
    private static func room(for length: Int) -> Int { max(1 << 20, length * 2) }

    /// Takes over what has been appended.
    /// - Throws: ``VectorStoreError`` `damaged` when a block is broken that others follow.
    mutating func catchUp() throws {
        standing = try file.standing()
        if standing.length > snapshot.mapping.length {
            snapshot.mapping = try VectorFileMapping(file, length: Self.room(for: standing.length))
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while let block = try wholeBlock(at: end, using: &buffer) {
            try take(block)
            end += VectorFileFormat.headerLength + block.payloadLength
            blockCount += 1
        }
        if end < standing.length, try isFollowed(using: &buffer) {
            throw VectorStoreError.damaged(collection: collection, "the block at byte \(end) is not what was written")
        }
    }

    private func header(at offset: Int, using buffer: inout [UInt8]) throws -> VectorBlockHeader? {
        guard offset + VectorFileFormat.headerLength <= standing.length else { return nil }
        return try buffer.withUnsafeMutableBytes { bytes in
            let bytes = UnsafeMutableRawBufferPointer(rebasing: bytes[..<VectorFileFormat.headerLength])
            guard try file.read(into: bytes, at: offset), let header = VectorBlockHeader(UnsafeRawBufferPointer(bytes)),
                header.offset == offset, header.generation == self.header.generation
            else { return nil }
            return header
        }
    }

    /// The header of the block at `offset`, when all of it is there and as it was written. It is read rather than looked at in
    /// memory, so that numbers that no search needs take no memory.
    private func wholeBlock(at offset: Int, using buffer: inout [UInt8]) throws -> VectorBlockHeader? {
        guard let header = try header(at: offset, using: &buffer) else { return nil }
        let payload = offset + VectorFileFormat.headerLength
        guard header.payloadLength <= standing.length - payload else { return nil }
        var checksum = VectorChecksum()
        var done = 0
        while done < header.payloadLength {
            let count = min(buffer.count, header.payloadLength - done)
            let isThere = try buffer.withUnsafeMutableBytes { bytes in
                let bytes = UnsafeMutableRawBufferPointer(rebasing: bytes[..<count])
                guard try file.read(into: bytes, at: payload + done) else { return false }
                checksum.add(UnsafeRawBufferPointer(bytes))
                return true
            }
            guard isThere else { return nil }
            done += count
        }
        return checksum.value == header.payloadChecksum ? header : nil
    }

    /// Whether a whole block stands somewhere behind ``end``: then what stands at it was not cut short, for nobody appends before
    /// the rest of a write that was cut short is gone.
    private func isFollowed(using buffer: inout [UInt8]) throws -> Bool {
        let alignment = VectorFileFormat.alignment
        var window = [UInt8](repeating: 0, count: 1 << 16)
        var start = end + alignment
        while start + alignment <= standing.length {
            let count = min(window.count, (standing.length - start) / alignment * alignment)
            let isThere = try window.withUnsafeMutableBytes {
                try file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<count]), at: start)
            }
            guard isThere else { return false }
            let offsets = window.withUnsafeBytes { bytes in
                stride(from: 0, to: count, by: alignment).filter { position in
                    let header = VectorBlockHeader(UnsafeRawBufferPointer(rebasing: bytes[position..<position + alignment]))
                    return header?.offset == start + position && header?.generation == self.header.generation
                }
            }
            for offset in offsets {
                if try wholeBlock(at: start + offset, using: &buffer) != nil { return true }
            }
            start += count
        }
        return false
    }

    private mutating func take(_ block: VectorBlockHeader) throws {
        let payload = end + VectorFileFormat.headerLength
        let bytes = UnsafeRawBufferPointer(start: snapshot.mapping.base + payload, count: block.payloadLength)
        switch block.kind {
        case .deletions:
            guard block.count * 8 <= bytes.count else { throw inconsistent }
            for position in 0..<block.count { forget(bytes.number(at: position * 8)) }
        case .rows:
            let layout = VectorBlockLayout(count: block.count, stride: snapshot.stride, namesLength: block.namesLength)
            guard layout.length == bytes.count else { throw inconsistent }
            let names = UnsafeRawBufferPointer(rebasing: bytes[layout.names..<layout.names + block.namesLength])
            let documents = try positions(of: names)
            let firstRow = snapshot.rowCount
            for row in 0..<block.count {
                let position = Int(bytes.number(at: layout.documents + row * 4) as UInt32)
                guard position < documents.count else { throw inconsistent }
                let id: Int64 = bytes.number(at: layout.ids + row * 8)
                forget(id)
                rows[id] = firstRow + row
                snapshot.isAlive.append(true)
                snapshot.documentOf.append(documents[position])
                snapshot.count += 1
            }
            snapshot.blocks.append(.init(firstRow: firstRow, count: block.count, payload: payload, layout: layout))
        }
    }

    private mutating func forget(_ id: Int64) {
        guard let row = rows.removeValue(forKey: id) else { return }
        snapshot.isAlive[row] = false
        snapshot.count -= 1
    }

    /// The documents that `names` lists, by their positions in the snapshot.
    private mutating func positions(of names: UnsafeRawBufferPointer) throws -> [Int32] {
        var found: [Int32] = []
        var offset = 0
        while offset < names.count {
            guard offset + 4 <= names.count else { throw inconsistent }
            let length = Int(names.number(at: offset) as UInt32)
            guard length <= names.count - offset - 4 else { throw inconsistent }
            let name = String(decoding: UnsafeRawBufferPointer(rebasing: names[offset + 4..<offset + 4 + length]), as: UTF8.self)
            offset += 4 + length
            if let known = snapshot.positions[name] {
                found.append(known)
            } else {
                let position = Int32(snapshot.documents.count)
                snapshot.documents.append(name)
                snapshot.positions[name] = position
                found.append(position)
            }
        }
        return found
    }

    private var inconsistent: VectorStoreError {
        .damaged(collection: collection, "the block at byte \(end) contradicts itself")
    }
}
