import Knowledge

/// The page of all collections that somebody may read. It works without script.
struct CollectionsView {
    var reader: ReaderLocale
    var siteName: String
    var collections: [(collection: DocumentCollection, counts: [SourceDocument.Status: Int])]
    var mistake: String?
    var assets = AssetCatalogue.shared

    func render() -> String {
        let words = reader.language.documentWords
        let said: HTML = mistake.map { "<p class=\"wrong\" role=\"alert\">\($0)</p>" } ?? .empty
        let body: HTML = """
            <main class="sheet documents"><header class="sheet-head"><h1>\(words.title)</h1><p class="quiet-text">\(words.intro)</p></header>
            \(said)\(table(words))
            <section class="import"><h2>\(words.newCollection)</h2>\
            <form method="post" action="/documents"><label for="name">\(words.name)</label>\
            <input id="name" name="name" required maxlength="200" dir="auto" autocomplete="off">\
            <div class="choices"><button type="submit" class="button primary">\(words.create)</button></div></form></section>
            <p><a href="/">\(words.back)</a></p></main>
            """
        return Document(
            language: reader.language, title: "\(words.title) · \(siteName)", assets: assets, scripts: [],
            styles: assets.asset(named: "documents.css").map { [$0] } ?? [], body: body
        ).render()
    }

    private func table(_ words: DocumentWords) -> HTML {
        if collections.isEmpty { return "<p class=\"quiet-text\">\(words.nothing)</p>" }
        let rows = collections.map { entry -> HTML in
            let unfinished = entry.counts.filter { $0.key.isUnfinished }.values.reduce(0, +)
            let note: HTML =
                unfinished == 0
                ? .empty : "<small>\(Words.fill(words.unfinished, ["count": reader.number(unfinished)]))</small>"
            return """
                <tr><th scope="row"><a href="/documents/\(entry.collection.id)"><bdi>\(entry.collection.name)</bdi></a>\(note)</th>\
                <td class="amount">\(reader.number(entry.counts.values.reduce(0, +)))</td></tr>
                """
        }
        return """
            <div class="scroller" role="region" aria-label="\(words.title)" tabindex="0"><table><thead><tr>\
            <th scope="col">\(words.collection)</th><th scope="col" class="amount">\(words.documents)</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
    }
}
