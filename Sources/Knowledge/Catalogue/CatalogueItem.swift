import Foundation
package import LanguageModel

/// One thing of a catalogue.
package struct CatalogueItem: Sendable, Hashable {
    /// Unique in its catalogue.
    package var id: String
    package var name: String
    package var description: String
    /// Empty when it has none.
    package var category: String
    /// nil when the catalogue does not say.
    package var price: Double?
    /// Three letters, such as `EUR`.
    package var currency: String?
    /// How many there are; nil when nobody counts them.
    package var stock: Int?
    /// Everything else that is said of it; its texts are searched, too.
    package var attributes: [String: JSONValue]
    /// An address on this server (`/…`), of another one (`https://…`), or the picture itself (`data:image/…`).
    package var picture: String?
    /// Whether it may be recommended at all.
    package var isActive: Bool

    package init(
        id: String, name: String, description: String = "", category: String = "", price: Double? = nil, currency: String? = nil,
        stock: Int? = nil, attributes: [String: JSONValue] = [:], picture: String? = nil, isActive: Bool = true
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.category = category
        self.price = price
        self.currency = currency
        self.stock = stock
        self.attributes = attributes
        self.picture = picture
        self.isActive = isActive
    }

    package var isInStock: Bool { stock.map { $0 > 0 } ?? true }
    /// Whether somebody may be offered it now.
    package var isAvailable: Bool { isActive && isInStock }
    /// The texts of its attributes.
    var keywords: String { attributes.sorted { $0.key < $1.key }.flatMap { $0.value.texts }.joined(separator: " ") }
}

extension CatalogueItem {
    /// The names of the fields that are no attributes.
    package static let fieldNames: Set = [
        "id", "name", "description", "category", "price", "currency", "stock", "attributes", "picture_url", "active",
    ]

    /// The fields that ``init(_:)`` makes the same item of.
    package var fields: [String: JSONValue] {
        [
            "id": .string(id), "name": .string(name), "description": .string(description), "category": .string(category),
            "price": price.map(JSONValue.number) ?? .null, "currency": currency.map(JSONValue.string) ?? .null,
            "stock": stock.map(JSONValue.integer) ?? .null, "attributes": .object(attributes),
            "picture_url": picture.map(JSONValue.string) ?? .null, "active": .bool(isActive),
        ]
    }
}

extension JSONValue {
    /// Every text in it.
    var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let values): values.flatMap(\.texts)
        case .object(let members): members.sorted { $0.key < $1.key }.flatMap { $0.value.texts }
        case .bool, .integer, .null, .number: []
        }
    }
}
