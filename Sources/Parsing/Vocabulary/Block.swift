/// A piece of a document as its author made it. Their texts, each with what stands after it, make the kept text one after
/// another.
package struct Block: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable {
        case heading
        case paragraph
        /// One entry of a list.
        case list
        case code
        /// The names above a table's columns.
        case header
        /// A table's row.
        case row
    }

    package var kind: Kind
    package var text: String
    /// White space, and marks that are not worth quoting.
    package var after: String
    /// Of a heading, 1 for the highest.
    package var level: Int?
    /// A heading or header without the marks around it; nil when that is ``text``.
    package var title: String?
    /// 1 for the first; nil where there are none.
    package var page: Int?

    package init(
        _ kind: Kind, _ text: String, after: String = "\n\n", level: Int? = nil, title: String? = nil, page: Int? = nil
    ) {
        self.kind = kind
        self.text = text
        self.after = after
        self.level = level
        self.title = title
        self.page = page
    }
}

/// What a document says of itself as a whole.
package struct DocumentSummary: Sendable, Hashable, Codable {
    package var format: DocumentFormat
    package var title: String?
    /// As in `de` or `zh-Hant`, when the document says so.
    package var language: String?
    package var pages: Int?
    /// Of a text, as IANA calls it.
    package var encoding: String?
    /// What it holds and nobody sees who looks at it: it is not taken in. The beginning of it; nil when there is nothing.
    package var hidden: String?
    /// What could not be read of it, although there is something to read.
    package var lack: ParseFailure?

    package init(
        format: DocumentFormat, title: String? = nil, language: String? = nil, pages: Int? = nil, encoding: String? = nil,
        hidden: String? = nil, lack: ParseFailure? = nil
    ) {
        self.format = format
        self.title = title
        self.language = language
        self.pages = pages
        self.encoding = encoding
        self.hidden = hidden
        self.lack = lack
    }
}

/// A document, read.
package struct ParsedDocument: Sendable, Hashable {
    package var blocks: [Block]
    package var summary: DocumentSummary

    package init(blocks: [Block], summary: DocumentSummary) {
        self.blocks = blocks
        self.summary = summary
    }

    /// What is kept of it.
    package var text: String { blocks.reduce(into: "") { $0 += $1.text + $1.after } }
}

/// Reads documents.
package protocol DocumentParser: Sendable {
    /// - Parameters:
    ///   - file: where its bytes are.
    ///   - name: what it is called, from which its format may be told.
    ///   - mediaType: what its source says it is.
    /// - Throws: ``ParseFailure``; `CancellationError` when the task is cancelled.
    func parse(file: String, name: String, mediaType: String?) async throws -> ParsedDocument
}
