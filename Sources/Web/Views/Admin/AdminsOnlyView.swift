/// The page for somebody who has logged in and is no admin, in place of one for admins; to be sent with status 403.
struct AdminsOnlyView {
    var language: PageLanguage
    var siteName: String
    var assets = AssetCatalogue.shared

    func render() -> String {
        let words = language.adminWords
        let body: HTML = """
            <main class="alone"><h1>\(words.adminsOnly)</h1><p>\(words.adminsOnlyText)</p>
            <p><a class="button primary" href="/">\(language.accountWords.back)</a></p></main>
            """
        return Document(
            language: language, title: "\(words.adminsOnly) · \(siteName)", assets: assets, scripts: [], body: body
        ).render()
    }
}
