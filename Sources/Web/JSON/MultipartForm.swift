import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A form with files in it, as browsers send one: `multipart/form-data`, whole in memory.
struct MultipartForm: Sendable {
    struct Part: Sendable {
        /// Empty where a file could have been chosen and none was; nil for a plain field.
        var filename: String?
        var bytes: [UInt8]
    }

    private var parts: [String: Part] = [:]

    /// - Throws: ``APIError``: 413 over `limit` bytes, 400 for anything but such a form.
    init(_ request: inout Request, limit: Int) async throws {
        let type = request.headers[.contentType] ?? ""
        let bytes = try await request.bytes(upTo: limit)
        guard let boundary = type.firstMatch(of: /^multipart\/form-data;.*boundary="?([^";\s]{1,100})"?/)?.1 else {
            throw Self.malformed
        }
        try self.init(Data(bytes), boundary: String(boundary))
    }

    /// - Throws: ``APIError`` 400.
    init(_ body: Data, boundary: String) throws(APIError) {
        let mark = Data("--\(boundary)".utf8)
        let lineEnd = Data("\r\n".utf8)
        guard let first = body.range(of: mark), first.lowerBound == body.startIndex else { throw Self.malformed }
        var rest = body[first.upperBound...]
        while !rest.starts(with: Data("--".utf8)) {
            guard rest.starts(with: lineEnd), let head = rest.range(of: Data("\r\n\r\n".utf8)),
                let end = rest.range(of: lineEnd + mark, in: head.lowerBound + 2..<rest.endIndex), parts.count < 100
            else { throw Self.malformed }
            let says = String(decoding: rest[..<head.lowerBound], as: UTF8.self)
            guard let name = says.firstMatch(of: /(?i)content-disposition:[^\r\n]*[; ]name="([^"\r\n]*)"/)?.1 else {
                throw Self.malformed
            }
            let filename = says.firstMatch(of: /(?i)content-disposition:[^\r\n]*; *filename="([^"\r\n]*)"/).map { String($0.1) }
            let from = min(head.upperBound, end.lowerBound)
            parts[String(name)] = Part(filename: filename, bytes: Array(rest[from..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
    }

    /// The text of a plain field; nil when it is not there.
    subscript(name: String) -> String? { parts[name].map { String(decoding: $0.bytes, as: UTF8.self) } }

    /// The file that was chosen for a field; nil when none was.
    func file(_ name: String) -> [UInt8]? {
        guard let part = parts[name], let filename = part.filename, !filename.isEmpty || !part.bytes.isEmpty else { return nil }
        return part.bytes
    }

    private static let malformed = APIError(.badRequest, "malformed_form", "The form could not be read.")
}
