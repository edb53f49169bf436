import Foundation
import HTTPTypes
import Hummingbird
import Knowledge

/// A file of items that somebody sends: kept on disk until it is there whole, so that an upload that breaks off changes nothing
/// and a large one needs no memory, then taken in.
enum ItemsUpload {
    /// Bytes of a file.
    static let limit = 256 << 20

    /// Takes the body of `request` in.
    /// - Parameters:
    ///   - isForm: whether the body is a form with the file in it.
    ///   - onEnd: told what has become of the rows, also where the file could only be read so far.
    /// - Throws: ``APIError`` 413 over ``limit`` bytes, 422 for a file that is no catalogue.
    static func run(
        _ request: Request, into catalogue: String, of repository: CatalogueRepository, isDryRun: Bool, isForm: Bool = false,
        onEnd: (CatalogueImportReport) async throws -> Void
    ) async throws -> CatalogueImportReport {
        let upload = try TemporaryFile()
        try await upload.store(request, limit: limit)
        let part = isForm ? try FilePart(in: upload.path, contentType: request.headers[.contentType] ?? "") : nil
        var reading = CatalogueImport(
            part?.format ?? CatalogueFormat(request), into: catalogue, of: repository, isDryRun: isDryRun)
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: upload.path))
            defer { try? file.close() }
            if let part { try file.seek(toOffset: part.range.lowerBound) }
            var left = part.map { Int($0.range.count) } ?? .max
            while left > 0, let piece = try file.read(upToCount: min(1 << 16, left)), !piece.isEmpty {
                left -= piece.count
                try await reading.take(piece)
            }
            let report = try await reading.finish()
            try await onEnd(report)
            return report
        } catch let error as CatalogueError {
            try await onEnd(reading.report)
            throw APIError.invalid("file", error.description)
        }
    }
}

extension CatalogueFormat {
    /// By what the request says of its body: anything with `csv` or `tab` in its type is a table.
    init(_ request: Request) {
        let type = request.headers[.contentType]?.lowercased() ?? ""
        self = type.contains("csv") || type.contains("tab") ? .csv : .json
    }
}

/// The file in a form as browsers send one with a file in it, `multipart/form-data`, whose only field it is.
struct FilePart {
    var range: Range<UInt64>
    var format: CatalogueFormat

    /// - Throws: ``APIError`` 400 when there is no such form at `path`.
    init(in path: String, contentType: String) throws {
        let wrong = APIError(.badRequest, "malformed_form", "The form could not be read.")
        guard let name = contentType.firstMatch(of: /boundary="?([^";]{1,100})"?/)?.1 else { throw wrong }
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? file.close() }
        let boundary = Data("--\(name)".utf8)
        guard let head = try file.read(upToCount: 8192), head.starts(with: boundary),
            let start = head.firstRange(of: Data("\r\n\r\n".utf8))
        else { throw wrong }
        let size = try file.seekToEnd()
        let tailStart = size > 1024 ? size - 1024 : 0
        try file.seek(toOffset: tailStart)
        guard let tail = try file.readToEnd(), let end = tail.lastRange(of: Data("\r\n".utf8) + boundary + Data("--".utf8)),
            tailStart + UInt64(end.lowerBound) >= UInt64(start.upperBound)
        else { throw wrong }
        range = UInt64(start.upperBound)..<tailStart + UInt64(end.lowerBound)
        let says = String(decoding: head[..<start.lowerBound], as: UTF8.self)
        format = CatalogueFormat(path: says.firstMatch(of: /filename="([^"]*)"/).map { String($0.1) } ?? "")
    }
}

extension Data {
    fileprivate func lastRange(of part: Data) -> Range<Int>? { range(of: part, options: .backwards) }
}
