/// A page that is one form about accounts. It works without script.
struct AccountFormView {
    struct Field {
        var name: String
        var label: String
        var hint: String?
        var type = "text"
        var autocomplete: String
        var value = ""
        var isRequired = true
    }

    var language: PageLanguage
    var title: String
    var siteName: String
    var intro: String?
    /// What went wrong, or what went well.
    var message: String?
    var isMessageGood = false
    var action: String
    var fields: [Field]
    /// The page to go to afterwards; nil for the start.
    var next: String?
    var button: String
    /// Whether what the form does cannot be undone.
    var isDanger = false
    /// Between what is said and the form.
    var details = HTML.empty
    /// Below the form.
    var footer = HTML.empty
    var assets = AssetCatalogue.shared

    func render() -> String {
        let body: HTML = """
            <main class="alone account"><h1>\(title)</h1>
            \(paragraph(intro))
            \(said)
            \(details)
            <form method="post" action="\(action)">
            \(fields.map(field))
            \(next.map(hiddenNext) ?? .empty)
            <button type="submit" class="button \(isDanger ? "danger" : "primary")">\(button)</button>
            </form>
            \(footer)</main>
            """
        return Document(
            language: language, title: "\(title) · \(siteName)", assets: assets, scripts: [], body: body
        ).render()
    }

    private var said: HTML {
        guard let message else { return .empty }
        return """
            <p class="\(isMessageGood ? "well" : "wrong")" id="said" role="\(isMessageGood ? "status" : "alert")">\(message)</p>
            """
    }

    private func paragraph(_ text: String?) -> HTML {
        guard let text else { return .empty }
        return "<p class=\"quiet-text\">\(text)</p>"
    }

    private func hiddenNext(_ next: String) -> HTML {
        """
        <input type="hidden" name="next" value="\(next)">
        """
    }

    private func field(_ field: Field) -> HTML {
        let hintID = "\(field.name)-hint"
        let describedBy = [field.hint.map { _ in hintID }, message.map { _ in "said" }].compactMap(\.self).joined(separator: " ")
        let hint: HTML = field.hint.map { "<p class=\"quiet-text\" id=\"\(hintID)\">\($0)</p>" } ?? .empty
        let described: HTML = describedBy.isEmpty ? .empty : " aria-describedby=\"\(describedBy)\""
        return """
            <div class="field"><label for="\(field.name)">\(field.label)</label>\
            <input id="\(field.name)" name="\(field.name)" type="\(field.type)" value="\(field.value)" dir="auto" \
            autocomplete="\(field.autocomplete)" autocapitalize="none" spellcheck="false"\(described)\
            \(flag: "required", if: field.isRequired)>\(hint)</div>
            """
    }
}
