import Chat

/// The HTML document around a page's body.
struct Document {
    var language: PageLanguage
    var title: String
    var assets: AssetCatalogue
    /// Modules to load; none makes a page without script.
    var scripts: [Asset]
    /// The module that begins.
    var entry = "app.js"
    /// Styles besides those of every page.
    var styles: [Asset] = []
    /// The colour of the page; nil for the usual one.
    var accent: Accent?
    var body: HTML

    func render() -> String {
        let document: HTML = """
            <!doctype html>
            <html lang="\(language.rawValue)" dir="\(language.direction)"\(tint)>
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
            <meta name="color-scheme" content="light dark">
            <title>\(title)</title>
            <link rel="icon" href="\(assets.path("icon.svg"))" type="image/svg+xml">
            \((assets.styles + styles).map(stylesheet))
            \(scripts.map(preload))
            \(scripts.isEmpty ? .empty : entrance)
            </head>
            <body>
            \(body)
            </body>
            </html>

            """
        return document.markup
    }

    private var tint: HTML {
        guard let accent else { return .empty }
        return " data-accent=\"\(accent.rawValue)\""
    }

    private var entrance: HTML {
        """
        <script type="module" src="\(assets.path(entry))"></script>
        """
    }

    private func stylesheet(_ asset: Asset) -> HTML {
        """
        <link rel="stylesheet" href="\(assets.path(asset.name))">
        """
    }

    /// Without this the browser would learn of each module only from the one that imports it.
    private func preload(_ asset: Asset) -> HTML {
        """
        <link rel="modulepreload" href="\(assets.path(asset.name))">
        """
    }
}
