import LanguageModel
import Usage

/// Everything that the page about limits shows.
struct LimitPage {
    /// What was written into a form, as it was written.
    struct Entry {
        /// nil for a new limit.
        var id: Int?
        var scope = LimitScope.user
        var name = ""
        var values: [LimitRefusal.Measure: String] = [:]
    }

    var language: PageLanguage
    var siteName: String
    var limits: [(rule: LimitRule, standings: [LimitStanding])] = []
    var entry = Entry()
    /// The limit that is about to be taken away.
    var deleting: LimitRule?
    var message: String?
    var isMessageGood = false
}

/// The page on which admins limit what may be used. It works without script.
struct LimitPageView {
    let page: LimitPage
    private var words: LimitPageWords { page.language.limitWords }
    private var meters: LimitMeterView { LimitMeterView(language: page.language) }

    init(page: LimitPage) { self.page = page }

    func render() -> String {
        let content: HTML =
            if let rule = page.deleting {
                question(rule)
            } else if page.entry.id != nil {
                "<div class=\"sheet\">\(form)</div>"
            } else {
                """
                <section aria-labelledby="in-force"><h2 id="in-force">\(words.inForce)</h2>
                \(list)
                </section>
                <section class="sheet" aria-labelledby="new-limit"><h2 id="new-limit">\(words.new)</h2>\(form)</section>
                """
            }
        return AdminFrame(
            language: page.language, siteName: page.siteName, page: .limits, title: heading, intro: isWhole ? words.intro : nil,
            notice: page.message.map { AdminFrame.Notice(text: $0, isGood: page.isMessageGood) }, styles: ["usage.css"],
            body: "<div class=\"limits\">\(content)</div>"
        ).render()
    }

    private var list: HTML {
        page.limits.isEmpty
            ? "<p>\(words.none)</p>" : "<ul class=\"cards\" role=\"list\">\(page.limits.map(card))</ul>"
    }

    private var isWhole: Bool { page.deleting == nil && page.entry.id == nil }

    private var heading: String {
        if let rule = page.deleting { return Words.fill(words.deleteQuestion, ["target": named(rule.target)]) }
        guard page.entry.id != nil else { return words.title }
        return Words.fill(words.edit, ["target": named(LimitTarget(page.entry.scope, page.entry.name))])
    }

    private func named(_ target: LimitTarget) -> String { meters.name(of: target) }

    private func card(_ limit: (rule: LimitRule, standings: [LimitStanding])) -> HTML {
        let name = named(limit.rule.target)
        let actions: HTML =
            limit.rule.id.map { id in
                """
                <div class="actions"><a class="button" href="/admin/limits/\(String(id))" aria-label="\(words.change): \(name)">\
                \(words.change)</a><a class="button" href="/admin/limits/\(String(id))/delete" \
                aria-label="\(words.delete): \(name)">\(words.delete)</a></div>
                """
            } ?? .empty
        let remark: HTML = limit.rule.id == nil ? "<p class=\"quiet-text\">\(words.fromConfiguration)</p>" : .empty
        return """
            <li class="card"><div class="card-head"><h3 dir="auto">\(name)</h3>\(actions)</div>\(remark)\
            \(limit.standings.map { meters.html($0, of: name) })</li>
            """
    }

    private var form: HTML {
        let entry = page.entry
        let action = entry.id.map { "/admin/limits/\($0)" } ?? "/admin/limits"
        let scopes = [LimitScope.user, .key, .assistant, .role].map { scope -> HTML in
            "<option value=\"\(scope.rawValue)\"\(flag: "selected", if: scope == entry.scope)>\(words.name(of: scope))</option>"
        }
        let who: HTML =
            entry.id != nil
            ? .empty
            : """
            <div><label for="scope">\(words.scope)</label><select id="scope" name="scope">\(scopes)</select></div>
            <div><label for="name">\(words.name)</label><input id="name" name="name" value="\(entry.name)" required \
            dir="auto" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="name-hint"></div>
            <p class="quiet-text said" id="name-hint">\(words.nameHint)</p>
            """
        let fields = LimitRefusal.Measure.allCases.map { measure -> HTML in
            """
            <div><label for="\(measure.rawValue)">\(words.name(of: measure))</label><input id="\(measure.rawValue)" \
            name="\(measure.rawValue)" inputmode="\(measure.isMoney ? "decimal" : "numeric")" dir="ltr" autocomplete="off" \
            value="\(entry.values[measure] ?? "")" aria-describedby="empty-hint"></div>
            """
        }
        let cancel: HTML = entry.id == nil ? .empty : "<a class=\"button\" href=\"/admin/limits\">\(words.cancel)</a>"
        return """
            <form class="entry" method="post" action="\(action)">\(who)\(fields)
            <p class="quiet-text said" id="empty-hint">\(words.emptyHint)</p>
            <div class="actions"><button type="submit" class="button primary">\(words.save)</button>\(cancel)</div></form>
            """
    }

    private func question(_ rule: LimitRule) -> HTML {
        """
        <form method="post" action="/admin/limits/\(String(rule.id ?? 0))/delete"><div class="actions">\
        <button type="submit" class="button danger">\(words.delete)</button>\
        <a class="button" href="/admin/limits">\(words.cancel)</a></div></form>
        """
    }
}
