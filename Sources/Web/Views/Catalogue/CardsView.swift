import Knowledge
import LanguageModel

/// What is recommended with an answer, a card an item. The server draws it for the page that arrives and for the answer that ends.
struct CardsView {
    let record: RecommendationRecord
    let reader: ReaderLocale
    private var words: CatalogueWords { reader.language.catalogueWords }

    /// Empty when there is nothing to show and nothing to say.
    var html: HTML {
        if record.items.isEmpty { return .empty }
        return """
            <section class="cards" aria-label="\(words.recommended)">\(origin)<ul role="list">\(record.items.map(card))</ul></section>
            """
    }

    /// Where no model found them.
    private var origin: HTML {
        guard record.source == .search else { return .empty }
        return """
            <p class="quiet-text">\(words.foundBySearch)</p>
            """
    }

    private func card(_ item: RecommendationRecord.Item) -> HTML {
        let price = item.price.map { reader.price($0, currency: item.currency) }
        let stock = item.stock.map { Words.fill(words.inStock, ["count": reader.number($0)]) }
        let facts: [HTML] = [price.map { "<strong>\($0)</strong>" }, stock.map { "<span>\($0)</span>" }].compactMap(\.self)
        return """
            <li class="card">\(picture(of: item))<div><h3><bdi>\(item.name)</bdi></h3>\
            <p class="card-facts">\(facts)</p><p class="card-why">\(why(item.why))</p></div></li>
            """
    }

    /// Pictures come from this server or are part of the page; of all others the page shows the name's initials.
    private func picture(of item: RecommendationRecord.Item) -> HTML {
        if let picture = item.picture, picture.hasPrefix("/") || picture.hasPrefix("data:image/") {
            return """
                <img class="card-picture" src="\(picture)" alt="" width="56" height="56" loading="lazy">
                """
        }
        let initials = item.name.split(separator: " ").prefix(2).compactMap(\.first).map { String($0).uppercased() }.joined()
        return """
            <span class="card-picture" aria-hidden="true">\(initials)</span>
            """
    }

    private func why(_ why: Recommendation.Why) -> HTML {
        // Each word is kept apart from what stands around it, whichever way that is written.
        let said = why.words.map { word -> HTML in words.quoted.filled("word", "<bdi>\(word)</bdi>") }
        let parts = [
            why.isNamed ? "\(words.whyNamed)" : nil,
            said.isEmpty ? nil : words.whyWords.filled("words", said.joined(words.listSeparator)),
            why.fitsProfile ? "\(words.whyProfile)" : nil, why.isLikeBefore ? "\(words.whyBefore)" : nil,
        ].compactMap(\.self)
        return parts.joined(" · ")
    }
}

extension String {
    /// This sentence with `value` where it says `{name}`.
    fileprivate func filled(_ name: String, _ value: HTML) -> HTML {
        guard let place = firstRange(of: "{\(name)}") else { return "\(self)" }
        return "\(String(self[..<place.lowerBound]))\(value)\(String(self[place.upperBound...]))"
    }
}

extension [HTML] {
    fileprivate func joined(_ separator: String) -> HTML {
        guard let first else { return .empty }
        return dropFirst().reduce(first) { "\($0)\(separator)\($1)" }
    }
}
