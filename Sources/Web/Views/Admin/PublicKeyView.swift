import Storage

/// The form for a public key, and what to do with one that has just been made.
struct PublicKeyView {
    var language: PageLanguage
    var choices: PublicTermsReader.Choices
    var draft = Draft()

    struct Draft {
        var name = ""
        var origins = ""
        var assistant = ""
        var collections: Set<String> = []
        var ends = ""
        var perMinute = ""
        var perVisitor = ""
    }

    private var words: PublicKeyWords { language.publicKeyWords }
    private var common: AdminWords { language.adminWords }

    var form: HTML {
        """
        <section aria-labelledby="public-title" class="sheet"><h2 id="public-title">\(words.title)</h2>
        <p class="quiet-text">\(words.intro)</p>
        <form method="post" action="/admin/keys"><input type="hidden" name="do" value="create_public"><div class="fields">
        \(HTML.field("public_name", common.keyName, value: draft.name, required: true))
        \(origins)
        \(HTML.choice("assistant", words.assistant, options: assistants, chosen: draft.assistant))
        \(HTML.field("public_ends", common.ends, type: "date", value: draft.ends, hint: common.endsHint))
        \(number("public_per_minute", common.limitField, draft.perMinute, common.limitHint))
        \(number("per_visitor", words.perVisitor, draft.perVisitor, words.perVisitorHint))
        </div>\(collections)
        <button type="submit" class="button primary">\(words.create)</button></form></section>
        """
    }

    private var origins: HTML {
        """
        <div class="field"><label for="origins">\(words.origins)</label><textarea id="origins" name="origins" rows="2" dir="ltr" \
        autocapitalize="none" spellcheck="false" aria-describedby="origins-hint" required>\(draft.origins)</textarea>\
        <p class="quiet-text" id="origins-hint">\(words.originsHint)</p></div>
        """
    }

    private var assistants: [(value: String, text: String)] {
        [(value: "", text: words.anyAssistant)] + choices.assistants.map { (value: $0.id, text: $0.name) }
    }

    private var collections: HTML {
        guard !choices.collections.isEmpty else { return .empty }
        let checks = choices.collections.map { each -> HTML in
            """
            <label class="check"><input type="checkbox" name="collections[]" value="\(each.id)"\
            \(flag: "checked", if: draft.collections.contains(each.id))> <bdi>\(each.name)</bdi></label>
            """
        }
        return """
            <fieldset aria-describedby="collections-hint"><legend>\(words.collections)</legend><div class="checks">\(checks)</div>\
            <p class="quiet-text" id="collections-hint">\(words.collectionsHint)</p></fieldset>
            """
    }

    private func number(_ name: String, _ label: String, _ value: String, _ hint: String) -> HTML {
        .field(name, label, type: "number", value: value, hint: hint, extra: " min=\"1\" max=\"1000000\"")
    }

    /// The tag for the pages of other sites.
    /// - Parameter server: the address of this server as its callers write it, without a slash at its end.
    static func tag(_ key: String, server: String) -> String {
        "<script src=\"\(server)/widget.js\" data-key=\"\(key)\" async></script>"
    }

    /// What to do with the key that has just been made.
    static func snippet(_ key: String, server: String, language: PageLanguage) -> HTML {
        let words = language.publicKeyWords
        let tag = tag(key, server: server)
        return """
            <div class="secret" role="status"><p>\(words.made)</p><p class="line"><code dir="ltr">\(tag)</code> \
            \(HTML.copyButton(tag, language.adminWords, label: language.adminWords.copy))</p>
            <p class="quiet-text">\(words.snippetHint)</p>
            <p class="line"><code dir="ltr">script-src \(server); connect-src \(server)</code></p>
            <p class="quiet-text">\(words.policyHint)</p></div>
            """
    }
}
