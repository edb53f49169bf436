/// The pages for admins, in the order of their navigation: a new page is a line here and its name in ``AdminWords``.
enum AdminPlace: String, CaseIterable {
    case usage = "/usage"
    case prices = "/admin/prices"

    func name(_ language: PageLanguage) -> String {
        switch self {
        case .usage: language.usageWords.title
        case .prices: language.usageWords.prices
        }
    }
}

/// What stands around a page that is wider than a form: its heading, the way back, and for admins the way to their pages.
struct AdminFrame {
    var language: PageLanguage
    var title: String
    var siteName: String
    /// The page that this is, for admins; nil for everybody else, who get no navigation.
    var place: AdminPlace?
    var body: HTML
    var assets = AssetCatalogue.shared

    func render() -> String {
        let words = language.usageWords
        let body: HTML = """
            <header class="admin-head"><a class="quiet" href="/">\(Icon.back.html)\(words.back)</a>\(navigation)</header>
            <main class="admin"><h1>\(title)</h1>
            \(self.body)
            </main>
            """
        return Document(
            language: language, title: "\(title) · \(siteName)", assets: assets, scripts: [],
            styles: ["admin.css", "usage.css"].compactMap(assets.asset(named:)), body: body
        ).render()
    }

    private var navigation: HTML {
        guard place != nil else { return .empty }
        let links = AdminPlace.allCases.map { place -> HTML in
            let current: HTML = place == self.place ? " aria-current=\"page\"" : .empty
            return "<li><a href=\"\(place.rawValue)\"\(current)>\(place.name(language))</a></li>"
        }
        return """
            <nav class="admin-nav" aria-label="\(language.usageWords.administration)"><ul role="list">\(links)</ul></nav>
            """
    }
}
