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

    /// - Throws: ``ModelFailure`` `malformed`. Its message quotes nothing: what cannot be read may be the answer's text, and
    ///   failures are logged and recorded.
    static func decode<Value: Decodable>(_ type: Value.Type, from buffer: ByteBuffer) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: buffer)
        } catch {
            throw ModelFailure(.malformed, "the answer cannot be read: \(reason(error)), in \(buffer.readableBytes) bytes")
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "no \(key.stringValue)"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "the wrong type at \(context.codingPath.map(\.stringValue).joined(separator: "."))"
        default: "not JSON"
        }
    }
}
