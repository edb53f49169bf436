/// Takes a parser's blocks, and holds the limit of text.
struct BlockOutput {
    private let limit: Int
    private let emit: (Block) throws -> Void
    private var size = 0
    /// Whether anything was said.
    private(set) var hasText = false
    /// What was found that nobody sees.
    private(set) var hidden = ""
    /// That the next blocks stand on.
    var page: Int?

    init(limit: Int, emit: @escaping (Block) throws -> Void) {
        self.limit = limit
        self.emit = emit
    }

    /// - Throws: ``ParseFailure`` with ``ParseFailure/Code/tooMuchText``.
    mutating func put(
        _ kind: Block.Kind, _ text: some StringProtocol, after: String = "\n\n", level: Int? = nil, title: String? = nil
    ) throws {
        size += text.utf8.count + after.utf8.count
        guard size <= limit else { throw Self.tooMuch(limit) }
        if !hasText { hasText = text.contains { !$0.isWhitespace } }
        try emit(
            Block(kind, Self.plain(text), after: after, level: level, title: title.map { Self.plain($0) }, page: page))
    }

    /// Notes what is in the document without being seen. Only the beginning of it is kept.
    mutating func hide(_ text: some StringProtocol) {
        guard hidden.utf8.count < 16_384 else { return }
        let text = text.trimmed.prefix(4096)
        if !text.isEmpty { hidden += Self.plain(text) + "\n\n" }
    }

    static func tooMuch(_ limit: Int) -> ParseFailure {
        ParseFailure(.tooMuchText, "It holds more than \(limit) bytes of text, which is the limit.")
    }

    /// Databases keep no U+0000.
    private static func plain(_ text: some StringProtocol) -> String {
        guard text.utf8.contains(0) else { return String(text) }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}

extension StringProtocol {
    /// Without white space at its ends, every run of it inside being one blank.
    var collapsed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// Without the white space at its ends.
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

/// The lines of a text, each with what ends it.
func linesWithEnds(_ text: String) -> [Substring] {
    var lines: [Substring] = []
    let bytes = text.utf8
    var start = bytes.startIndex
    while start < bytes.endIndex {
        let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
        let end = newline.map { bytes.index(after: $0) } ?? bytes.endIndex
        lines.append(text[start..<end])
        start = end
    }
    return lines
}

extension Substring {
    /// The text, and the white space at its end.
    var splitEnd: (text: Substring, end: Substring) {
        let bytes = utf8
        var end = bytes.endIndex
        while end > bytes.startIndex {
            let before = bytes.index(before: end)
            guard [0x20, 0x09, 0x0A, 0x0D, 0x0C].contains(bytes[before]) else { break }
            end = before
        }
        return (self[..<end], self[end...])
    }

    var isBlank: Bool { utf8.allSatisfy { [0x20, 0x09, 0x0A, 0x0D, 0x0C].contains($0) } }
}
