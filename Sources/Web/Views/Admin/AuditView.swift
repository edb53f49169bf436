import Accounts

/// The audit log, as far as its filters go.
struct AuditView {
    struct Filters {
        var who = ""
        var event = ""
        var from = ""
        var until = ""

        var query: String {
            [("who", who), ("event", event), ("from", from), ("until", until)].filter { !$0.1.isEmpty }
                .map { "\($0.0)=\($0.1.inQuery)" }.joined(separator: "&")
        }
    }

    var language: PageLanguage
    var siteName: String
    var entries: [AuditEntry]
    /// Of those that entries name, by id.
    var names: [String: String]
    var filters: Filters
    /// The number that the next page begins before.
    var next: Int?
    var notice: AdminFrame.Notice?

    private var words: AdminWords { language.adminWords }

    func render() -> String {
        let events = [(value: "", text: words.everything)] + AuditEvent.allCases.map { (value: $0.rawValue, text: $0.rawValue) }
        let body: HTML = """
            <form class="sheet" role="search"><div class="fields">
            \(HTML.field("who", words.who, value: filters.who, hint: words.whoHint))
            \(HTML.choice("event", words.what, options: events, chosen: filters.event))
            \(HTML.field("from", words.from, type: "date", value: filters.from))
            \(HTML.field("until", words.until, type: "date", value: filters.until))
            </div><div class="actions"><button type="submit" class="button primary">\(words.show)</button>\
            <a class="button" href="/admin/audit.csv?\(filters.query)">\(words.asCSV)</a></div></form>
            \(list)\(nextLink)
            """
        return AdminFrame(
            language: language, siteName: siteName, page: .audit, intro: words.auditIntro, notice: notice, body: body
        ).render()
    }

    private var list: HTML {
        guard !entries.isEmpty else { return "<p class=\"quiet-text\">\(words.nothingFound)</p>" }
        return .table(
            words.audit, columns: [words.when, words.who, words.what, words.whom, words.detail, words.address],
            rows: entries.map(row))
    }

    private func row(_ entry: AuditEntry) -> HTML {
        """
        <tr><td>\(HTML.moment(entry.createdAt))</td><td>\(name(entry.actorID))</td><td><bdi dir="ltr">\(entry.event)</bdi></td>\
        <td>\(name(entry.subjectID))</td><td><bdi>\(entry.detail ?? "")</bdi></td><td><bdi dir="ltr">\(entry.address ?? "")</bdi></td></tr>
        """
    }

    private func name(_ id: String?) -> HTML {
        guard let id else { return "–" }
        guard let name = names[id] else { return "<bdi>\(id)</bdi>" }
        return "<a href=\"/admin/people?id=\(id)\"><bdi>\(name)</bdi></a>"
    }

    private var nextLink: HTML {
        guard let next else { return .empty }
        let query = filters.query.isEmpty ? "" : "&\(filters.query)"
        return "<p><a class=\"button\" href=\"/admin/audit?before=\(String(next))\(query)\">\(words.older)</a></p>"
    }
}
