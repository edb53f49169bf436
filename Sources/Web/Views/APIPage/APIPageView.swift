import Foundation

/// The page on which every operation of the API can be read and tried.
package struct APIPageView {
    private let language: PageLanguage
    private let version: String
    private let assets: AssetCatalogue
    private var words: APIPageWords { language.apiPageWords }

    package init(language: PageLanguage, version: String, assets: AssetCatalogue = .shared) {
        self.language = language
        self.version = version
        self.assets = assets
    }

    /// The document, to be sent as `text/html; charset=utf-8`.
    package func render() -> String {
        let body: HTML = """
            <a class="skip" href="#search">\(words.skip)</a>
            <header class="top docs-top"><a class="icon" href="/" aria-label="\(words.back)">\(Icon.back.html)</a>
            <h1>\(words.title)</h1>
            <button type="button" class="button" id="authorize-open" aria-haspopup="dialog">\(words.authorize)</button></header>
            <main class="docs">
            <p class="lead">\(words.intro)</p>
            <p class="quiet-text"><span dir="ltr">Understudy \(version)</span> · <a href="/api/openapi.json">\(words.document)</a></p>
            <noscript><p class="notice">\(words.needsScript)</p></noscript>
            <div class="finder"><label for="search">\(words.search)</label>
            <input type="search" id="search" autocomplete="off" spellcheck="false"><p id="found" class="quiet-text" role="status"></p></div>
            \(APIDescription.areas.map(section))
            </main>
            <p class="sr-only" id="announcer" role="status"></p>
            \(AuthorizeDialog(words: words, close: language.words.close).html)
            <script type="application/json" id="page-data">\(HTML(trusted: data))</script>
            """
        return Document(
            language: language, title: "\(words.title) · Understudy", assets: assets, scripts: assets.modules(of: "docs.js"),
            entry: "docs.js", styles: assets.asset(named: "docs.css").map { [$0] } ?? [], body: body
        ).render()
    }

    private func section(_ area: APIArea) -> HTML {
        let id = "area-" + area.name.lowercased().replacing(" ", with: "-")
        let view = OperationView(words: words)
        return """
            <section class="area" aria-labelledby="\(id)"><h2 id="\(id)" lang="en" dir="ltr">\(area.name)</h2>
            <div class="quiet-text" lang="en" dir="ltr">\(MarkdownRenderer.render(area.about).map { HTML(trusted: $0) })</div>
            \(area.operations.map(view.html))
            </section>
            """
    }

    /// What the script needs to know, as JSON that no text in it can break out of its element from.
    private var data: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let json = try? encoder.encode(["words": words]) else { return "{}" }
        return String(decoding: json, as: UTF8.self).replacingOccurrences(of: "<", with: "\\u003c")
    }
}

/// The dialog that takes a token or key, or logs in for one.
private struct AuthorizeDialog {
    let words: APIPageWords
    let close: String

    var html: HTML {
        """
        <dialog id="authorize" class="panel" aria-labelledby="authorize-title">
        <div class="panel-head"><h2 id="authorize-title">\(words.authorize)</h2>\
        <button type="button" class="icon close" aria-label="\(close)">\(Icon.close.html)</button></div>
        <p class="quiet-text">\(words.authorizeIntro)</p>
        <form id="token-form">
        \(field("token", words.token, type: "password", isFirst: true))
        <div class="choices"><button type="button" class="button" id="forget" hidden>\(words.forget)</button>\
        <button type="submit" class="button primary">\(words.useToken)</button></div>
        </form>
        <form id="login-form"><h3>\(words.loginHeading)</h3>
        \(field("username", words.username, type: "text"))
        \(field("password", words.password, type: "password"))
        <div class="choices"><button type="submit" class="button">\(words.login)</button></div>
        </form>
        <p class="result" role="status"></p>
        </dialog>
        """
    }

    private func field(_ name: String, _ label: String, type: String, isFirst: Bool = false) -> HTML {
        """
        <label for="\(name)">\(label)</label><input id="\(name)" name="\(name)" type="\(type)" dir="ltr" required \
        autocomplete="off" autocapitalize="none" spellcheck="false"\(flag: "autofocus", if: isFirst)>
        """
    }
}
