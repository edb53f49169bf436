import LanguageModel
import Usage

/// The page on which admins see what models cost and enter it anew.
struct PricePageView {
    /// Prices as one line of a table.
    struct Row {
        var model: String
        var prices: TokenPrices
        /// The moment from which they hold; nil for the configuration's.
        var validFrom: String?
        var enteredBy: String?
    }

    /// What stands in the form, as it was typed.
    struct Input {
        var model = ""
        var prices: [TokenClass: String] = [:]
        var validFrom = ""
    }

    var language: PageLanguage
    var siteName: String
    var inForce: [Row]
    /// All others, earlier and later.
    var history: [Row]
    /// Models that may answer and have no price.
    var unpriced: [String]
    var input = Input()
    var message: String?
    var isMessageGood = false

    private var words: UsageWords { language.usageWords }

    func render() -> String {
        let body: HTML = """
            \(form)\(missing)\(table("in-force", words.inForce, inForce))\(table("history", words.history, history))
            """
        return AdminFrame(
            language: language, siteName: siteName, page: .prices, intro: words.pricesIntro,
            notice: message.map { AdminFrame.Notice(text: $0, isGood: isMessageGood) }, styles: ["usage.css"], body: body
        ).render()
    }

    private var form: HTML {
        let models = Set(inForce.map(\.model) + unpriced).sorted().map { "<option value=\"\($0)\"></option>" as HTML }
        let classes = TokenClass.allCases.map { tokens -> HTML in
            """
            <div class="field"><label for="\(tokens.rawValue)">\(words[tokens])</label>\
            <input id="\(tokens.rawValue)" name="\(tokens.rawValue)" inputmode="decimal" dir="ltr" autocomplete="off" \
            placeholder="\(words.unknown)" value="\(input.prices[tokens] ?? "")"></div>

            """
        }
        return """
            <section class="sheet" aria-labelledby="enter"><h2 id="enter">\(words.enterPrice)</h2>
            <form class="prices" method="post" action="/admin/prices">
            <div class="field of-model"><label for="model">\(words.model)</label>\
            <input id="model" name="model" list="models" dir="ltr" autocomplete="off" spellcheck="false" autocapitalize="none" \
            required aria-describedby="model-hint" value="\(input.model)"><p class="quiet-text" id="model-hint">\(words.modelHint)</p>\
            <datalist id="models">\(models)</datalist></div>
            \(classes)
            <div class="field from"><label for="valid_from">\(words.validFrom)</label>\
            <input id="valid_from" name="valid_from" type="datetime-local" value="\(input.validFrom)" \
            aria-describedby="from-hint"><p class="quiet-text" id="from-hint">\(words.validFromHint)</p></div>
            <button type="submit" class="button primary">\(words.enterPrice)</button>
            </form></section>
            """
    }

    private var missing: HTML {
        guard !unpriced.isEmpty else { return .empty }
        let models = unpriced.map { "<li><a href=\"/admin/prices?model=\($0)\"><bdi>\($0)</bdi></a></li>" as HTML }
        return "<section><h2>\(words.unpricedModels)</h2><ul class=\"unpriced\" role=\"list\">\(models)</ul></section>"
    }

    private func table(_ id: String, _ title: String, _ rows: [Row]) -> HTML {
        guard !rows.isEmpty else { return .empty }
        let headings = [words.model] + TokenClass.allCases.map { words[$0] } + [words.validFrom, words.source]
        return """
            <section><h2 id="\(id)">\(title)</h2>
            <div class="scroller figures" role="region" aria-labelledby="\(id)" tabindex="0"><table><thead><tr>\
            \(headings.map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead><tbody>
            \(rows.map(line))</tbody></table></div></section>
            """
    }

    private func line(_ row: Row) -> HTML {
        let prices = TokenClass.allCases.map { tokens -> HTML in
            guard let price = row.prices[tokens] else { return "<td><span class=\"quiet-text\">\(words.unknown)</span></td>" }
            return "<td><bdi>\(price.description)</bdi></td>"
        }
        let source = row.validFrom == nil ? words.configuration : row.enteredBy ?? "–"
        return """
            <tr><th scope="row"><bdi>\(row.model)</bdi></th>\(prices)<td><bdi>\(row.validFrom ?? "–")</bdi></td>\
            <td><bdi>\(source)</bdi></td></tr>

            """
    }
}
