/// The kinds of documents that can be read.
package enum DocumentFormat: String, Sendable, Hashable, Codable, CaseIterable {
    case csv
    case docx
    case epub
    case html
    case markdown
    case pdf
    case pptx
    case text
    case xlsx

    package var mediaType: String {
        switch self {
        case .csv: "text/csv"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .epub: "application/epub+zip"
        case .html: "text/html"
        case .markdown: "text/markdown"
        case .pdf: "application/pdf"
        case .pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation"
        case .text: "text/plain"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }

    /// Of file names, in small letters.
    package var extensions: [String] {
        switch self {
        case .csv: ["csv", "tsv"]
        case .docx: ["docx", "docm"]
        case .html: ["html", "htm", "xhtml"]
        case .markdown: ["md", "markdown", "mdx"]
        case .text: ["txt", "text", "log", "rst", "adoc"]
        case .pptx: ["pptx", "pptm"]
        case .xlsx: ["xlsx", "xlsm"]
        case .epub, .pdf: [rawValue]
        }
    }

    /// By the end of a file's name; nil when that says nothing.
    package init?(name: String) {
        guard let dot = name.lastIndex(of: ".") else { return nil }
        let end = name[name.index(after: dot)...].lowercased()
        guard let format = Self.allCases.first(where: { $0.extensions.contains(end) }) else { return nil }
        self = format
    }

    /// By a media type, with or without its parameters.
    package init?(mediaType: String) {
        let type = mediaType.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        switch type {
        case "application/xhtml+xml": self = .html
        case "text/x-markdown": self = .markdown
        case "text/tab-separated-values", "application/csv": self = .csv
        default:
            guard let format = Self.allCases.first(where: { $0.mediaType == type }) else { return nil }
            self = format
        }
    }
}
