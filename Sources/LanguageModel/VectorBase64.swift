import Foundation

extension [Float] {
    /// The vector as Base64 of its little-endian 32-bit floats, as the OpenAI protocol has it.
    package var base64: String {
        var data = Data(capacity: count * 4)
        for number in self {
            Swift.withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
        return data.base64EncodedString()
    }

    /// nil when `text` is not Base64 of whole 32-bit floats.
    package init?(base64 text: String) {
        guard let data = Data(base64Encoded: text), data.count % 4 == 0 else { return nil }
        self = data.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4).map { offset in
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            }
        }
    }
}
