import Chat
import LanguageModel
import Usage

/// The page of what was used: figures, charts by day, and a table by model, person or what else is chosen.
struct UsagePageView {
    var language: PageLanguage
    var siteName: String
    /// Admins see everything, and their navigation.
    var isAdmin: Bool
    /// By day.
    var days: UsageReport
    var breakdown: UsageReport
    /// What people call users and keys.
    var names: [String: String]
    /// The limits that hold for whoever reads.
    var limits: [LimitStanding] = []
    /// What went wrong with what was asked for.
    var message: String?
    /// What became of questions that may have been asked before; for admins.
    var cache: AnswerCache.Counts?
    /// Whether the cache was just cleared.
    var wasCleared = false

    private var words: UsageWords { language.usageWords }
    private var query: UsageQuery { breakdown.query }
    private var grouping: UsageDimension { query.grouping ?? .model }
    private var figures: UsageFigures { days.totals.figures }

    func render() -> String {
        let shown: HTML = figures.answers == 0 ? "<p class=\"quiet-text\">\(words.nothing)</p>" : "\(tiles)\(charts)\(table)"
        return AdminFrame(
            language: language, siteName: siteName, page: isAdmin ? .usage : nil, title: words.title,
            notice: notice, styles: ["usage.css"],
            body: "\(left)\(form)\(filters)\(shown)\(cached)"
        ).render()
    }

    private var notice: AdminFrame.Notice? {
        if wasCleared { return AdminFrame.Notice(text: language.cacheWords.cleared, isGood: true) }
        return message.map { AdminFrame.Notice(text: $0) }
    }

    private var cached: HTML {
        cache.map { CacheSectionView(language: language, counts: $0).html } ?? .empty
    }

    // MARK: What is left

    private var left: HTML {
        guard !limits.isEmpty else { return .empty }
        let words = language.limitWords
        let meters = LimitMeterView(language: language)
        var targets: [LimitTarget] = []
        for standing in limits where !targets.contains(standing.rule.target) { targets.append(standing.rule.target) }
        let cards = targets.map { target -> HTML in
            let name = meters.name(of: target)
            return """
                <li class="card"><h3 dir="auto">\(name)</h3>\
                \(limits.filter { $0.rule.target == target }.map { meters.html($0, of: name) })</li>
                """
        }
        return """
            <section class="limits" aria-labelledby="left"><div><h2 id="left">\(words.mine)</h2>\
            <p class="quiet-text">\(words.mineHint)</p></div><ul class="cards" role="list">\(cards)</ul></section>
            """
    }

    // MARK: What is asked for

    private var form: HTML {
        let hidden = query.filter.sorted { $0.key.rawValue < $1.key.rawValue }.map { dimension, value -> HTML in
            "<input type=\"hidden\" name=\"\(dimension.rawValue)\" value=\"\(value)\">"
        }
        let options = Self.breakdowns.map { dimension -> HTML in
            """
            <option value="\(dimension.rawValue)"\(flag: "selected", if: dimension == grouping)>\(words[dimension])</option>
            """
        }
        return """
            <form class="span" method="get" action="/usage">\(hidden)
            <div class="field"><label for="from">\(words.from)</label>\
            <input id="from" name="from" type="date" value="\(query.span.first)"></div>
            <div class="field"><label for="to">\(words.to)</label>\
            <input id="to" name="to" type="date" value="\(query.span.last)"></div>
            <div class="field"><label for="tz">\(words.zone)</label>\
            <input id="tz" name="tz" value="\(query.span.name)" dir="ltr" autocomplete="off" spellcheck="false"></div>
            <div class="field"><label for="group_by">\(words.by)</label><select id="group_by" name="group_by">\(options)</select></div>
            <button type="submit" class="button primary">\(words.show)</button>
            <a class="button" href="/api/v1/usage.csv\(address())" download>\(Icon.download.html)\(words.csv)</a>
            </form>
            """
    }

    static let breakdowns: [UsageDimension] = [.model, .provider, .user, .assistant, .key, .surface]

    private var filters: HTML {
        guard !query.filter.isEmpty else { return .empty }
        let chips = query.filter.sorted { $0.key.rawValue < $1.key.rawValue }.map { dimension, value -> HTML in
            let text = Words.fill(words.only, ["what": words[dimension], "value": names[value] ?? value])
            return """
                <li><bdi>\(text)</bdi> <a class="button" href="/usage\(address(without: dimension))">\(words.remove)\
                <span class="sr-only">: \(text)</span></a></li>
                """
        }
        return "<ul class=\"filters\" role=\"list\">\(chips)</ul>"
    }

    /// The query of an address that asks for the same, but for one filter more or less.
    private func address(with more: (UsageDimension, String)? = nil, without: UsageDimension? = nil) -> String {
        var filter = query.filter
        if let (dimension, value) = more { filter[dimension] = value }
        if let without { filter[without] = nil }
        let pairs =
            [("from", query.span.first), ("to", query.span.last), ("tz", query.span.name), ("group_by", grouping.rawValue)]
            + filter.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, $0.value) }
        return "?" + pairs.map { "\($0)=\($1.inQuery)" }.joined(separator: "&")
    }

    // MARK: Figures

    private var tiles: HTML {
        let unknown = figures.unpriced > 0 ? Words.fill(words.unpriced, ["count": UsageNumbers.count(figures.unpriced)]) : nil
        let tiles = [
            tile(words.answers, UsageNumbers.count(figures.answers)),
            tile(words.cost, UsageNumbers.money(figures.cost), unknown.map { "<dd class=\"quiet-text\">\($0)</dd>" } ?? .empty),
            tile(words.promptTokens, UsageNumbers.count(figures.usage.prompt)),
            tile(words.answerTokens, UsageNumbers.count(figures.usage.completion)),
            tile(words.firstContent, figures.firstContent), tile(words.latency, figures.latency),
            tile(words.fallbacks, UsageNumbers.share(figures.fallbackShare)),
            tile(words.errors, UsageNumbers.share(days.totals.errorShare)),
            tile(words.cacheShare, UsageNumbers.share(figures.cacheShare)),
        ]
        return "<dl class=\"tiles\">\(tiles)</dl>"
    }

    private func tile(_ name: String, _ value: String, _ more: HTML = .empty) -> HTML {
        "<div><dt>\(name)</dt><dd><bdi>\(value)</bdi></dd>\(more)</div>\n"
    }

    private func tile(_ name: String, _ times: UsageFigures.Percentiles?) -> HTML {
        guard let times else { return tile(name, "–") }
        return tile(
            name, UsageNumbers.time(times.p50),
            """
            <dd class="quiet-text">\(words.nearlyAll) <bdi>\(UsageNumbers.time(times.p95))</bdi></dd>\
            <dd class="quiet-text"><bdi>\(UsageNumbers.share(0.99))</bdi>: <bdi>\(UsageNumbers.time(times.p99))</bdi></dd>
            """)
    }

    private var charts: HTML {
        let groups = days.groups.map(\.figures)
        func series(_ name: String, _ style: String, _ value: (UsageFigures) -> Double?, _ text: (UsageFigures) -> String)
            -> DayChart.Series
        {
            .init(name: name, style: style, values: groups.map(value), texts: groups.map(text))
        }
        func time(_ name: String, _ style: String, _ part: @escaping (UsageFigures.Percentiles) -> Double) -> DayChart.Series {
            series(name, style, { $0.latency.map(part) }, { $0.latency.map { UsageNumbers.time(part($0)) } ?? "–" })
        }
        let answers = DayChart(
            id: "answers-by-day", title: words.answers, days: query.span.days,
            series: [
                series(words.failed, "bad", { Double($0.failed) }, { UsageNumbers.count($0.failed) }),
                series(words.answers, "good", { Double($0.answers) }, { UsageNumbers.count($0.answers) }),
            ], words: words)
        let cost = DayChart(
            id: "cost-by-day", title: words.cost, days: query.span.days,
            series: [series(words.cost, "good", { $0.cost?.dollars }, { UsageNumbers.money($0.cost) })], words: words)
        let latency = DayChart(
            id: "latency-by-day", title: words.latency, days: query.span.days,
            series: [time(words.half, "good", \.p50), time(words.nearlyAll, "faint", \.p95)], words: words)
        return "<div class=\"charts\">\(answers.html)\(cost.html)\(latency.html)</div>"
    }

    // MARK: The table

    private var table: HTML {
        let headings = [
            words[grouping], words.share, words.answers, words.cost, words.promptTokens, words.answerTokens, words.firstContent,
            words.latency, words.errors, words.fallbacks, words.cacheShare,
        ]
        let more: HTML = breakdown.isCut ? "<p class=\"quiet-text\">\(words.cut)</p>" : .empty
        return """
            <section><h2 id="breakdown">\(words[grouping])</h2>
            <div class="scroller figures" role="region" aria-labelledby="breakdown" tabindex="0"><table><thead><tr>\
            \(headings.map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead><tbody>
            \(breakdown.groups.map(row))</tbody></table></div>\(more)</section>
            """
    }

    private func row(_ group: UsageGroup) -> HTML {
        let figures = group.figures
        let share = self.figures.answers > 0 ? Double(figures.answers) / Double(self.figures.answers) : 0
        let cells = [
            UsageNumbers.count(figures.answers), UsageNumbers.money(figures.cost), UsageNumbers.count(figures.usage.prompt),
            UsageNumbers.count(figures.usage.completion), figures.firstContent.map { UsageNumbers.time($0.p50) } ?? "–",
            figures.latency.map { UsageNumbers.time($0.p50) } ?? "–", UsageNumbers.share(group.errorShare),
            UsageNumbers.share(figures.fallbackShare), UsageNumbers.share(figures.cacheShare),
        ]
        let width = String((share * 1000).rounded() / 10)
        return """
            <tr><th scope="row">\(label(group))</th><td class="share"><svg width="100%" height="8" aria-hidden="true">\
            <rect class="ground" width="100%" height="8" rx="4"/><rect class="good" width="\(width)%" height="8" rx="4"/></svg>\
            <bdi>\(UsageNumbers.share(share))</bdi></td>\(cells.map { "<td><bdi>\($0)</bdi></td>" as HTML })</tr>

            """
    }

    /// Its name, which leads to a page about it alone.
    private func label(_ group: UsageGroup) -> HTML {
        guard let key = group.key else { return "<em>\(words.none)</em>" }
        return "<a href=\"/usage\(address(with: (grouping, key)))\"><bdi>\(names[key] ?? key)</bdi></a>"
    }
}
