import Accounts

/// One person, and everything that an admin may do about them; each in a form of its own.
struct PersonView {
    var language: PageLanguage
    var siteName: String
    var user: User
    var notice: AdminFrame.Notice?
    var secret: PeopleView.Secret?

    private var words: AdminWords { language.adminWords }

    func render() -> String {
        let body: HTML = """
            \(secret.map { HTML.secret($0.label, $0.value, words) } ?? .empty)
            <dl class="facts"><div><dt>\(words.username)</dt><dd dir="ltr">\(user.username)</dd></div>\
            <div><dt>\(words.status)</dt><dd>\(words.status(of: user))</dd></div>\
            <div><dt>\(words.created)</dt><dd>\(HTML.moment(user.createdAt))</dd></div>\
            <div><dt>\(words.lastLogin)</dt><dd>\(HTML.moment(user.lastLoginAt, else: words.never))</dd></div></dl>
            <p class="actions"><a class="button" href="/admin/audit?who=\(user.username)">\(words.whatTheyDid)</a>\
            <a class="button" href="/admin/keys?q=\(user.username)">\(words.theirKeys)</a></p>
            \(section("details", words.details, details))
            \(section("role", words.role, text: words.roleText, role))
            \(section(user.isDisabled ? "enable" : "disable", words.access, text: words.accessText, access))
            \(section("password", words.resetPassword, password))
            \(section("sessions", words.endSessions, button(words.endSessions, isDanger: true)))
            """
        return AdminFrame(
            language: language, siteName: siteName, page: .people, title: user.displayName, notice: notice, body: body
        ).render()
    }

    private var details: HTML {
        """
        <div class="fields">\(HTML.field("display_name", words.displayName, value: user.displayName, required: true))\
        \(HTML.field("email", words.email, type: "email", value: user.email ?? ""))</div>\(button(words.save))
        """
    }

    private var role: HTML {
        "\(HTML.choice("role", words.role, options: words.roles, chosen: user.role.rawValue))\(button(words.changeRole))"
    }

    private var access: HTML { button(user.isDisabled ? words.enable : words.disable) }

    private var password: HTML {
        """
        \(HTML.field("password", words.password, type: "password", hint: words.passwordHint))\
        \(button(words.resetPassword, isDanger: true))
        """
    }

    private func button(_ label: String, isDanger: Bool = false) -> HTML {
        "<button type=\"submit\" class=\"button\(isDanger ? " danger" : "")\">\(label)</button>"
    }

    private func section(_ change: String, _ title: String, text: String? = nil, _ fields: HTML) -> HTML {
        """
        <section class="sheet" aria-labelledby="\(change)-title"><h2 id="\(change)-title">\(title)</h2>\
        \(text.map { "<p class=\"quiet-text\">\($0)</p>" } ?? .empty)
        <form method="post" action="/admin/people"><input type="hidden" name="do" value="\(change)">\
        <input type="hidden" name="id" value="\(user.id)">\(fields)</form></section>
        """
    }
}
