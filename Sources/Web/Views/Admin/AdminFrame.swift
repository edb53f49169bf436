/// What every page of the admin area stands in: the nav of its pages, a heading, what has just been done. Works without script.
struct AdminFrame {
    /// What went well, or what did not.
    struct Notice {
        var text: String
        var isGood = false
    }

    var language: PageLanguage
    var siteName: String
    /// Which page this is, or belongs to; nil for whoever is no admin, who gets no nav.
    var page: AdminPage?
    /// The heading, where it is not the page's name.
    var title: String?
    /// One line below the heading.
    var intro: String?
    var notice: Notice?
    /// An address at which the parts marked `data-part` stand as they are by then; the script fetches it every few seconds.
    var live: String?
    /// Styles beyond those of all pages for admins, by name.
    var styles: [String] = []
    var assets = AssetCatalogue.shared
    var body: HTML

    func render() -> String {
        let heading = title ?? page?.title(in: language) ?? siteName
        let body: HTML = """
            <a class="skip" href="#admin-main">\(language.adminWords.skip)</a>
            <div class="admin"><header class="admin-head"><a class="quiet back" href="/">\(Icon.back.html)\(language.accountWords.back)</a>\(nav)</header>
            <main id="admin-main"\(liveAddress)><h1>\(heading)</h1>
            \(intro.map { "<p class=\"quiet-text\">\($0)</p>" } ?? .empty)
            \(said)
            \(self.body)
            <p class="sr-only" role="status" id="announcer"></p>
            </main></div>
            """
        let parts = [heading] + (page == nil ? [] : [language.adminWords.admin]) + [siteName]
        return Document(
            language: language, title: parts.joined(separator: " · "), assets: assets,
            scripts: assets.modules(of: "admin.js"), entry: "admin.js",
            styles: (["admin.css"] + styles).compactMap(assets.asset(named:)),
            body: body
        ).render()
    }

    private var nav: HTML {
        guard page != nil else { return .empty }
        return """
            <nav aria-label="\(language.adminWords.admin)"><ul role="list">\(AdminPage.allCases.map(link))</ul></nav>
            """
    }

    private func link(_ other: AdminPage) -> HTML {
        let current: HTML = other == page ? " aria-current=\"page\"" : .empty
        return "<li><a href=\"\(other.path)\"\(current)>\(other.title(in: language))</a></li>"
    }

    private var liveAddress: HTML { live.map { " data-live=\"\($0)\"" } ?? .empty }

    private var said: HTML {
        guard let notice else { return .empty }
        return """
            <p class="\(notice.isGood ? "notice saved" : "notice wrong")" role="\(notice.isGood ? "status" : "alert")" \
            dir="auto">\(notice.text)</p>
            """
    }
}

extension HTML {
    /// A moment (UTC) in digits, which every language reads.
    static func moment(_ seconds: Double?, else absent: String = "–") -> HTML {
        guard let seconds else { return "\(absent)" }
        let text = AvailabilityDocument.date(seconds)
        let digits = String(text.prefix(16)).replacing("T", with: " ")
        return "<time datetime=\"\(text)\" title=\"\(text)\" dir=\"ltr\">\(digits)</time>"
    }

    /// A table in a box that scrolls by itself on a narrow screen.
    static func table(_ name: String, columns: [String], rows: [HTML]) -> HTML {
        let heads = columns.map { column -> HTML in "<th scope=\"col\">\(column)</th>" }
        return """
            <div class="scroller" role="region" aria-label="\(name)" tabindex="0"><table><thead><tr>\(heads)</tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }

    /// A field of a form, with its label.
    static func field(
        _ name: String, _ label: String, type: String = "text", value: String = "", hint: String? = nil, required: Bool = false,
        extra: HTML = .empty
    ) -> HTML {
        let hintText: HTML = hint.map { "<p class=\"quiet-text\" id=\"\(name)-hint\">\($0)</p>" } ?? .empty
        let described: HTML = hint == nil ? .empty : " aria-describedby=\"\(name)-hint\""
        return """
            <div class="field"><label for="\(name)">\(label)</label><input id="\(name)" name="\(name)" type="\(type)" \
            value="\(value)" dir="auto" autocomplete="off" autocapitalize="none" spellcheck="false"\(described)\(extra)\
            \(flag: "required", if: required)>\(hintText)</div>
            """
    }

    /// A choice of one of `options`, with its label.
    static func choice(_ name: String, _ label: String, options: [(value: String, text: String)], chosen: String) -> HTML {
        let items = options.map { option -> HTML in
            "<option value=\"\(option.value)\"\(flag: "selected", if: option.value == chosen)>\(option.text)</option>"
        }
        return """
            <div class="field"><label for="\(name)">\(label)</label><select id="\(name)" name="\(name)" dir="auto">\
            \(items)</select></div>
            """
    }

    /// Copies `text`; there only for whoever has script.
    static func copyButton(_ text: String, _ words: AdminWords, label: String, name: String? = nil) -> HTML {
        let aria: HTML = name.map { " aria-label=\"\($0)\"" } ?? .empty
        return """
            <button type="button" class="button copy-id" data-copy="\(text)" data-copied="\(words.copied)"\(aria)>\(label)</button>
            """
    }
}
