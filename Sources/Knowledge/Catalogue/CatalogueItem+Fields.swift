import Foundation
package import LanguageModel

/// What is wrong with a catalogue, an item or a rental, in words for whoever wrote it.
package struct CatalogueError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String
    /// The field at fault, when it is one.
    package var field: String?

    package init(_ description: String, field: String? = nil) {
        self.description = description
        self.field = field
    }
}

extension CatalogueItem {
    /// Reads one item as files, forms and callers of the API write it. What is none of ``fieldNames`` becomes an attribute.
    /// - Throws: a sentence about what is wrong, without saying where.
    package init(_ fields: [String: JSONValue]) throws(CatalogueError) {
        let reader = FieldReader(fields: fields)
        id = try reader.text("id", most: 100)
        name = try reader.text("name", most: 300)
        if id.isEmpty { throw CatalogueError("it has no \"id\"", field: "id") }
        if name.isEmpty { throw CatalogueError("it has no \"name\"", field: "name") }
        guard !id.contains(where: { $0 == "[" || $0 == "]" || $0.isNewline }) else {
            throw CatalogueError("\"id\" must not hold brackets or line breaks", field: "id")
        }
        description = try reader.text("description", most: 4000)
        category = try reader.text("category", most: 100)
        price = try reader.number("price", "a number from 0 to 1000000000", most: 1e9)
        currency = try reader.currency()
        stock = try reader.number("stock", "a whole number from 0 to 1000000000", most: 1_000_000_000)
        picture = try reader.picture()
        isActive = try reader.flag("active") ?? true
        attributes = try reader.attributes()
    }
}

/// The fields of one row, each checked as it is taken.
private struct FieldReader {
    let fields: [String: JSONValue]

    func text(_ name: String, most: Int) throws(CatalogueError) -> String {
        guard let value = fields[name] else { return "" }
        guard let text = value.plainText else { throw CatalogueError("\"\(name)\" must be a text", field: name) }
        guard text.unicodeScalars.count <= most else {
            throw CatalogueError("\"\(name)\" must have \(most) characters at most", field: name)
        }
        guard !text.utf8.contains(0) else { throw CatalogueError("\"\(name)\" must not hold NUL", field: name) }
        return text
    }

    func number<Number: LosslessStringConvertible & Comparable & ExpressibleByIntegerLiteral>(
        _ name: String, _ kind: String, most: Number
    ) throws(CatalogueError) -> Number? {
        let text = try text(name, most: 1000)
        if text.isEmpty { return nil }
        // What is no number is not below anything either.
        guard let value = Number(text), value >= 0, value <= most else {
            throw CatalogueError("\"\(name)\" must be \(kind), found \"\(text.prefix(40))\"", field: name)
        }
        return value
    }

    func currency() throws(CatalogueError) -> String? {
        let text = try text("currency", most: 1000)
        if text.isEmpty { return nil }
        guard text.utf8.count == 3, text.utf8.allSatisfy({ (65...90).contains($0 & 0xDF) }) else {
            throw CatalogueError(
                "\"currency\" must be three letters, such as EUR, found \"\(text.prefix(40))\"", field: "currency")
        }
        return text.uppercased()
    }

    func picture() throws(CatalogueError) -> String? {
        let text = try text("picture_url", most: 32_768)
        if text.isEmpty { return nil }
        let isOurs = text.hasPrefix("/") && !text.hasPrefix("//")
        guard isOurs || text.hasPrefix("https://") || text.hasPrefix("data:image/"),
            !text.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 })
        else {
            throw CatalogueError("\"picture_url\" must begin with /, https:// or data:image/", field: "picture_url")
        }
        return text
    }

    func flag(_ name: String) throws(CatalogueError) -> Bool? {
        if case .bool(let value)? = fields[name] { return value }
        let text = try text(name, most: 1000).lowercased()
        switch text {
        case "": return nil
        case "true", "yes", "1": return true
        case "false", "no", "0": return false
        default: throw CatalogueError("\"\(name)\" must be true or false, found \"\(text.prefix(40))\"", field: name)
        }
    }

    func attributes() throws(CatalogueError) -> [String: JSONValue] {
        var attributes: [String: JSONValue] = [:]
        switch fields["attributes"] {
        case .object(let members)?: attributes = members
        case .string(let text)? where !text.allSatisfy(\.isWhitespace):
            guard let members = (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)))?.objectValue else {
                throw CatalogueError("\"attributes\" must be a JSON object", field: "attributes")
            }
            attributes = members
        case .string?, .null?, nil: break
        case .array?, .bool?, .integer?, .number?:
            throw CatalogueError("\"attributes\" must be an object", field: "attributes")
        }
        for (name, value) in fields where !CatalogueItem.fieldNames.contains(name) && value != "" && value != .null {
            attributes[name] = value
        }
        let size = attributes.reduce(0) { $0 + $1.key.utf8.count + $1.value.texts.reduce(0) { $0 + $1.utf8.count } }
        guard attributes.count <= 100, size <= 8000 else {
            throw CatalogueError("its attributes are too many, or too long", field: "attributes")
        }
        guard !attributes.contains(where: { $0.key.utf8.contains(0) || $0.value.texts.contains { $0.utf8.contains(0) } }) else {
            throw CatalogueError("\"attributes\" must not hold NUL", field: "attributes")
        }
        return attributes
    }
}

extension JSONValue {
    /// A text or number as text; null as none.
    fileprivate var plainText: String? {
        switch self {
        case .string(let text): text.trimmingCharacters(in: .whitespacesAndNewlines)
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .null: ""
        case .array, .bool, .object: nil
        }
    }
}
