/// A page that says one thing and leads back: why there is nothing to see at its address.
struct AloneView {
    var language: PageLanguage
    var title: String
    var text: String
    var siteName: String
    /// Below the text.
    var more = HTML.empty
    var assets = AssetCatalogue.shared

    func render() -> String {
        let body: HTML = """
            <main class="alone"><h1>\(title)</h1><p>\(text)</p>\(more)
            <p><a class="button primary" href="/">\(language.words.newChat)</a></p></main>
            """
        return Document(language: language, title: "\(title) · \(siteName)", assets: assets, scripts: [], body: body).render()
    }
}
