/// Why a document cannot be read.
package struct ParseFailure: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, Codable, CaseIterable {
        case unsupportedFormat = "unsupported_format"
        /// Called a text, and none.
        case notText = "not_text"
        /// Nothing is in it, or nothing that could be read.
        case noText = "no_text"
        case damaged
        case truncated
        case passwordProtected = "password_protected"
        case zipBomb = "zip_bomb"
        case unsafeName = "unsafe_name"
        case tooLarge = "too_large"
        case tooManyPages = "too_many_pages"
        case tooMuchText = "too_much_text"
        case timedOut = "timed_out"
        /// The parser ended without a word, as it does when it may have no more memory.
        case crashed
        case parserMissing = "parser_missing"
    }

    package var code: Code
    /// For people: a sentence or two.
    package var reason: String

    package init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    package var description: String { reason }

    static func damaged(_ what: String) -> ParseFailure {
        ParseFailure(.damaged, "The file is damaged: \(what).")
    }
}

/// What one document may cost.
package struct ParseLimits: Sendable, Hashable {
    /// Bytes of UTF-8.
    package var text: Int
    package var pages: Int
    /// Bytes that an archive may become.
    package var unpacked: Int

    package init(text: Int = 20_000_000, pages: Int = 5000, unpacked: Int = 300_000_000) {
        self.text = text
        self.pages = pages
        self.unpacked = unpacked
    }
}
