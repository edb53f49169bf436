import Accounts
import Storage

/// Everybody's keys, and the form for another one.
struct KeysView {
    var language: PageLanguage
    var siteName: String
    var keys: [APIKey]
    /// Of their owners, by id.
    var names: [String: String]
    /// Seconds since 1970.
    var now: Double
    var query = ""
    var showsEnded = false
    /// How many more there are that are not shown.
    var more = 0
    var notice: AdminFrame.Notice?
    var secret: PeopleView.Secret?
    /// How the public key is used that was just made.
    var snippet: HTML?
    var publicKey: PublicKeyView
    var draft = Draft()

    struct Draft {
        var name = ""
        var owner = ""
        var scopes = Scope.ofPlainKeys
        var ends = ""
        var perMinute = ""
    }

    private var words: AdminWords { language.adminWords }

    func render() -> String {
        let body: HTML = """
            \(secret.map { HTML.secret($0.label, $0.value, words) } ?? .empty)\(snippet ?? .empty)
            <form role="search" class="search-line">\(HTML.field("q", words.searchKeys, type: "search", value: query))\
            <label class="check"><input type="checkbox" name="ended" value="yes"\(flag: "checked", if: showsEnded)> \
            \(words.endedKeysToo)</label><button type="submit" class="button">\(words.search)</button></form>
            \(list)
            <section aria-labelledby="new-title" class="sheet"><h2 id="new-title">\(words.newKey)</h2>
            <form method="post" action="/admin/keys"><input type="hidden" name="do" value="create"><div class="fields">
            \(HTML.field("name", words.keyName, value: draft.name, required: true))
            \(HTML.field("owner", words.owner, value: draft.owner, hint: words.ownerHint))
            \(HTML.field("ends", words.ends, type: "date", value: draft.ends, hint: words.endsHint))
            \(perMinute)
            </div><fieldset><legend>\(words.scopes)</legend><div class="checks">\(Scope.allCases.map(check))</div></fieldset>
            <button type="submit" class="button primary">\(words.create)</button></form></section>
            \(publicKey.form)
            """
        return AdminFrame(
            language: language, siteName: siteName, page: .keys, intro: words.keysIntro, notice: notice, body: body
        ).render()
    }

    private var perMinute: HTML {
        .field(
            "per_minute", words.limitField, type: "number", value: draft.perMinute, hint: words.limitHint,
            extra: " min=\"1\" max=\"1000000\"")
    }

    private var list: HTML {
        guard !keys.isEmpty else { return "<p class=\"quiet-text\">\(words.nothingFound)</p>" }
        let table = HTML.table(
            words.keys,
            columns: [words.key, words.owner, words.scopes, words.limit, words.lastUsed, words.ends, words.status],
            rows: keys.map(row))
        let left: HTML =
            more == 0 ? .empty : "<p class=\"quiet-text\">\(Words.fill(words.moreKeys, ["count": String(more)]))</p>"
        return "\(table)\(left)"
    }

    private func row(_ key: APIKey) -> HTML {
        let scopes = (key.scopes ?? Scope.ofPlainKeys.map(\.rawValue).sorted()).joined(separator: ", ")
        let limit = key.requestsPerMinute.map { Words.fill(words.perMinute, ["count": String($0)]) } ?? words.noLimit
        return """
            <tr><th scope="row" class="note"><bdi>\(key.name)</bdi> <small dir="ltr">\(key.publicTerms?.key ?? "\(key.prefix)…")</small></th>\
            <td><bdi>\(key.userID.map { names[$0] ?? $0 } ?? words.nobody)</bdi></td><td>\(key.publicTerms.map(sites) ?? "<bdi dir=\"ltr\">\(scopes)</bdi>")</td><td>\(limit)</td>\
            <td>\(HTML.moment(key.lastUsedAt, else: words.never))</td><td>\(HTML.moment(key.expiresAt))</td>\
            <td>\(state(key))</td></tr>
            """
    }

    private func sites(_ terms: PublicKeyTerms) -> HTML {
        let origins = terms.origins.joined(separator: " ")
        return "<span class=\"tag\">\(language.publicKeyWords.publicKey)</span> <bdi dir=\"ltr\">\(origins)</bdi>"
    }

    private func state(_ key: APIKey) -> HTML {
        if key.revokedAt != nil { return "<span class=\"tag bad\">\(words.revoked)</span>" }
        if let end = key.expiresAt, end <= now { return "<span class=\"tag bad\">\(words.expired)</span>" }
        return """
            <form method="post" action="/admin/keys"><input type="hidden" name="do" value="revoke">\
            <input type="hidden" name="id" value="\(key.id)"><input type="hidden" name="name" value="\(key.name)">\
            <button type="submit" class="button" aria-label="\(words.revoke): \(key.name)">\(words.revoke)</button></form>
            """
    }

    private func check(_ scope: Scope) -> HTML {
        """
        <label class="check"><input type="checkbox" name="scopes[]" value="\(scope.rawValue)"\
        \(flag: "checked", if: draft.scopes.contains(scope))> <span dir="ltr">\(scope.rawValue)</span></label>
        """
    }
}
