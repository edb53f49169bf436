import Foundation

/// PDF through poppler's programs, which are started by the parser's own process and share its limits.
enum PDFParser {
    struct Information {
        var title: String?
        var pages: Int
        /// Pages without text.
        var lack: ParseFailure?
    }

    /// - Parameter bytes: of `file`.
    static func parse(_ file: String, bytes: [UInt8], limits: ParseLimits, into output: inout BlockOutput) throws -> Information {
        // Poppler would make up what is missing, and nobody would know that it is.
        guard holdsEnd(bytes) else {
            throw ParseFailure(.truncated, "The PDF ends in the middle; it was probably not copied whole.")
        }
        var information = try information(of: file)
        guard information.pages <= limits.pages else {
            throw ParseFailure(
                .tooManyPages, "It has \(information.pages) pages, and \(limits.pages) is the limit.")
        }
        let result = try run("pdftotext", ["-enc", "UTF-8", "-eol", "unix", "-q", file, "-"], limit: limits.text * 2)
        guard result.status == 0 else { throw failure(result) }
        let text = String(decoding: result.output, as: UTF8.self)
        var empty: [Int] = []
        for (number, page) in text.split(separator: "\u{0C}", omittingEmptySubsequences: false).enumerated() {
            output.page = number + 1
            let paragraphs = paragraphs(page)
            if paragraphs.isEmpty, number < information.pages { empty.append(number + 1) }
            for paragraph in paragraphs { try output.put(.paragraph, paragraph) }
        }
        guard output.hasText else {
            throw ParseFailure(
                .noText,
                "There is no text in the PDF (\(pages(empty))); it probably holds pictures of pages, as scanners make them.")
        }
        if !empty.isEmpty {
            information.lack = ParseFailure(
                .noText, "There is no text on \(pages(empty)); if that is more than an empty page, it is a picture of one.")
        }
        return information
    }

    /// `pages 2, 5–7`.
    static func pages(_ numbers: [Int]) -> String {
        guard numbers.count != 1 else { return "page \(numbers[0])" }
        var ranges: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        let said = ranges.prefix(20).map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
        return "pages " + said.joined(separator: ", ") + (ranges.count > 20 ? " …" : "")
    }

    /// Lines that belong together, with words put together again that were cut at a line's end.
    static func paragraphs(_ page: Substring) -> [String] {
        var paragraphs: [String] = []
        var text = ""
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.trimmed
            if words.isEmpty {
                if !text.isEmpty { paragraphs.append(text) }
                text = ""
            } else if text.isEmpty {
                text = words
            } else if text.hasSuffix("-"), words.first?.isLowercase == true, text.dropLast().last?.isLetter == true {
                text = text.dropLast() + words
            } else if let last = text.unicodeScalars.last, let first = words.unicodeScalars.first, last.isWide, first.isWide {
                text += words
            } else {
                text += " " + words
            }
        }
        if !text.isEmpty { paragraphs.append(text) }
        return paragraphs
    }

    private static func information(of file: String) throws -> Information {
        let result = try run("pdfinfo", ["-enc", "UTF-8", file], limit: 1 << 20, mergingErrors: true)
        guard result.status == 0 else { throw failure(result) }
        var information = Information(pages: 0)
        for line in String(decoding: result.output, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].collapsed
            switch parts[0] {
            case "Title": information.title = value.isEmpty ? nil : value
            case "Pages": information.pages = Int(value) ?? 0
            default: break
            }
        }
        return information
    }

    private static func holdsEnd(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes.suffix(4096), as: UTF8.self).contains("%%EOF")
    }

    private struct Result {
        /// As a shell tells it.
        var status: Int32
        var output: [UInt8]
    }

    private static func failure(_ result: Result) -> ParseFailure {
        let said = String(decoding: result.output.prefix(1 << 16), as: UTF8.self)
        if said.contains("Incorrect password") || said.contains("ncrypted") {
            return ParseFailure(.passwordProtected, "The PDF is protected with a password.")
        }
        if result.status == 3 { return ParseFailure(.passwordProtected, "The PDF does not allow its text to be taken out.") }
        return .damaged("it is no PDF that can be read")
    }

    private static func run(
        _ program: String, _ arguments: [String], limit: Int, mergingErrors: Bool = false
    ) throws -> Result {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        let paths = (folders + ["/usr/bin", "/usr/local/bin"]).map { "\($0)/\(program)" }
        guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw ParseFailure(.parserMissing, "Reading PDF needs \(program), which Debian's package poppler-utils brings.")
        }
        let process: ChildProcess
        do {
            process = try ChildProcess(path, arguments, mergingErrors: mergingErrors)
        } catch {
            throw ParseFailure(.parserMissing, "\(program) cannot be started: \(error)")
        }
        var found: [UInt8] = []
        while let piece = try process.read(within: nil), !piece.isEmpty {
            found += piece
            if found.count > limit {
                process.kill()
                _ = process.wait()
                throw BlockOutput.tooMuch(limit / 2)
            }
        }
        return Result(status: process.wait(), output: found)
    }
}

extension Unicode.Scalar {
    /// Of the scripts that put no blanks between words: Chinese, Japanese and their punctuation.
    var isWide: Bool {
        (0x2E80...0x9FFF).contains(value) || (0xF900...0xFAFF).contains(value) || (0xFF00...0xFFEF).contains(value)
    }
}
