/// The page under an address whose conversation is not there, or not this reader's; to be sent with status 404.
package struct MissingConversationView {
    private let language: PageLanguage
    private let assistantName: String
    private let assets: AssetCatalogue

    package init(language: PageLanguage, assistantName: String, assets: AssetCatalogue = .shared) {
        self.language = language
        self.assistantName = assistantName
        self.assets = assets
    }

    package func render() -> String {
        let words = language.words
        let body: HTML = """
            <main class="alone"><h1>\(words.missingTitle)</h1><p>\(words.missingText)</p>
            <p><a class="button primary" href="/">\(words.newChat)</a></p></main>
            """
        return Document(
            language: language, title: "\(words.missingTitle) · \(assistantName)", assets: assets, scripts: [], body: body
        ).render()
    }
}
