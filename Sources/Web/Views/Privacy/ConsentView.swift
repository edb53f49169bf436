/// What people are told or asked above the composer before anything that they write is stored. It works without script.
struct ConsentView {
    let consent: ChatPage.Consent
    let language: PageLanguage
    /// The path of the page that it stands on.
    let place: String

    var html: HTML {
        let words = language.privacyWords
        return """
            <section class="consent" id="consent" aria-labelledby="consent-title">
            <h2 id="consent-title">\(words.consentTitle)</h2>
            \(consent.isRequired ? demand(words) : .empty)
            <div class="consent-text" tabindex="0" role="group" aria-labelledby="consent-title" dir="auto">\(consent.text)</div>
            <form class="choices" method="post" action="/consent"><input type="hidden" name="version" value="\(consent.version)">\
            <input type="hidden" name="next" value="\(place)">\(Self.link(consent, words))\
            <button type="submit" class="button primary">\(consent.isRequired ? words.agree : words.understood)</button></form>
            </section>
            """
    }

    /// Its presence takes everything that sends something off the page; see `panels.css`.
    private func demand(_ words: PrivacyWords) -> HTML {
        """
        <p id="read-only">\(words.agreeFirst)</p>
        """
    }

    static func link(_ consent: ChatPage.Consent, _ words: PrivacyWords) -> HTML {
        guard let link = consent.link else { return .empty }
        return """
            <a href="\(link)" target="_blank" rel="noopener">\(words.readMore)</a>
            """
    }
}

/// That nothing is kept of the conversation that is shown, or of any.
struct TemporaryView {
    let page: ChatPage

    private var words: PrivacyWords { page.language.privacyWords }
    private var minutes: KeyValuePairs<String, String> { ["minutes": String(page.temporaryMinutes)] }

    /// Above the composer.
    var notice: HTML {
        guard page.isTemporary else { return .empty }
        let id = page.conversation?.id
        return """
            <div class="notice temporary" id="temporary"><p>\(Words.fill(words.temporaryText, minutes))</p>
            <form id="end" method="post" action="\(id.map { "/c/\($0)/end" } ?? "")"\(flag: "hidden", if: id == nil)>\
            <button type="submit" class="button">\(words.endNow)</button></form>\
            \(id == nil ? keepInstead : .empty)</div>
            """
    }

    /// In the list of conversations.
    var offer: HTML {
        guard page.keepsConversations, page.mayWrite else { return .empty }
        return """
            <a class="quiet" href="/?temporary=1">\(Icon.clock.html)\(words.temporary)</a>
            """
    }

    /// In the list of conversations, where nothing is kept of any.
    var warning: HTML {
        guard !page.keepsConversations else { return .empty }
        return """
            <p class="quiet-text nothing-kept" id="nothing-kept">\(Words.fill(words.nothingKept, minutes))</p>
            """
    }

    private var keepInstead: HTML {
        """
        <a class="button keep-instead" href="/">\(words.keepInstead)</a>
        """
    }
}
