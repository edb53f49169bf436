import LanguageModel

/// A selected passage as callers send it.
struct SelectionBody: Decodable {
    var text: String
    var source_url: String?
    var title: String?
    var document_id: String?
    var start: Int?
    var end: Int?

    /// Bytes.
    static let longestText = 64 * 1024
    private static let longestName = 2048

    /// - Parameter path: what stands before a field's name where it is at fault.
    /// - Throws: ``APIError`` 422 that names the field.
    func selection(at path: String, textField: String = "text") throws -> Selection {
        let text = text.withoutNUL
        guard text.contains(where: { !$0.isWhitespace }) else { throw APIError.invalid(path + textField, "must not be empty") }
        guard text.utf8.count <= Self.longestText else {
            throw APIError.invalid(path + textField, "must have at most \(Self.longestText) bytes")
        }
        for (name, value) in [("source_url", source_url), ("title", title), ("document_id", document_id)] {
            guard value?.utf8.count ?? 0 <= Self.longestName else {
                throw APIError.invalid(path + name, "must have at most \(Self.longestName) bytes")
            }
        }
        if let source_url {
            let scheme = source_url.lowercased()
            guard scheme.hasPrefix("https://") || scheme.hasPrefix("http://") else {
                throw APIError.invalid(path + "source_url", "must be an address of the web")
            }
        }
        for (name, value) in [("start", start), ("end", end)] {
            guard value.map(Selection.offsets.contains) ?? true else {
                throw APIError.invalid(path + name, "must be from 0 to \(Selection.offsets.upperBound)")
            }
        }
        if let end, end < start ?? 0 { throw APIError.invalid(path + "end", "must not be before start") }
        return Selection(
            text: text, sourceURL: source_url?.withoutNUL, title: title?.withoutNUL,
            documentID: document_id?.withoutNUL, start: start, end: end)
    }
}

extension String {
    /// Without what no database keeps.
    var withoutNUL: String { replacing("\0", with: "") }
}
