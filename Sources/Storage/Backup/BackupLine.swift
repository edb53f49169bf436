import Foundation

/// The lines of a backup: JSON, one of them a line, bytes in Base64. The first is the header; then each table's head is followed by its rows,
/// which are arrays; the last is the trailer.
enum BackupLine {
    struct Header: Codable, Hashable {
        /// The form of the file.
        var version: Int
        var createdAt: String
        /// The migrations that were applied, by number.
        var migrations: [Int]

        enum CodingKeys: String, CodingKey {
            case version = "understudy_backup"
            case createdAt = "created_at"
            case migrations
        }
    }

    struct Trailer: Codable, Hashable {
        var tables: [TableSummary]
        /// Over every byte before this line.
        var sha256: String
    }

    /// Everything that is no row.
    struct Mark: Codable {
        var header: Header?
        var table: PortableTable?
        var end: Trailer?
    }

    static func mark(_ mark: Mark) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(mark)) + [UInt8(ascii: "\n")]
    }

    /// Always the same bytes for the same values.
    static func row(_ values: [SQLValue]) -> [UInt8] {
        var line: [UInt8] = [UInt8(ascii: "[")]
        for (index, value) in values.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            switch value {
            case .null: line += Array("null".utf8)
            case .bool(let value): line += Array((value ? "true" : "false").utf8)
            case .integer(let value): line += Array(String(value).utf8)
            // JSON knows no infinity; no table holds any.
            case .real(let value): line += Array((value.isFinite ? value.description : "null").utf8)
            case .text(let value): append(value, to: &line)
            case .bytes(let value): append(Data(value).base64EncodedString(), to: &line)
            }
        }
        line += [UInt8(ascii: "]"), UInt8(ascii: "\n")]
        return line
    }

    /// - Throws: `DecodingError` when `line` holds other values than `table` has.
    static func values(_ line: Data, of table: PortableTable, decoder: JSONDecoder) throws -> [SQLValue] {
        if let key = Row.kinds { decoder.userInfo[key] = table.columns.map(\.kind) }
        return try decoder.decode(Row.self, from: line).values
    }

    private static func append(_ text: String, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
            case 0..<32: line += Array("\\u00".utf8) + Array([byte].hex.utf8)
            default: line.append(byte)
            }
        }
        line.append(UInt8(ascii: "\""))
    }
}

private struct Row: Decodable {
    static let kinds = CodingUserInfoKey(rawValue: "kinds")

    var values: [SQLValue] = []

    init(from decoder: any Decoder) throws {
        let kinds = Self.kinds.flatMap { decoder.userInfo[$0] as? [PortableTable.Kind] } ?? []
        var container = try decoder.unkeyedContainer()
        for kind in kinds {
            if try container.decodeNil() {
                values.append(.null)
                continue
            }
            switch kind {
            case .boolean: values.append(.bool(try container.decode(Bool.self)))
            case .integer: values.append(.integer(try container.decode(Int.self)))
            case .real: values.append(.real(try container.decode(Double.self)))
            case .text: values.append(.text(try container.decode(String.self)))
            case .bytes:
                guard let bytes = Data(base64Encoded: try container.decode(String.self)) else {
                    throw DecodingError.dataCorruptedError(in: container, debugDescription: "no Base64")
                }
                values.append(.bytes(Array(bytes)))
            }
        }
        guard container.isAtEnd else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "more values than columns")
        }
    }
}
