import Foundation

@testable import Parsing

/// Reads a document that a test has made, in this process.
func read(_ bytes: [UInt8], as name: String, limits: ParseLimits = ParseLimits()) throws -> ParsedDocument {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    var blocks: [Block] = []
    let summary = try DocumentReading.read(file: path, name: name, mediaType: nil, limits: limits) { blocks.append($0) }
    return ParsedDocument(blocks: blocks, summary: summary)
}

func read(_ text: String, as name: String, limits: ParseLimits = ParseLimits()) throws -> ParsedDocument {
    try read(Array(text.utf8), as: name, limits: limits)
}

/// Why it could not be read.
func failure(_ bytes: [UInt8], as name: String, limits: ParseLimits = ParseLimits()) -> ParseFailure.Code? {
    do {
        _ = try read(bytes, as: name, limits: limits)
        return nil
    } catch {
        return (error as? ParseFailure)?.code
    }
}

/// A ZIP archive whose files are not packed.
func archive(_ files: KeyValuePairs<String, String>) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for (name, content) in files {
        let sizes = number(content.utf8.count, 4) + number(content.utf8.count, 4)
        let rest = number(name.utf8.count, 2) + number(0, 2)
        directory += number(0x0201_4B50, 4) + number(20, 2) + number(20, 2) + number(0, 12) + sizes + rest + number(0, 10)
        directory += number(bytes.count, 4) + Array(name.utf8)
        bytes += number(0x0403_4B50, 4) + number(20, 2) + number(0, 12) + sizes + rest + Array(name.utf8) + Array(content.utf8)
    }
    let end = number(0, 4) + number(files.count, 2) + number(files.count, 2) + number(directory.count, 4) + number(bytes.count, 4)
    return bytes + directory + number(0x0605_4B50, 4) + end + number(0, 2)
}

extension ParsedDocument {
    /// As `heading:Title`, without those that say nothing.
    var outline: [String] {
        blocks.filter { !$0.text.isEmpty }.map { "\($0.kind.rawValue):\($0.text)" }
    }
}
