/// A 64-bit checksum of bytes that come in multiples of 32: four lanes that mix eight bytes at a time, so that reading a file
/// costs more than checking it. It finds accidents, not forgers.
struct VectorChecksum {
    private var lanes = SIMD4<UInt64>(0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb, 0x2545_f491_4f6c_dd1d)
    private var length: UInt64 = 0

    /// - Precondition: `bytes.count` is a multiple of 32.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        let factor = SIMD4<UInt64>(repeating: 0x9fb2_1c65_1e98_df25)
        var offset = 0
        while offset + 32 <= bytes.count {
            let words = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
            let mixed = (lanes ^ words) &* factor
            lanes = mixed ^ (mixed &>> 29)
            offset += 32
        }
        length += UInt64(bytes.count)
    }

    var value: UInt64 {
        var result = length
        for lane in 0..<4 {
            result = (result ^ lanes[lane]) &* 0xff51_afd7_ed55_8ccd
            result ^= result >> 32
        }
        return result
    }

    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var checksum = VectorChecksum()
        checksum.add(bytes)
        return checksum.value
    }
}
