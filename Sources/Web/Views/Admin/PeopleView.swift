import Accounts

/// The list of people, and the form for another one.
struct PeopleView {
    var language: PageLanguage
    var siteName: String
    var users: [User]
    var query = ""
    /// The username that the next page begins behind.
    var next: String?
    var notice: AdminFrame.Notice?
    /// The password that was just given out.
    var secret: Secret?
    /// What was in the form when it was not taken.
    var draft = Draft()

    struct Draft {
        var username = ""
        var displayName = ""
        var email = ""
        var role = UserRole.member
    }

    struct Secret {
        var label: String
        var value: String
    }

    private var words: AdminWords { language.adminWords }

    func render() -> String {
        let body: HTML = """
            \(secret.map { HTML.secret($0.label, $0.value, words) } ?? .empty)
            <form role="search" class="search-line">\(HTML.field("q", words.searchPeople, type: "search", value: query))\
            <button type="submit" class="button">\(words.search)</button></form>
            \(list)\(nextLink)
            <section aria-labelledby="new-title" class="sheet"><h2 id="new-title">\(words.newPerson)</h2>
            <form method="post" action="/admin/people"><input type="hidden" name="do" value="create"><div class="fields">
            \(HTML.field("username", words.username, value: draft.username, required: true))
            \(HTML.field("display_name", words.displayName, value: draft.displayName))
            \(HTML.field("email", words.email, type: "email", value: draft.email))
            \(HTML.choice("role", words.role, options: words.roles, chosen: draft.role.rawValue))
            \(HTML.field("password", words.password, type: "password", hint: words.passwordHint))
            </div><button type="submit" class="button primary">\(words.create)</button></form></section>
            """
        return AdminFrame(
            language: language, siteName: siteName, page: .people, intro: words.peopleIntro, notice: notice, body: body
        ).render()
    }

    private var list: HTML {
        guard !users.isEmpty else { return "<p class=\"quiet-text\">\(words.nothingFound)</p>" }
        return .table(
            words.people, columns: [words.person, words.email, words.role, words.status, words.lastLogin],
            rows: users.map(row))
    }

    private func row(_ user: User) -> HTML {
        let other: HTML = user.displayName == user.username ? .empty : " <small dir=\"ltr\">\(user.username)</small>"
        return """
            <tr><th scope="row"><a href="/admin/people?id=\(user.id)"><bdi>\(user.displayName)</bdi></a>\(other)</th>\
            <td><bdi>\(user.email ?? "–")</bdi></td><td>\(words.name(of: user.role))</td>\
            <td>\(words.status(of: user))</td><td>\(HTML.moment(user.lastLoginAt, else: words.never))</td></tr>
            """
    }

    private var nextLink: HTML {
        guard let next else { return .empty }
        return "<p><a class=\"button\" href=\"/admin/people?q=\(query.inQuery)&amp;after=\(next.inQuery)\">\(words.next)</a></p>"
    }
}

extension AdminWords {
    var roles: [(value: String, text: String)] { UserRole.allCases.map { ($0.rawValue, name(of: $0)) } }

    func name(of role: UserRole) -> String {
        switch role {
        case .admin: roleAdmin
        case .member: roleMember
        case .viewer: roleViewer
        }
    }

    func status(of user: User) -> HTML {
        "<span class=\"tag\(user.isDisabled ? " bad" : "")\">\(user.isDisabled ? disabled : active)</span>"
    }
}

extension HTML {
    /// What is shown once, with a way to copy it.
    static func secret(_ label: String, _ value: String, _ words: AdminWords) -> HTML {
        """
        <div class="secret" role="status"><p>\(label)</p><p class="line"><code dir="ltr">\(value)</code> \
        \(HTML.copyButton(value, words, label: words.copy))</p><p class="quiet-text">\(words.shownOnce)</p></div>
        """
    }
}
