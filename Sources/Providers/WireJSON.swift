import Foundation
import LanguageModel
import NIOCore
import NIOFoundationCompat

/// JSON to and from providers.
enum WireJSON {
    static func encode(_ value: some Encodable) throws -> ByteBuffer {
        let encoder = JSONEncoder()
        // Sorted, so that equal requests are equal bytes: providers cache prompts by their beginning, tools included.
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return ByteBuffer(bytes: try encoder.encode(value))
    }

    /// - Throws: ``ModelFailure`` `malformed`.
    static func decode<Value: Decodable>(_ type: Value.Type, from buffer: ByteBuffer) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: buffer)
        } catch {
            let beginning = String(decoding: buffer.readableBytesView.prefix(120), as: UTF8.self)
            throw ModelFailure(.malformed, "the answer cannot be read: \(beginning)")
        }
    }
}
