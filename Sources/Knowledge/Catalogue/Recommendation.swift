/// An item for somebody, and why.
package struct Recommendation: Sendable, Hashable {
    package var item: CatalogueItem
    package var why: Why
    /// ``why`` in plain English.
    package var reason: String { why.sentence(stock: item.stock) }

    /// What speaks for an item.
    package struct Why: Sendable, Hashable, Codable {
        /// A model named it in its answer.
        package var isNamed: Bool
        /// The person's own words that it fits, as they wrote them.
        package var words: [String]
        /// It fits what their profile says.
        package var fitsProfile: Bool
        /// It is of a sort that they have rented before.
        package var isLikeBefore: Bool

        package init(isNamed: Bool = false, words: [String] = [], fitsProfile: Bool = false, isLikeBefore: Bool = false) {
            self.isNamed = isNamed
            self.words = words
            self.fitsProfile = fitsProfile
            self.isLikeBefore = isLikeBefore
        }

        fileprivate func sentence(stock: Int?) -> String {
            let said = words.map { "\"\($0)\"" }.formattedList
            let first = [
                isNamed ? "named in the answer" : nil, words.isEmpty ? nil : "fits your words \(said)",
                fitsProfile ? "fits your profile" : nil, isLikeBefore ? "like what you rented before" : nil,
            ].compactMap(\.self).formattedList
            let stock = stock.map { "; \($0) in stock" } ?? ""
            return first.prefix(1).uppercased() + first.dropFirst() + stock + "."
        }
    }
}

/// What is recommended, and what was taken out of it.
package struct RecommendationList: Sendable, Hashable {
    /// Why something that an answer named is not recommended.
    package enum Drop: String, Sendable, Hashable, Codable, CaseIterable {
        /// There is no such item.
        case unknown
        case inactive
        case outOfStock = "out_of_stock"
        /// The person has it already.
        case alreadyTheirs = "already_theirs"
    }

    /// Best first.
    package var recommendations: [Recommendation]
    package var dropped: [Drop: Int]

    package init(recommendations: [Recommendation] = [], dropped: [Drop: Int] = [:]) {
        self.recommendations = recommendations
        self.dropped = dropped
    }
}

extension [String] {
    /// As in `a, b and c`.
    fileprivate var formattedList: String {
        guard count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + self[count - 1]
    }
}
