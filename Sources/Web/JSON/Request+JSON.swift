import Foundation
import Hummingbird
import NIOCore
import NIOFoundationCompat

extension Request {
    /// The body as `Value`.
    /// - Throws: ``APIError``: 413 over `limit` bytes, 400 for what is not JSON, 422 naming the field for a wrong shape.
    mutating func decodeJSON<Value: Decodable>(_ type: Value.Type = Value.self, limit: Int) async throws -> Value {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit { throw APIError.tooLarge(limit) }
        let body: ByteBuffer
        do {
            body = try await collectBody(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw APIError.tooLarge(limit)
        }
        do {
            return try JSONDecoder().decode(Value.self, from: body)
        } catch let error as DecodingError {
            // A string that is not UTF-8 looks to the decoder like a value of another type.
            guard body.isUTF8 else { throw APIError.malformed("The request body is not valid UTF-8.") }
            throw APIError(error)
        }
    }
}

extension Request {
    /// The same, or nil when there is no body.
    mutating func decodeJSONIfPresent<Value: Decodable>(_ type: Value.Type = Value.self, limit: Int) async throws -> Value? {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > 0 { return try await decodeJSON(limit: limit) }
        guard headers[.transferEncoding] != nil else { return nil }
        return try await decodeJSON(limit: limit)
    }
}

extension ByteBuffer {
    fileprivate var isUTF8: Bool { String(validating: readableBytesView, as: UTF8.self) != nil }
}

extension APIError {
    /// - Parameter error: thrown while reading a caller's JSON.
    init(_ error: DecodingError) {
        switch error {
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            self = .malformed("The request body is not valid JSON.")
        case .dataCorrupted(let context):
            self = .invalid(Self.path(context.codingPath), context.debugDescription)
        case .keyNotFound(let key, let context):
            self = .invalid(Self.path(context.codingPath + [key]), "is required")
        case .typeMismatch(let type, let context):
            self = .invalid(Self.path(context.codingPath), "must be \(Self.name(of: type))")
        case .valueNotFound(let type, let context):
            self = .invalid(Self.path(context.codingPath), "must be \(Self.name(of: type)), not null")
        @unknown default:
            self = .malformed("The request body could not be read.")
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        let path = keys.reduce("") { path, key in
            if let index = key.intValue { return "\(path)[\(index)]" }
            return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
        }
        return path.isEmpty ? "body" : path
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is Int.Type: "a whole number"
        case is Double.Type: "a number"
        case is any Collection<String>.Type, is [Any].Type: "a list"
        default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
        }
    }
}
