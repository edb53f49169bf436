import Foundation
import HTTPTypes
import Hummingbird
import Knowledge
import LanguageModel

/// Files that are sent in a form: kept on disk until the form is whole, so that one that breaks off changes nothing.
struct DocumentUpload: Sendable {
    let library: DocumentLibrary

    /// - Throws: ``APIError`` 400 for what is no such form, 413 for what is too large, 422 for fields that are wrong.
    func take(_ request: Request, to collection: DocumentCollection) async throws -> [Submission] {
        let file = try TemporaryFile()
        try await file.store(request, limit: library.fileLimit + (1 << 20))
        let kind = request.headers[.contentType] ?? ""
        let form = try await onOwnThread { try UploadedForm(in: file.path, contentType: kind) }
        let files = form.parts.filter { $0.fileName != nil }
        guard !files.isEmpty else { throw APIError.invalid("file", "is required") }
        let title = try form.text("title").map(Self.title)
        let metadata = try form.text("metadata").map { text in
            guard let metadata = try? JSONDecoder().decode([String: JSONValue].self, from: Data(text.utf8)) else {
                throw APIError.invalid("metadata", "must be a JSON object")
            }
            return try Self.checked(metadata)
        }
        // Looked at before any is taken in, so that a form that is refused has changed nothing.
        let names = try files.map { part in
            guard part.range.count <= library.fileLimit else { throw APIError.tooLarge(library.fileLimit) }
            // Only a name, whatever folders a browser or somebody clever puts before it.
            let name = (part.fileName ?? "").split { $0 == "/" || $0 == "\\" }.last.map { String($0).asName } ?? ""
            guard !name.isEmpty, ![".", ".."].contains(name), name.utf8.count <= 500 else {
                throw APIError.invalid("file", "must have a name of 1 to 500 bytes")
            }
            return name
        }
        var added: [Submission] = []
        for (part, name) in zip(files, names) {
            let piece = try TemporaryFile()
            try await onOwnThread { try form.write(part, to: piece.path) }
            added.append(
                try await library.documents.submit(
                    .upload(
                        named: name, in: collection.id, title: files.count == 1 ? title : nil, mediaType: part.contentType,
                        metadata: metadata ?? [:]), file: piece.path))
        }
        return added
    }

    static func title(_ text: String) throws -> String {
        let title = text.trimmingWhitespace
        guard !title.isEmpty, title.utf8.count <= 500, !title.utf8.contains(0) else {
            throw APIError.invalid("title", "must have 1 to 500 bytes")
        }
        return title
    }

    static func checked(_ metadata: [String: JSONValue], field: String = "metadata") throws -> [String: JSONValue] {
        guard try JSONEncoder().encode(metadata).count <= 16_384 else {
            throw APIError.invalid(field, "must have 16384 bytes at most")
        }
        return metadata
    }
}
