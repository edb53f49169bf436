import CSandbox
import Foundation

/// What `understudy parse` does: reads one document and writes its blocks as JSON, one a line.
package enum ParseRun {
    /// Gives up what is not needed to read a file.
    /// - Parameters:
    ///   - memory: bytes of address space.
    ///   - seconds: of the processor.
    package static func confine(memory: Int, seconds: Int) {
        // What the kernel does not know of is done without: each of these is one wall of several.
        _ = understudy_forbid_network()
        _ = understudy_limit_resources(Int64(memory), Int32(clamping: seconds))
    }

    /// - Parameter write: takes pieces of the output.
    package static func run(
        file: String, name: String, mediaType: String?, limits: ParseLimits, write: @escaping ([UInt8]) throws -> Void
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        var pending: [UInt8] = []
        func put(_ line: ParserLine) throws {
            pending += Array(try encoder.encode(line)) + [UInt8(ascii: "\n")]
            if pending.count > 1 << 16 {
                try write(pending)
                pending = []
            }
        }
        do {
            let summary = try DocumentReading.read(file: file, name: name, mediaType: mediaType, limits: limits) {
                try put(.block($0))
            }
            try put(.end(summary))
        } catch let failure as ParseFailure {
            try put(.failure(failure))
        }
        try write(pending)
    }
}

/// Reads a document of any format, in this process.
package enum DocumentReading {
    /// - Parameter emit: takes the blocks in their order.
    /// - Throws: ``ParseFailure``, and what `emit` throws.
    package static func read(
        file: String, name: String, mediaType: String?, limits: ParseLimits, emit: @escaping (Block) throws -> Void
    ) throws -> DocumentSummary {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: file)) else {
            throw ParseFailure(.damaged, "The file cannot be read.")
        }
        let bytes = [UInt8](data)
        let format = try FormatDetection.format(of: bytes, name: name, mediaType: mediaType)
        var output = BlockOutput(limit: limits.text, emit: emit)
        var summary = DocumentSummary(format: format)
        switch format {
        case .csv, .html, .markdown, .text:
            guard bytes.count <= limits.text * 4 else { throw BlockOutput.tooMuch(limits.text) }
            let decoded = try TextDecoding.decode(bytes, declared: format == .html ? declaredCharset(bytes) : nil)
            summary.encoding = decoded.encoding
            try read(decoded.text, format, &summary, into: &output)
        case .pdf:
            let information = try PDFParser.parse(file, bytes: bytes, limits: limits, into: &output)
            summary.title = information.title
            summary.pages = information.pages
            summary.lack = information.lack
        case .docx, .pptx, .xlsx, .epub:
            let archive = try ZIPArchive(bytes, limit: limits.unpacked)
            try read(archive, format, limits, &summary, into: &output)
        }
        guard output.hasText else { throw ParseFailure(.noText, "There is no text in it.") }
        if !output.hidden.isEmpty { summary.hidden = output.hidden }
        return summary
    }

    private static func read(
        _ text: String, _ format: DocumentFormat, _ summary: inout DocumentSummary, into output: inout BlockOutput
    ) throws {
        switch format {
        case .markdown:
            var parser = MarkdownParser(MarkdownComments.removed(from: text, into: &output))
            try parser.parse(into: &output)
            summary.title = parser.title
            summary.language = parser.language
        case .html:
            var parser = HTMLParser()
            try parser.parse(text, into: &output)
            summary.title = parser.title
            summary.language = parser.language
        case .csv: try SeparatedValuesParser.parse(text, into: &output)
        default:
            if text.utf8.contains(0x0C) { output.page = 1 }
            try PlainTextParser.parse(text, into: &output)
            summary.pages = output.page
        }
    }

    private static func read(
        _ archive: ZIPArchive, _ format: DocumentFormat, _ limits: ParseLimits, _ summary: inout DocumentSummary,
        into output: inout BlockOutput
    ) throws {
        if format != .epub, let properties = try archive.unpackIfPresent("docProps/core.xml") {
            let core = try CoreProperties(properties)
            summary.title = core.title
            summary.language = core.language
        }
        switch format {
        case .docx: summary.pages = try WordParser.parse(archive, into: &output)
        case .pptx: summary.pages = try SlidesParser.parse(archive, limit: limits.pages, into: &output)
        case .xlsx: try SheetParser.parse(archive, into: &output)
        default:
            let book = try EPUBParser.parse(archive, into: &output)
            summary.title = book.title
            summary.language = book.language
        }
    }
}
