import Foundation
import LanguageModel

/// Reads items out of JSON without holding it all: a list of objects, one under `items`, or one object after the other.
///
/// An object that is broken costs few others: after it reading goes on where a line begins with the next object.
struct JSONItemsReader: Sendable {
    private enum State: Sendable, Hashable {
        /// Before the first bracket.
        case start
        /// Between items. Without brackets there is no end to be missed.
        case list(hasBrackets: Bool)
        /// Looking for a line that begins with an object, to go on in the list.
        case lost(hasBrackets: Bool)
        /// After the list's end.
        case end
    }

    private var bytes: [UInt8] = []
    /// The line that ``bytes`` begin on.
    private var line = 1
    private var state = State.start

    /// The longest item in bytes.
    private static let longest = 65_536
    /// How far into a file the list must have begun.
    private static let prologue = 1 << 20
    private static let noList = CatalogueError("it must be a list of items, or hold one under \"items\"")

    mutating func take(_ piece: some Sequence<UInt8>, isLast: Bool) throws(CatalogueError) -> [ItemRow] {
        bytes.append(contentsOf: piece)
        var rows: [ItemRow] = []
        var index = 0
        while let next = try step(from: index, isLast: isLast, into: &rows) {
            line += bytes[index..<next].count { $0 == 10 }
            index = next
        }
        bytes.removeSubrange(..<index)
        if isLast {
            if state == .start { throw Self.noList }
            if state == .list(hasBrackets: true) || state == .lost(hasBrackets: true) {
                rows.append(ItemRow(line: line, fields: .failure(CatalogueError("the file ends before its list does"))))
            }
        }
        return rows
    }

    /// Reads on at `index`, and answers up to where; nil when more is needed, or all is read.
    private mutating func step(from index: Int, isLast: Bool, into rows: inout [ItemRow]) throws(CatalogueError) -> Int? {
        guard index < bytes.count else { return nil }
        let byte = bytes[index]
        switch state {
        case .end: return bytes.count
        case .start:
            if byte == UInt8(ascii: "[") { state = .list(hasBrackets: true) }
            if byte == UInt8(ascii: "{") {
                guard let start = listStart(in: index, isLast: isLast) else { return nil }
                state = .list(hasBrackets: start > index)
                return start
            }
            guard state != .start || isBlank(byte) else { throw Self.noList }
            return index + 1
        case .list(let hasBrackets):
            if isBlank(byte) || byte == UInt8(ascii: ",") { return index + 1 }
            if byte == UInt8(ascii: "]") {
                state = .end
                return index + 1
            }
            let (end, reason) = extent(of: index, isLast: isLast)
            if let reason {
                rows.append(ItemRow(line: line, fields: .failure(CatalogueError(reason))))
                state = .lost(hasBrackets: hasBrackets)
                return index + 1
            }
            guard let end else { return nil }
            rows.append(ItemRow(line: line, fields: Self.fields(Data(bytes[index..<end]))))
            return end
        case .lost(let hasBrackets):
            guard let newline = bytes[index...].firstIndex(of: 10) else { return bytes.count }
            guard let next = bytes[(newline + 1)...].firstIndex(where: { !isBlank($0) }) else {
                return isLast ? bytes.count : nil
            }
            if bytes[next] == UInt8(ascii: "{") || bytes[next] == UInt8(ascii: "]") {
                state = .list(hasBrackets: hasBrackets)
                return next
            }
            return newline + 1
        }
    }

    /// Where the list under `items` begins in the object at `start`; `start` itself when the object is an item; nil when that
    /// cannot be told yet.
    private func listStart(in start: Int, isLast: Bool) -> Int? {
        let key = Array("\"items\"".utf8)
        var depth = 0
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                guard let end = textEnd(index) else { break }
                if depth == 1, bytes[index..<end].elementsEqual(key) {
                    let rest = bytes[end...].drop { isBlank($0) || $0 == UInt8(ascii: ":") }
                    if rest.first == UInt8(ascii: "[") { return rest.startIndex + 1 }
                    if rest.isEmpty { break }
                }
                index = end
                continue
            }
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
            if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
            index += 1
            if depth == 0 { return start }
        }
        return isLast || bytes.count - start > Self.prologue ? start : nil
    }

    /// The index after the text at `start`; nil when it does not end.
    private func textEnd(_ start: Int) -> Int? {
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\"") { return index + 1 }
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    /// Where the value at `start` ends, or what is wrong with it; neither when more is needed.
    private func extent(of start: Int, isLast: Bool) -> (end: Int?, reason: String?) {
        var depth = 0
        var index = start
        var isText = false
        while index < bytes.count {
            let byte = bytes[index]
            if isText {
                if byte == 10 { return (nil, "a text in it is never closed") }
                if byte == UInt8(ascii: "\"") { isText = false }
                index += byte == UInt8(ascii: "\\") ? 2 : 1
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return (index, nil) }
                depth -= 1
                if depth == 0 { return (index + 1, nil) }
            case UInt8(ascii: ",") where depth == 0, 10 where depth == 0: return (index, nil)
            default: break
            }
            index += 1
            if index - start > Self.longest { return (nil, "it is longer than \(Self.longest) bytes, or never closed") }
        }
        if isLast { return depth == 0 && !isText ? (bytes.count, nil) : (nil, "it is never closed") }
        return (nil, nil)
    }

    private static func fields(_ item: Data) -> Result<[String: JSONValue], CatalogueError> {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: item) else {
            return .failure(CatalogueError("it is not JSON"))
        }
        guard let fields = value.objectValue else { return .failure(CatalogueError("it must be an object")) }
        return .success(fields)
    }
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == 32 || (9...13).contains(byte) || byte == 0xEF || byte == 0xBB || byte == 0xBF
}
