/// Where messages are written, with what has to be said about sending them: out of models, offline, not sent.
struct ComposerView {
    let page: ChatPage

    var html: HTML {
        let words = page.language.words
        let label = Words.fill(words.message, ["name": page.assistantName])
        let isOut = page.availability.map { !$0.available } ?? false
        let isClosed = isOut || page.isAssistantGone
        return """
            <section class="dock" aria-label="\(label)">
            <button type="button" class="icon latest" aria-label="\(words.latest)" hidden>\(Icon.down.html)</button>
            \(outage(isOut))
            \(page.cloudBlocked ? blocked : .empty)
            \(page.isAssistantGone ? gone : .empty)
            <p class="notice" id="notice" hidden></p>
            \(page.mayWrite || page.messages.isEmpty ? .empty : readOnly)
            \(TemporaryView(page: page).notice)
            \(page.consent.map(consent) ?? .empty)
            <noscript><p class="notice">\(words.needsScript)</p></noscript>
            \(QuoteView.chip(page.language.sourceWords))
            <form class="composer" id="composer">
            <label class="sr-only" for="composer-text">\(label)</label>
            <textarea id="composer-text" name="content" rows="1" dir="auto" placeholder="\(label)" enterkeyhint="send" \
            autocomplete="off" aria-describedby="composer-keys"\(flag: "disabled", if: isClosed)></textarea>
            <button type="submit" class="icon send" aria-label="\(words.send)"\(flag: "disabled", if: isClosed)>\
            \(Icon.send.html)</button>
            <button type="button" class="icon stop" aria-label="\(words.stop)" hidden>\(Icon.stop.html)</button>
            </form>
            <p class="hint" id="composer-keys">\(words.keys)</p>
            </section>
            """
    }

    private func consent(_ consent: ChatPage.Consent) -> HTML {
        let place = page.conversation.map { "/c/\($0.id)" } ?? (page.isTemporary ? "/?temporary=1" : "/")
        return ConsentView(consent: consent, language: page.language, place: place).html
    }

    private var blocked: HTML {
        let words = page.language.words.models
        return """
            <p class="notice" id="cloud-blocked">\(words.cloudBlocked) <a href="/settings">\(words.settings)</a></p>
            """
    }

    /// Below the messages, or in the place of the greeting where there are none. Its presence takes everything that changes
    /// something off the page; see `panels.css`.
    var readOnly: HTML {
        """
        <p class="notice" id="read-only">\(page.language.words.readOnly)</p>
        """
    }

    private var gone: HTML {
        GoneAssistantView(
            name: page.assistantName, conversation: page.conversation?.id ?? "", faces: page.faces,
            words: page.language.assistantWords
        ).html
    }

    private func outage(_ isOut: Bool) -> HTML {
        let words = page.language.words
        let seconds = page.availability?.retryAfterSeconds ?? 0
        let time = "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
        return """
            <div class="notice outage" id="outage"\(flag: "hidden", if: !isOut)><p>\(words.unavailable)</p>\
            <p class="countdown">\(Words.fill(words.retryIn, ["time": time]))</p></div>
            """
    }
}
