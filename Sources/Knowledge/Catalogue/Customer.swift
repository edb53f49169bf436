import Foundation
package import LanguageModel

/// What is known of a person to whom something is recommended.
package struct Customer: Sendable, Hashable {
    /// What they say of themselves, such as `instrument`, `level`, `budget`, or what they own, under `owns`.
    package var facts: [String: JSONValue]
    /// The newest first.
    package var rentals: [Rental]
    /// The ids of what they have rented now.
    private let current: Set<String>
    /// The categories of what they have or had.
    private let categories: Set<String>
    private let owned: Set<String>

    /// - Parameters:
    ///   - today: as ``Rental/from``.
    ///   - category: of an item; nil when there is none such any more.
    package init(
        facts: [String: JSONValue] = [:], rentals: [Rental] = [], today: String = "",
        category: (_ item: String) -> String? = { _ in nil }
    ) {
        self.facts = facts
        self.rentals = rentals
        current = Set(rentals.filter { $0.isRunning(on: today) }.map(\.item))
        categories = Set(rentals.compactMap { category($0.item) }.filter { !$0.isEmpty })
        owned = Set((facts["owns"]?.texts ?? []).map { $0.lowercased() })
    }

    package var isKnown: Bool { !facts.isEmpty || !rentals.isEmpty }

    /// Whether they rent it now, or own it.
    func has(_ item: CatalogueItem) -> Bool {
        current.contains(item.id) || owned.contains(item.id.lowercased()) || owned.contains(item.name.lowercased())
    }

    func hasRented(category: String) -> Bool { categories.contains(category) }

    /// The texts of the facts, but for what they own: that is no wish.
    var words: String {
        facts.filter { $0.key != "owns" && $0.key != "budget" }.sorted { $0.key < $1.key }.flatMap { $0.value.texts }
            .joined(separator: " ")
    }

    /// The most they want to pay; nil when they do not say.
    var budget: Double? {
        switch facts["budget"] {
        case .integer(let number)?: Double(number)
        case .number(let number)?: number
        case .string(let text)?: Double(text.filter { $0.isNumber || $0 == "." })
        default: nil
        }
    }
}

/// Something that a person rents, or has rented.
package struct Rental: Sendable, Hashable {
    package var id: String
    /// Whose it is: a user's id.
    package var owner: String
    package var catalogue: String
    package var item: String
    /// A day, as in `2026-11-21`.
    package var from: String
    /// The last day; nil while it is not given back.
    package var to: String?

    package init(id: String, owner: String, catalogue: String, item: String, from: String, to: String? = nil) {
        self.id = id
        self.owner = owner
        self.catalogue = catalogue
        self.item = item
        self.from = from
        self.to = to
    }

    func isRunning(on day: String) -> Bool { from <= day && to.map { $0 >= day } ?? true }

    /// Whether `text` is a day of the calendar.
    package static func isDay(_ text: String) -> Bool {
        guard text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil else { return false }
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (1...12).contains(parts[1]) else { return false }
        let isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[parts[1] - 1]).contains(parts[2])
    }
}
