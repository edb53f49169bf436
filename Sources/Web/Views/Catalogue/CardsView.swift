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
            <li class="card">\(picture(of: item))<div><h3 dir="auto">\(item.name)</h3>\
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

    private func why(_ why: Recommendation.Why) -> String {
        let said = why.words.map { Words.fill(words.quoted, ["word": $0]) }.joined(separator: words.listSeparator)
        let parts = [
            why.isNamed ? words.whyNamed : nil, said.isEmpty ? nil : Words.fill(words.whyWords, ["words": said]),
            why.fitsProfile ? words.whyProfile : nil, why.isLikeBefore ? words.whyBefore : nil,
        ].compactMap(\.self)
        return parts.joined(separator: " · ")
    }
}
