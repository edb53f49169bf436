import LanguageModel
import Usage

/// How much of a limit is used now, as words and a meter: for admins who set limits, and for those for whom they hold.
struct LimitMeterView {
    let language: PageLanguage
    private var words: LimitPageWords { language.limitWords }

    init(language: PageLanguage) { self.language = language }

    /// What people call whom a limit is for.
    func name(of target: LimitTarget) -> String {
        target.scope == .role
            ? Words.fill(words.everybody, ["name": target.name]) : "\(words.name(of: target.scope)) \(target.name)"
    }

    /// - Parameter name: whom it is for.
    func html(_ standing: LimitStanding, of name: String) -> HTML {
        let used = Words.fill(
            words.used,
            ["used": text(standing.used, standing.measure), "limit": text(standing.limit, standing.measure)])
        var remarks: [String] = []
        if standing.reserved > 0 {
            remarks.append(Words.fill(words.reserved, ["amount": text(standing.reserved, standing.measure)]))
        }
        if let moment = standing.renewsAt {
            let date = AvailabilityDocument.date(moment).prefix(16).replacing("T", with: " ")
            remarks.append(Words.fill(words.renews, ["time": isolated("\(date) UTC")]))
        }
        let label = "\(name): \(words.name(of: standing.measure))"
        let (value, most) = (standing.percent, 100)
        return """
            <p class="measure"><span>\(words.name(of: standing.measure)): <bdi>\(used)</bdi></span>\
            <span class="quiet-text">\(remarks.joined(separator: " · "))</span></p>
            <meter min="0" max="\(String(most))" low="\(String(BudgetWarning.threshold))" high="99" optimum="0" \
            value="\(String(min(value, most)))" aria-label="\(label)">\(String(value)) %</meter>
            """
    }

    private func text(_ amount: Int64, _ measure: LimitRefusal.Measure) -> String {
        isolated(measure.isMoney ? "$\(Money(picodollars: amount))" : String(amount))
    }

    /// Kept in its own order where the sentence runs from right to left.
    private func isolated(_ text: String) -> String {
        language.direction == "rtl" ? "\u{2066}\(text)\u{2069}" : text
    }
}
