import Foundation
import LanguageModel

/// One thing of a catalogue.
package struct CatalogueItem: Sendable, Hashable {
    package var id: String
    package var name: String
    package var description: String
    package var category: String
    /// In whatever the catalogue counts in; nil when it says nothing.
    package var price: Double?
    /// How many there are; nil when nobody counts them.
    package var stock: Int?
    /// Everything else that is said of it, to be found by.
    package var keywords: String

    package init(
        id: String, name: String, description: String = "", category: String = "", price: Double? = nil, stock: Int? = nil,
        keywords: String = ""
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.category = category
        self.price = price
        self.stock = stock
        self.keywords = keywords
    }

    package var isInStock: Bool { stock.map { $0 > 0 } ?? true }
}

extension CatalogueItem {
    /// Reads one item as a catalogue file has it. Fields beyond the known ones become keywords.
    /// - Throws: a sentence about what is wrong, without saying where.
    init(_ fields: [String: JSONValue]) throws(CatalogueError) {
        func text(_ name: String) throws(CatalogueError) -> String {
            guard let value = fields[name] else { return "" }
            guard let text = value.plainText else { throw CatalogueError("\"\(name)\" must be a text") }
            return text
        }
        func number<Number: LosslessStringConvertible & Comparable & ExpressibleByIntegerLiteral>(
            _ name: String, _ kind: String
        ) throws(CatalogueError) -> Number? {
            let text = try text(name)
            if text.isEmpty { return nil }
            guard let value = Number(text), value >= 0 else {
                throw CatalogueError("\"\(name)\" must be \(kind), found \"\(text.prefix(40))\"")
            }
            return value
        }
        id = try text("id")
        name = try text("name")
        if id.isEmpty { throw CatalogueError("it has no \"id\"") }
        if name.isEmpty { throw CatalogueError("it has no \"name\"") }
        description = try text("description")
        category = try text("category")
        price = try number("price", "a number")
        if let price, !price.isFinite { throw CatalogueError("\"price\" must be a number") }
        stock = try number("stock", "a whole number")
        let known: Set = ["id", "name", "description", "category", "price", "stock"]
        keywords = fields.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.flatMap { $0.value.texts }
            .joined(separator: " ")
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

    /// Every text in it.
    fileprivate var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let values): values.flatMap(\.texts)
        case .bool, .integer, .null, .number, .object: []
        }
    }
}
