/// What the settings page says about privacy: what is kept, what was agreed to, and how to take it along or away.
struct PrivacySection: Sendable {
    /// What has just been done.
    enum Done: String {
        case withdrawn
        case deleted
    }

    var consent: ChatPage.Consent?
    /// The day on which the reader agreed; nil when they have not, or not any more.
    var agreedOn: String?
    /// Days after which conversations are deleted that nobody uses; nil for never.
    var days: Int?
    var keepsConversations: Bool
    var temporaryMinutes: Int
    var hasAccount: Bool
    var done: Done?
}

struct PrivacySectionView {
    let section: PrivacySection
    let language: PageLanguage

    private var words: PrivacyWords { language.privacyWords }

    var html: HTML {
        """
        <section aria-labelledby="privacy-title"><h2 id="privacy-title">\(words.title)</h2>
        \(notice)
        <p class="quiet-text" id="kept">\(kept)</p>
        \(consent)
        <div class="setting"><div><h3 id="download-title">\(words.download)</h3>\
        <p class="quiet-text" id="download-text">\(words.downloadText)</p></div>
        <a class="button" href="/api/v1/account/export" download aria-describedby="download-text">\(words.download)</a></div>
        \(deletion)
        \(section.hasAccount ? account : .empty)
        </section>
        """
    }

    private var notice: HTML {
        guard let done = section.done else { return .empty }
        return """
            <p class="notice saved" role="status">\(done == .withdrawn ? words.withdrawn : words.deletedChats)</p>
            """
    }

    private var kept: String {
        if !section.keepsConversations { return Words.fill(words.nothingKept, ["minutes": String(section.temporaryMinutes)]) }
        return section.days.map { Words.fill(words.keptFor, ["days": String($0)]) } ?? words.kept
    }

    private var consent: HTML {
        guard let consent = section.consent else { return .empty }
        let withdrawal: HTML = """
            <button type="submit" class="button" name="do" value="withdraw" aria-describedby="consent-text">\(words.withdraw)</button>
            """
        return """
            <form class="setting" method="post" action="/settings/privacy">
            <div><h3>\(words.consentTitle)</h3>
            <p id="consent-state">\(section.agreedOn.map { Words.fill(words.agreedOn, ["date": $0]) } ?? words.notAgreed)</p>
            <div class="consent-text" tabindex="0" role="group" aria-label="\(words.consentTitle)" dir="auto">\(consent.text)</div><p>\(ConsentView.link(consent, words))</p>
            <p class="quiet-text" id="consent-text">\(words.withdrawText)</p></div>
            \(section.agreedOn == nil ? .empty : withdrawal)
            </form>
            """
    }

    private var deletion: HTML {
        """
        <form class="setting" method="post" action="/settings/privacy">
        <div><h3>\(words.deleteChats)</h3><p class="quiet-text" id="delete-text">\(words.deleteChatsText)</p>
        <p><label><input type="checkbox" name="sure" value="yes" required> \(words.confirmDeleteChats)</label></p></div>
        <button type="submit" class="button danger" name="do" value="delete" aria-describedby="delete-text">\
        \(words.deleteChats)</button>
        </form>
        """
    }

    private var account: HTML {
        """
        <p><a href="/account/delete">\(words.deleteAccount)</a></p>
        """
    }
}
