import Foundation
import Hummingbird

/// A form with files in it, `multipart/form-data`, kept in a file.
struct UploadedForm: Sendable {
    struct Part: Sendable {
        var name: String
        /// nil for a plain field.
        var fileName: String?
        var contentType: String?
        /// Of its bytes.
        var range: Range<Int>
    }

    private(set) var parts: [Part] = []
    private let data: Data

    private static let mostParts = 1000

    /// - Throws: ``APIError`` 400 when there is no such form at `path`.
    init(in path: String, contentType: String) throws {
        let wrong = APIError(.badRequest, "malformed_form", "The form could not be read.")
        guard let name = contentType.firstMatch(of: /boundary="?([^";]{1,100})"?/)?.1 else { throw wrong }
        let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        self.data = data
        let line = Data("\r\n".utf8)
        let boundary = Data("--\(name)".utf8)
        guard data.starts(with: boundary) else { throw wrong }
        var place = boundary.count
        while true {
            let rest = data[place...]
            if rest.starts(with: Data("--".utf8)) { return }
            guard rest.starts(with: line), let headEnd = rest.range(of: line + line), headEnd.lowerBound - place < 16_384,
                let end = data[(headEnd.upperBound - 2)...].range(of: line + boundary), parts.count < Self.mostParts
            else { throw wrong }
            let head = String(decoding: data[place..<headEnd.lowerBound], as: UTF8.self)
            // Even what is empty begins behind the empty line.
            let start = headEnd.upperBound
            guard let field = Self.parameter("name", in: head) else { throw wrong }
            parts.append(
                Part(
                    name: field, fileName: Self.parameter("filename", in: head),
                    contentType: head.firstMatch(of: /(?i)\r\ncontent-type:\s*([^\r\n]+)/).map { String($0.1) },
                    range: start..<max(start, end.lowerBound)))
            place = end.upperBound
        }
    }

    /// The plain field of this name; nil when there is none.
    func text(_ name: String) -> String? {
        parts.first { $0.name == name && $0.fileName == nil }.map { String(decoding: data[$0.range], as: UTF8.self) }
    }

    func write(_ part: Part, to path: String) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var place = part.range.lowerBound
        while place < part.range.upperBound {
            let end = min(place + 1 << 20, part.range.upperBound)
            try TemporaryFile.keepingRoom { try file.write(contentsOf: data[place..<end]) }
            place = end
        }
    }

    /// As browsers write them: in quotes, a quote inside as `%22`.
    private static func parameter(_ name: String, in head: String) -> String? {
        guard let found = head.range(of: "; \(name)=\"", options: .caseInsensitive) else { return nil }
        return String(head[found.upperBound...].prefix { $0 != "\"" }).replacing("%22", with: "\"")
    }
}
