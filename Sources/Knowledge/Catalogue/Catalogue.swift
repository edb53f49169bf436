#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Items in memory, found by their words. Whatever is recommended is in the catalogue, active and in stock.
package struct Catalogue: Sendable {
    /// An item's position is its place in the indexes.
    package private(set) var items: [CatalogueItem] = []
    private var places: [String: Int] = [:]
    private var words = WordIndex()
    private var names = NameIndex()

    private static let nameWeight: Float = 3
    private static let categoryWeight: Float = 2
    /// A single word in common counts from here on; one that only a description holds may be chance.
    private static let telling: Float = 2
    /// How many messages are looked back at.
    private static let memory = 4
    /// What a profile's words count beside those of the newest message.
    private static let profileShare = 0.3
    private static let historyFactor = 1.25
    private static let overBudgetFactor = 0.5

    package init() {}

    package init(_ items: [CatalogueItem]) {
        for item in items { put(item) }
    }

    /// nil when there is none of that `id`.
    package subscript(id: String) -> CatalogueItem? { places[id].map { items[$0] } }

    /// Adds an item, or takes it in place of the one with its id.
    package mutating func put(_ item: CatalogueItem) {
        let place = places[item.id] ?? items.count
        if place < items.count {
            let old = items[place]
            guard old != item else { return }
            words.remove(Self.weights(of: old), at: place)
            names.remove(old.name, at: place)
            items[place] = item
        } else {
            items.append(item)
            places[item.id] = place
        }
        words.insert(Self.weights(of: item), at: place)
        names.insert(item.name, at: place)
    }

    private static func weights(of item: CatalogueItem) -> [String: Float] {
        let texts = [
            (item.name, nameWeight), (item.category, categoryWeight), (item.description, 1), (item.keywords, 1),
        ]
        var weights: [String: Float] = [:]
        for (text, weight) in texts {
            for word in Words.of(text) { weights[word, default: 0] += weight }
        }
        return weights
    }

    /// What fits a conversation, best first: what the answer names, then what the person's words find.
    /// - Parameters:
    ///   - messages: what the person said, the newest last; older words count for less.
    ///   - answer: what a model said to the newest, if one did.
    ///   - marks: the ids that the answer marked; see ``ItemMarks``.
    package func recommend(
        for messages: [String], answer: String? = nil, marks: [String] = [], customer: Customer = Customer(), limit: Int = 5
    ) -> RecommendationList {
        var list = RecommendationList()
        let named = named(in: answer ?? "", marks: marks, customer: customer, dropped: &list.dropped)
        var said = SaidWords()
        let hits = search(messages, customer: customer, said: &said)
        let ranked = hits.filter { $0.value.score > 0 && !named.contains($0.key) }
            .sorted { ($1.value.score, $0.key) < ($0.value.score, $1.key) }.map(\.key)
        let chosen = (named + ranked).prefix(max(0, limit))
        list.recommendations = chosen.map { place in
            let hit = hits[place] ?? Hit()
            return Recommendation(
                item: items[place],
                why: .init(
                    isNamed: named.contains(place), words: said.words(hit.words), fitsProfile: hit.fitsProfile,
                    isLikeBefore: customer.hasRented(category: items[place].category)))
        }
        return list
    }

    /// The items that `text` finds, best first, whether they can be had or not.
    package func find(_ text: String, limit: Int) -> [CatalogueItem] {
        var said = SaidWords()
        return search(text, share: 1, said: &said, isStrict: false).sorted { ($1.value.score, $0.key) < ($0.value.score, $1.key) }
            .prefix(max(0, limit)).map { items[$0.key] }
    }

    // MARK: By words

    private struct Hit {
        var score = 0.0
        /// Which of the ``SaidWords``.
        var words: UInt64 = 0
        var strongest: Float = 0
        var fitsProfile = false

        func adding(_ other: Hit) -> Hit {
            var sum = self
            sum.score += other.score
            sum.words |= other.words
            sum.strongest = max(strongest, other.strongest)
            return sum
        }
    }

    /// The first 64 of a person's words, as they wrote them.
    private struct SaidWords {
        private var all: [String] = []

        mutating func bit(of word: String) -> UInt64 {
            if let index = all.firstIndex(of: word) { return 1 << index }
            guard all.count < 64 else { return 0 }
            all.append(word)
            return 1 << (all.count - 1)
        }

        func words(_ bits: UInt64) -> [String] {
            all.enumerated().filter { bits & (1 << $0.offset) != 0 }.map(\.element)
        }
    }

    private func search(_ messages: [String], customer: Customer, said: inout SaidWords) -> [Int: Hit] {
        var hits: [Int: Hit] = [:]
        var share = 1.0
        for message in messages.suffix(Self.memory).reversed() {
            hits.merge(search(message, share: share, said: &said)) { $0.adding($1) }
            share /= 2
        }
        var unsaid = SaidWords()
        for (place, hit) in search(customer.words, share: Self.profileShare, said: &unsaid, isStrict: false) {
            hits[place, default: Hit()].score += hit.score
            hits[place]?.fitsProfile = hit.strongest >= 1
        }
        for place in hits.keys {
            let item = items[place]
            if !item.isAvailable || customer.has(item) {
                hits[place] = nil
            } else {
                if customer.hasRented(category: item.category) { hits[place]?.score *= Self.historyFactor }
                if let budget = customer.budget, let price = item.price, price > budget {
                    hits[place]?.score *= Self.overBudgetFactor
                }
            }
        }
        return hits
    }

    /// BM25 without its regard for length: a long description is no fault.
    /// - Parameter isStrict: whether one word of many must tell something to count.
    private func search(_ text: String, share: Double, said: inout SaidWords, isStrict: Bool = true) -> [Int: Hit] {
        var asked: Set<String> = []
        var hits: [Int: Hit] = [:]
        for (word, stem) in Words.pairs(text) where asked.insert(stem).inserted {
            guard let postings = words[stem] else { continue }
            let bit = said.bit(of: word)
            let idf = log1p((Double(items.count - postings.count) + 0.5) / (Double(postings.count) + 0.5))
            for posting in postings {
                let weight = Double(posting.weight)
                var hit = hits[Int(posting.place)] ?? Hit()
                hit.score += share * idf * weight / (weight + 1.2)
                hit.words |= bit
                hit.strongest = max(hit.strongest, posting.weight)
                hits[Int(posting.place)] = hit
            }
        }
        guard isStrict, asked.count > 3 else { return hits }
        return hits.filter { $0.value.words.nonzeroBitCount > 1 || $0.value.strongest >= Self.telling }
    }

    // MARK: By names

    /// The places of the items whose whole names stand in `answer`, in the order in which they do, then of those that are only
    /// marked. What cannot be recommended is counted instead.
    private func named(
        in answer: String, marks: [String], customer: Customer, dropped: inout [RecommendationList.Drop: Int]
    ) -> [Int] {
        var named: [Int] = []
        var left: Set<String> = []
        func name(_ place: Int) {
            if let drop = drop(place, customer) {
                if left.insert(items[place].id).inserted { dropped[drop, default: 0] += 1 }
            } else if !named.contains(place) {
                named.append(place)
            }
        }
        for group in names.places(in: answer) {
            // Of several of one name the one that can be had.
            if let place = group.first(where: { drop($0, customer) == nil }) ?? group.first { name(place) }
        }
        for mark in marks {
            if let place = places[mark] {
                name(place)
            } else if left.insert(mark).inserted {
                dropped[.unknown, default: 0] += 1
            }
        }
        return named
    }

    private func drop(_ place: Int, _ customer: Customer) -> RecommendationList.Drop? {
        let item = items[place]
        if !item.isActive { return .inactive }
        if !item.isInStock { return .outOfStock }
        return customer.has(item) ? .alreadyTheirs : nil
    }
}
