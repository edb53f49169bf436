import LanguageModel
import Notices
import Storage

/// What every page about webhooks needs.
struct WebhookPage {
    var language: PageLanguage
    var siteName: String
    /// Seconds since 1970.
    var now: Double
    /// Whether an endpoint may be local at all.
    var offersLocal = false
    var endpoints: [(endpoint: WebhookEndpoint, counts: WebhookCounts)] = []
    var notice: AdminFrame.Notice?
    /// One that was just made.
    var secret: String?

    var words: WebhookWords { language.webhookWords }

    /// How an endpoint fares.
    func health(_ endpoint: WebhookEndpoint) -> HTML {
        switch endpoint.disabled {
        case .byAdmin: "<span class=\"tag\">\(words.disabled)</span>"
        case .gone: "<span class=\"tag bad\">\(words.disabledGone)</span>"
        case .failing: "<span class=\"tag bad\">\(words.disabledFailing)</span>"
        case nil:
            if let since = endpoint.failingSince {
                "<span class=\"tag bad\">\(words.failing)</span> \(HTML.moment(since))"
            } else {
                "<span class=\"tag\">\(words.working)</span>"
            }
        }
    }

    /// The fields of the form that makes an endpoint or changes it.
    func fields(_ draft: WebhookDraft) -> HTML {
        let checks = WebhookEventType.choices.map { type -> HTML in
            """
            <label class="check"><input type="checkbox" name="events[]" value="\(type.rawValue)"\
            \(flag: "checked", if: draft.events.contains(type.rawValue))> <span dir="ltr">\(type.rawValue)</span></label>
            """
        }
        let local: HTML =
            offersLocal || draft.allowsLocal
            ? """
            <label class="check"><input type="checkbox" name="allow_local" value="yes"\(flag: "checked", if: draft.allowsLocal)> \
            \(words.allowLocal)</label>
            """ : .empty
        return """
            <div class="fields">\(HTML.field("url", words.url, type: "url", value: draft.url, hint: words.urlHint, required: true))
            \(HTML.field("description", words.description, value: draft.description))</div>
            <fieldset aria-describedby="events-hint"><legend>\(words.events)</legend>\
            <p class="quiet-text" id="events-hint">\(words.eventsHint)</p><div class="checks">\(checks)</div></fieldset>\(local)
            """
    }
}

/// Everybody who is told of events, and the form for another one.
struct WebhookListView {
    var page: WebhookPage
    var draft = WebhookDraft(url: "")

    private var words: WebhookWords { page.words }

    func render() -> String {
        let body: HTML = """
            \(list)
            <section aria-labelledby="new-title" class="sheet"><h2 id="new-title">\(words.new)</h2>
            <form method="post" action="/admin/webhooks"><input type="hidden" name="do" value="create">
            \(page.fields(draft))
            <button type="submit" class="button primary">\(page.language.adminWords.create)</button></form></section>
            """
        return AdminFrame(
            language: page.language, siteName: page.siteName, page: .webhooks, intro: words.intro, notice: page.notice, body: body
        ).render()
    }

    private var list: HTML {
        guard !page.endpoints.isEmpty else { return "<p class=\"quiet-text\">\(words.none)</p>" }
        return .table(
            words.title, columns: [words.url, words.events, words.health, words.pending, words.dead],
            rows: page.endpoints.map { row($0.endpoint, $0.counts) })
    }

    private func row(_ endpoint: WebhookEndpoint, _ counts: WebhookCounts) -> HTML {
        let events = endpoint.events.isEmpty ? words.allEvents : endpoint.events.joined(separator: ", ")
        return """
            <tr><th scope="row"><a href="/admin/webhooks?id=\(endpoint.id)"><bdi dir="ltr">\(endpoint.url)</bdi></a> \
            <small dir="auto">\(endpoint.description)</small></th><td><bdi>\(events)</bdi></td><td>\(page.health(endpoint))</td>\
            <td>\(String(counts.pending))</td><td>\(String(counts.dead))</td></tr>
            """
    }
}
