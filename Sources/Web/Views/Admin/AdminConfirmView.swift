/// Asks once more before something that cannot be undone: the same form, confirmed.
struct AdminConfirmView {
    var language: PageLanguage
    var siteName: String
    var page: AdminPage
    var title: String
    var text: String
    /// Sent again, with `confirmed` beside them.
    var fields: [(name: String, value: String)]
    /// What the button says that does it.
    var button: String
    /// Where to go instead.
    var back: String
    /// Where it is sent; to the page when nil.
    var action: String?

    func render() -> String {
        let hidden = fields.map { field -> HTML in
            "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">"
        }
        let body: HTML = """
            <form method="post" action="\(action ?? page.path)" class="confirm"><p>\(text)</p>\(hidden)\
            <input type="hidden" name="confirmed" value="yes"><div class="actions">\
            <button type="submit" class="button danger">\(button)</button>\
            <a class="button" href="\(back)">\(language.adminWords.cancel)</a></div></form>
            """
        return AdminFrame(language: language, siteName: siteName, page: page, title: title, body: body).render()
    }
}
