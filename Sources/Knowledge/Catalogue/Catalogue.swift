#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// An item for somebody, and why.
package struct Recommendation: Sendable, Hashable {
    package var item: CatalogueItem
    /// In plain words.
    package var reason: String
}

/// Items that can be recommended, found by their words. Whatever is recommended is in the catalogue, and in stock.
package struct Catalogue: Sendable {
    package let items: [CatalogueItem]
    /// How much a word tells of an item, by word and the item's place.
    private let weights: [String: [Int: Double]]

    private static let nameWeight = 3.0
    private static let categoryWeight = 2.0
    /// A single word in common counts from here on; one that only a description holds may be chance.
    private static let telling = 2.0
    /// How many messages are looked back at.
    private static let memory = 4

    package init(_ items: [CatalogueItem]) {
        self.items = items
        var weights: [String: [Int: Double]] = [:]
        for (place, item) in items.enumerated() {
            let texts = [
                (item.name, Self.nameWeight), (item.category, Self.categoryWeight), (item.description, 1), (item.keywords, 1),
            ]
            for (text, weight) in texts {
                for word in Words.of(text) { weights[word, default: [:]][place, default: 0] += weight }
            }
        }
        self.weights = weights
    }

    /// What fits a conversation, best first: what the answer names, then what the person's words find.
    /// - Parameters:
    ///   - messages: what the person said, the newest last; older words count for less.
    ///   - answer: what a model said to the newest, if one did.
    package func recommend(for messages: [String], answer: String? = nil, limit: Int = 5) -> [Recommendation] {
        let hits = search(messages)
        let named = answer.map(named(in:)) ?? []
        let found = hits.filter { $0.value.score > 0 && !named.contains($0.key) }
            .sorted { ($1.value.score, $0.key) < ($0.value.score, $1.key) }.map(\.key)
        return (named + found).prefix(max(0, limit)).map { place in
            Recommendation(
                item: items[place],
                reason: reason(for: items[place], words: hits[place]?.words ?? [], isNamed: named.contains(place)))
        }
    }

    private struct Hit {
        var score = 0.0
        /// As the person wrote them.
        var words: [String] = []
    }

    private func search(_ messages: [String]) -> [Int: Hit] {
        var hits: [Int: Hit] = [:]
        var share = 1.0
        for message in messages.suffix(Self.memory).reversed() {
            for (place, hit) in search(message) {
                hits[place, default: Hit()].score += share * hit.score
                for word in hit.words where hits[place]?.words.contains(word) == false { hits[place]?.words.append(word) }
            }
            share /= 2
        }
        return hits
    }

    /// BM25 without its regard for length: a long description is no fault.
    private func search(_ message: String) -> [Int: Hit] {
        var asked: Set<String> = []
        var hits: [Int: Hit] = [:]
        var strongest: [Int: Double] = [:]
        for (word, stem) in Words.pairs(message) where asked.insert(stem).inserted {
            guard let places = weights[stem] else { continue }
            let idf = log1p((Double(items.count - places.count) + 0.5) / (Double(places.count) + 0.5))
            for (place, weight) in places where items[place].isInStock {
                hits[place, default: Hit()].score += idf * weight / (weight + 1.2)
                hits[place]?.words.append(word)
                strongest[place] = max(strongest[place] ?? 0, weight)
            }
        }
        return hits.filter { $0.value.words.count > 1 || asked.count < 4 || strongest[$0.key] ?? 0 >= Self.telling }
    }

    /// The items in stock whose whole names stand in `answer`, in the order in which they do.
    private func named(in answer: String) -> [Int] {
        var rest = Self.folded(answer)
        var found: [(position: Int, place: Int)] = []
        let names = items.enumerated().map { (place: $0.offset, name: Self.folded($0.element.name)) }
        // The longest first, so that "Trumpet" is not found in "Trumpet Mute".
        for (place, name) in names.sorted(by: { $0.name.count > $1.name.count }) where name.count > 2 {
            guard let range = rest.firstRange(of: name) else { continue }
            found.append((rest.distance(from: rest.startIndex, to: range.lowerBound), place))
            rest = rest.replacing(name, with: String(repeating: "·", count: name.count))
        }
        return found.filter { items[$0.place].isInStock }.sorted { $0.position < $1.position }.map(\.place)
    }

    /// Lower case, every word between two single blanks.
    private static func folded(_ text: String) -> String {
        " " + text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "  ") + " "
    }

    private func reason(for item: CatalogueItem, words: [String], isNamed: Bool) -> String {
        let said = words.map { "\"\($0)\"" }.formattedList
        let why = [isNamed ? "named in the answer" : nil, words.isEmpty ? nil : "fits your words \(said)"].compactMap(\.self)
        let first = why.joined(separator: " and ")
        let stock = item.stock.map { "; \($0) in stock" } ?? ""
        return first.prefix(1).uppercased() + first.dropFirst() + stock + "."
    }
}

extension Catalogue {
    /// What a model is to be told before it answers: which items there are to speak of.
    /// - Parameter candidates: the ones nearest to what was asked; none tells only the catalogue's categories.
    package func briefing(_ candidates: [Recommendation]) -> String {
        guard !candidates.isEmpty else {
            let counts = items.filter(\.isInStock).reduce(into: [String: Int]()) { $0[$1.category, default: 0] += 1 }
            let categories = counts.sorted { $0.key < $1.key }.map { "\($0.key.isEmpty ? "other" : $0.key) (\($0.value))" }
            return "The catalogue holds these categories: \(categories.joined(separator: ", ")). Nothing in it fits the words of "
                + "the last message yet. Name no item; ask what is looked for, where it helps."
        }
        let lines = candidates.map { candidate in
            let item = candidate.item
            let facts = [
                item.category.isEmpty ? nil : item.category, item.price.map { "price \($0)" },
                item.stock.map { "\($0) in stock" },
            ]
            let detail = item.description.isEmpty ? "" : ": \(item.description.prefix(200))"
            return "- \(item.name) (\(facts.compactMap(\.self).joined(separator: ", ")))\(detail)"
        }
        return
            "These are items of the catalogue that are in stock, the nearest to the question first. Recommend only items of this "
            + "list, by their exact names; where none fits, say so.\n" + lines.joined(separator: "\n")
    }
}

extension [String] {
    /// As in `a, b and c`.
    fileprivate var formattedList: String {
        guard count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + self[count - 1]
    }
}
