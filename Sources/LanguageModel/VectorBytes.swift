import Foundation

extension [Float] {
    /// The vector as its little-endian 32-bit floats.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * 4)
        for number in self {
            Swift.withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// nil when `bytes` are not whole 32-bit floats.
    package init?(bytes: [UInt8]) {
        guard bytes.count % 4 == 0 else { return nil }
        self = bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4).map { offset in
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            }
        }
    }

    /// ``bytes`` in Base64, as the OpenAI protocol has a vector.
    package var base64: String { Data(bytes).base64EncodedString() }

    /// nil when `text` is not Base64 of whole 32-bit floats.
    package init?(base64 text: String) {
        guard let data = Data(base64Encoded: text) else { return nil }
        self.init(bytes: [UInt8](data))
    }
}
