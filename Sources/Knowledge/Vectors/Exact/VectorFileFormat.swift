/// The file of one collection: a header, then blocks, each appended whole. A later row of the same number stands in for an earlier
/// one; a block of deletions takes rows away. Everything is little-endian and begins at a multiple of 64 bytes.
enum VectorFileFormat {
    static let alignment = 64
    static let headerLength = 64
    /// The most rows of one block.
    static let blockRows = 4096
    /// How many numbers a vector may have.
    static let lengths = 1...20_000

    static func aligned(_ length: Int) -> Int { (length + alignment - 1) / alignment * alignment }

    /// The numbers of a row as they lie in the file, with zeros at the end, so that loops need no remainder.
    static func stride(_ dimensions: Int) -> Int { (dimensions + 31) / 32 * 32 }
}

/// How a file begins.
struct VectorFileHeader: Hashable {
    var dimensions: Int
    /// Changes when the file is written anew, so that no block of an older one passes for one of this.
    var generation: UInt64

    private static let magic: UInt64 = 0x524f_5443_4556_5355  // "USVECTOR"
    private static let version: UInt32 = 1

    init(dimensions: Int, generation: UInt64) {
        self.dimensions = dimensions
        self.generation = generation
    }

    /// nil for what is no header of this version.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= VectorFileFormat.headerLength, bytes.number(at: 0) == Self.magic,
            bytes.number(at: 8) as UInt32 == Self.version,
            bytes.number(at: 32) == VectorChecksum.of(UnsafeRawBufferPointer(rebasing: bytes[..<32]))
        else { return nil }
        dimensions = Int(bytes.number(at: 12) as UInt32)
        generation = bytes.number(at: 16)
        guard VectorFileFormat.lengths.contains(dimensions) else { return nil }
    }

    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: VectorFileFormat.headerLength)
        bytes.withUnsafeMutableBytes { bytes in
            bytes.put(Self.magic, at: 0)
            bytes.put(Self.version, at: 8)
            bytes.put(UInt32(dimensions), at: 12)
            bytes.put(generation, at: 16)
            bytes.put(VectorChecksum.of(UnsafeRawBufferPointer(rebasing: bytes[..<32])), at: 32)
        }
        return bytes
    }
}

/// How a block begins.
struct VectorBlockHeader: Hashable {
    enum Kind: UInt32 {
        case rows = 1
        case deletions = 2
    }

    var kind: Kind
    /// Rows, or numbers deleted.
    var count: Int
    /// Bytes of the names of documents at the payload's end.
    var namesLength: Int
    /// Bytes.
    var payloadLength: Int
    var payloadChecksum: UInt64
    var generation: UInt64
    /// Where the block lies, so that a piece of another file cannot pass for it.
    var offset: Int

    private static let magic: UInt32 = 0x4b43_4c42  // "BLCK"

    init(
        kind: Kind, count: Int, namesLength: Int, payloadLength: Int, payloadChecksum: UInt64, generation: UInt64, offset: Int
    ) {
        self.kind = kind
        self.count = count
        self.namesLength = namesLength
        self.payloadLength = payloadLength
        self.payloadChecksum = payloadChecksum
        self.generation = generation
        self.offset = offset
    }

    /// nil for what is no header.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= VectorFileFormat.headerLength, bytes.number(at: 0) == Self.magic,
            let kind = Kind(rawValue: bytes.number(at: 4)), let offset = Int(exactly: bytes.number(at: 40) as UInt64),
            let payloadLength = Int(exactly: bytes.number(at: 16) as UInt64), payloadLength % VectorFileFormat.alignment == 0,
            bytes.number(at: 56) == Self.checksum(bytes)
        else { return nil }
        self.kind = kind
        count = Int(bytes.number(at: 8) as UInt32)
        namesLength = Int(bytes.number(at: 12) as UInt32)
        // Of either kind each takes eight bytes at least. So no later sum of what stands here is too large.
        guard count <= payloadLength / 8 else { return nil }
        self.payloadLength = payloadLength
        payloadChecksum = bytes.number(at: 24)
        generation = bytes.number(at: 32)
        self.offset = offset
    }

    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: VectorFileFormat.headerLength)
        bytes.withUnsafeMutableBytes { bytes in
            bytes.put(Self.magic, at: 0)
            bytes.put(kind.rawValue, at: 4)
            bytes.put(UInt32(count), at: 8)
            bytes.put(UInt32(namesLength), at: 12)
            bytes.put(UInt64(payloadLength), at: 16)
            bytes.put(payloadChecksum, at: 24)
            bytes.put(generation, at: 32)
            bytes.put(UInt64(offset), at: 40)
            bytes.put(Self.checksum(UnsafeRawBufferPointer(bytes)), at: 56)
        }
        return bytes
    }

    /// Over the first 56 bytes, the last eight of 64 taken for zeros.
    private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var checksum = VectorChecksum()
        checksum.add(UnsafeRawBufferPointer(rebasing: bytes[..<32]))
        let rest = SIMD4<UInt64>(bytes.number(at: 32), bytes.number(at: 40), bytes.number(at: 48), 0)
        withUnsafeBytes(of: rest) { checksum.add($0) }
        return checksum.value
    }
}

/// Where the columns of a block of rows lie in its payload, in bytes.
struct VectorBlockLayout: Hashable {
    let ids: Int
    /// A position in the list of names for each row, 4 bytes.
    let documents: Int
    /// What a code is to be multiplied by, for each row.
    let scales: Int
    /// How far a row is from what its codes say, for each row.
    let errors: Int
    let codes: Int
    let numbers: Int
    let names: Int
    let length: Int

    init(count: Int, stride: Int, namesLength: Int) {
        ids = 0
        documents = VectorFileFormat.aligned(count * 8)
        scales = VectorFileFormat.aligned(documents + count * 4)
        errors = VectorFileFormat.aligned(scales + count * 4)
        codes = VectorFileFormat.aligned(errors + count * 4)
        numbers = VectorFileFormat.aligned(codes + count * stride)
        names = VectorFileFormat.aligned(numbers + count * stride * 4)
        length = VectorFileFormat.aligned(names + namesLength)
    }
}

extension UnsafeRawBufferPointer {
    func number<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Number {
        Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}

extension UnsafeMutableRawBufferPointer {
    func put<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number, at offset: Int) {
        storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self)
    }

    func put(_ number: Float, at offset: Int) {
        put(number.bitPattern, at: offset)
    }
}
