import LanguageModel

/// Reads a table as spreadsheets save it (RFC 4180): names on the first line, fields between commas, or between semicolons or
/// tabs when the first line has no comma; in quotes where they hold either, a line's end, or a doubled quote.
///
/// A row that is broken costs no other one: after it reading goes on with the next line.
struct SeparatedValuesReader: Sendable {
    private var bytes: [UInt8] = []
    /// The line that ``bytes`` begin on.
    private var line = 1
    private var separator = UInt8(ascii: ",")
    private var names: [String] = []
    /// Whether the rest of a line is to be passed over.
    private var isLost = false
    /// Names that must be on the first line.
    private let required: [String]

    /// The longest row in bytes. A quote that is never closed is known by it.
    private static let longest = 32_768

    init(required: [String] = ["id", "name"]) {
        self.required = required
    }

    mutating func take(_ piece: some Sequence<UInt8>, isLast: Bool) throws(CatalogueError) -> [ItemRow] {
        bytes.append(contentsOf: piece)
        var rows: [ItemRow] = []
        var start = 0
        while start < bytes.count {
            if names.isEmpty {
                guard let end = headEnd(isLast: isLast) else { break }
                try readHead(bytes[..<end])
                start = skip(from: 0, to: end)
                continue
            }
            if isLost {
                let end = bytes[start...].firstIndex(of: 10)
                isLost = end == nil
                start = skip(from: start, to: end.map { $0 + 1 } ?? bytes.count)
                continue
            }
            guard let row = row(from: start, isLast: isLast) else { break }
            if let fields = row.fields { rows.append(ItemRow(line: line, fields: fields)) }
            isLost = row.end == nil
            start = skip(from: start, to: row.end ?? start)
        }
        bytes.removeSubrange(..<start)
        if isLast, names.isEmpty { throw CatalogueError("it is empty") }
        return rows
    }

    private mutating func skip(from start: Int, to end: Int) -> Int {
        for index in start..<end
        where bytes[index] == 10 || (bytes[index] == 13 && !(index + 1 < bytes.count && bytes[index + 1] == 10)) {
            line += 1
        }
        return end
    }

    // MARK: The line of names

    /// Where the first line ends that says something.
    private func headEnd(isLast: Bool) -> Int? {
        var says = false
        for (index, byte) in bytes.enumerated() {
            if byte == 10, says { return index + 1 }
            if !isBlank(byte) { says = true }
        }
        return isLast ? bytes.count : nil
    }

    private mutating func readHead(_ head: ArraySlice<UInt8>) throws(CatalogueError) {
        var head = head
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { head = head.dropFirst(3) }
        head = head.drop(while: isBlank)
        if head.isEmpty { throw CatalogueError("it is empty") }
        if !head.contains(UInt8(ascii: ",")) {
            separator = [UInt8(ascii: ";"), 9].first { head.contains($0) } ?? separator
        }
        guard case .fields(let fields, _) = scan(Array(head), from: 0, isLast: true),
            let names = fields.map({ String(validating: $0, as: UTF8.self) }) as? [String]
        else { throw CatalogueError("its line of names cannot be read") }
        self.names = names.map { $0.trimmed.lowercased() }
        guard required.allSatisfy(self.names.contains) else {
            throw CatalogueError("its line of names has no \(required.map { "\"\($0)\"" }.joined(separator: " or no "))")
        }
        guard Set(self.names).count == self.names.count else { throw CatalogueError("its line of names has a name twice") }
    }

    // MARK: Rows

    /// The row at `start` and where the next one begins, nil for wherever the line ends; nil fields for a line with nothing on it;
    /// nil when the row is not whole yet.
    private func row(from start: Int, isLast: Bool) -> (fields: Result<[String: JSONValue], CatalogueError>?, end: Int?)? {
        switch scan(bytes, from: start, isLast: isLast) {
        case .unfinished:
            guard bytes.count - start > Self.longest else { return nil }
            return (.failure(CatalogueError("it is longer than \(Self.longest) bytes, or a quote is never closed")), nil)
        case .broken(let reason):
            return (.failure(CatalogueError(reason)), nil)
        case .fields(let fields, let end):
            if fields.count == 1, fields[0].allSatisfy(isBlank) { return (nil, end) }
            guard fields.count == names.count else {
                return (.failure(CatalogueError("it has \(fields.count) fields where the first line has \(names.count)")), end)
            }
            var values: [String: JSONValue] = [:]
            for (name, field) in zip(names, fields) where !name.isEmpty {
                guard let text = String(validating: field, as: UTF8.self) else {
                    return (.failure(CatalogueError("it is not UTF-8")), end)
                }
                values[name] = .string(text)
            }
            return (.success(values), end)
        }
    }

    private enum Scan {
        case fields([[UInt8]], end: Int)
        case unfinished
        case broken(String)
    }

    private func scan(_ bytes: [UInt8], from start: Int, isLast: Bool) -> Scan {
        var fields: [[UInt8]] = []
        var field: [UInt8] = []
        var isQuoted = false
        var wasQuoted = false
        var index = start
        let end = min(bytes.count, start + Self.longest + 1)
        while index < end {
            let byte = bytes[index]
            if isQuoted {
                if byte != UInt8(ascii: "\"") {
                    field.append(byte)
                } else if index + 1 == bytes.count, !isLast {
                    return .unfinished
                } else if index + 1 < bytes.count, bytes[index + 1] == byte {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                    wasQuoted = true
                }
            } else if byte == separator {
                fields.append(field)
                field = []
                wasQuoted = false
            } else if byte == 10 || byte == 13 {
                if byte == 13, index + 1 == bytes.count, !isLast { return .unfinished }
                let isPair = byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
                return .fields(fields + [field], end: index + (isPair ? 2 : 1))
            } else if byte == UInt8(ascii: "\""), field.allSatisfy(isBlank), !wasQuoted {
                field = []
                isQuoted = true
            } else if wasQuoted {
                guard isBlank(byte) else { return .broken("a quote stands in the middle of a field") }
            } else {
                field.append(byte)
            }
            index += 1
        }
        guard isLast, index == bytes.count else { return .unfinished }
        return isQuoted ? .broken("a quote is never closed") : .fields(fields + [field], end: index)
    }
}

/// Of a line's blanks, its end included.
private func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

extension String {
    fileprivate var trimmed: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}
