/// What a file is: by its bytes where they tell, else by what its source and its name say.
enum FormatDetection {
    /// - Throws: ``ParseFailure`` for what cannot be read.
    static func format(of bytes: [UInt8], name: String, mediaType: String?) throws -> DocumentFormat {
        let mediaType = mediaType == "application/octet-stream" ? nil : mediaType
        let said = DocumentFormat(name: name) ?? mediaType.flatMap(DocumentFormat.init(mediaType:))
        if bytes.isEmpty { throw ParseFailure(.noText, "The file is empty.") }
        if holds("%PDF-", in: bytes.prefix(1024)) { return .pdf }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            return try archive(bytes)
        }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { throw oldOffice(bytes) }
        switch said {
        case .pdf, .docx, .pptx, .xlsx, .epub:
            throw ParseFailure(.damaged, "It is called a \(said?.rawValue.uppercased() ?? "") file and does not begin like one.")
        case .csv, .html, .markdown, .text: break
        case nil:
            if looksLikeHTML(bytes) { return .html }
            guard mediaType.map({ $0.lowercased().hasPrefix("text/") }) ?? true, !looksBinary(bytes) else {
                throw ParseFailure(.unsupportedFormat, "Files of this kind cannot be read.")
            }
            return .text
        }
        if looksBinary(bytes) {
            throw ParseFailure(.notText, "It is called a text and holds something else.")
        }
        return said ?? .text
    }

    /// Whether no text of any encoding looks like this.
    static func looksBinary(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return false }
        let sample = bytes.prefix(65_536)
        if sample.contains(0) { return TextDecoding.wideEncoding(sample) == nil }
        let controls = sample.count { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D, 0x1B].contains($0) }
        return controls * 100 > sample.count
    }

    private static func archive(_ bytes: [UInt8]) throws -> DocumentFormat {
        let archive = try ZIPArchive(bytes)
        if archive.contains("word/document.xml") { return .docx }
        if archive.contains("ppt/presentation.xml") { return .pptx }
        if archive.contains("xl/workbook.xml") { return .xlsx }
        if archive.contains("META-INF/container.xml") { return .epub }
        throw ParseFailure(.unsupportedFormat, "It is an archive, and none of a kind that can be read: DOCX, PPTX, XLSX, EPUB.")
    }

    /// Compound files: Office before 2007, or a newer one inside with a password around it.
    private static func oldOffice(_ bytes: [UInt8]) -> ParseFailure {
        let name = Array("EncryptedPackage".utf16).flatMap {
            [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
        }
        return holds(name, in: bytes[...])
            ? ParseFailure(.passwordProtected, "It is protected with a password.")
            : ParseFailure(.unsupportedFormat, "It is from an Office before 2007; save it as DOCX, PPTX or XLSX.")
    }

    private static func looksLikeHTML(_ bytes: [UInt8]) -> Bool {
        let start = String(decoding: bytes.prefix(1024), as: UTF8.self).lowercased().drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return start.hasPrefix("<!doctype html") || start.hasPrefix("<html")
            || (start.hasPrefix("<?xml") && start.contains("<html"))
    }

    private static func holds(_ text: String, in bytes: ArraySlice<UInt8>) -> Bool { holds(Array(text.utf8), in: bytes) }

    private static func holds(_ part: [UInt8], in bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = part.first, bytes.count >= part.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            (0...bytes.count - part.count).contains { index in
                bytes[index] == first && bytes[index..<index + part.count].elementsEqual(part)
            }
        }
    }
}
