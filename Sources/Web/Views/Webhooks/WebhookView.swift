import LanguageModel
import Storage

/// One endpoint: how it fares, what can be done about it, and the log of its deliveries.
struct WebhookView {
    var page: WebhookPage
    var endpoint: WebhookEndpoint
    var counts: WebhookCounts
    /// What stands in the form.
    var draft: WebhookDraft
    /// Only these deliveries.
    var status: WebhookDelivery.Status?
    var deliveries: [WebhookDelivery]
    /// What the next page begins before.
    var next: String?

    private var words: WebhookWords { page.words }
    private var admin: AdminWords { page.language.adminWords }

    func render() -> String {
        let body: HTML = """
            \(page.secret.map { HTML.secret(words.secret, $0, admin) } ?? .empty)
            <p><a href="/admin/webhooks">\(words.all)</a></p>
            \(facts)
            <div class="actions">\(action("test", words.test))\(action("rotate", words.rotate))\
            \(endpoint.isEnabled ? action("disable", admin.disable) : action("enable", admin.enable))\
            \(action("delete", words.delete, isDangerous: true))</div>
            <section><h2>\(words.log)</h2>\(filters)\(log)\(below)</section>
            <section aria-labelledby="change-title" class="sheet"><h2 id="change-title">\(words.change)</h2>
            <form method="post" action="/admin/webhooks"><input type="hidden" name="do" value="save">\
            <input type="hidden" name="id" value="\(endpoint.id)">\(page.fields(draft))
            <button type="submit" class="button primary">\(admin.save)</button></form></section>
            """
        return AdminFrame(
            language: page.language, siteName: page.siteName, page: .webhooks, title: endpoint.url,
            intro: endpoint.description.isEmpty ? nil : endpoint.description, notice: page.notice, body: body
        ).render()
    }

    private var facts: HTML {
        let previous: HTML =
            endpoint.previousSecretUntil.flatMap { $0 > page.now ? $0 : nil }.map { until in
                "<div><dt>\(words.previousSecret)</dt><dd>\(HTML.moment(until))</dd></div>"
            } ?? .empty
        return """
            <dl class="facts"><div><dt>\(words.health)</dt><dd>\(page.health(endpoint))</dd></div>\
            <div><dt>\(words.delivered)</dt><dd>\(String(counts.delivered))</dd></div>\
            <div><dt>\(words.pending)</dt><dd>\(String(counts.pending))</dd></div>\
            <div><dt>\(words.dead)</dt><dd>\(String(counts.dead))</dd></div>\(previous)</dl>
            """
    }

    private func action(_ name: String, _ label: String, isDangerous: Bool = false) -> HTML {
        """
        <form method="post" action="/admin/webhooks"><input type="hidden" name="do" value="\(name)">\
        <input type="hidden" name="id" value="\(endpoint.id)">\
        <button type="submit" class="button\(isDangerous ? " danger" : "")">\(label)</button></form>
        """
    }

    private var filters: HTML {
        let choices: [(WebhookDelivery.Status?, String)] = [
            (nil, admin.everything), (.pending, words.pending), (.delivered, words.delivered), (.dead, words.dead),
        ]
        let items = choices.map { choice -> HTML in
            let query = choice.0.map { "&status=\($0.rawValue)" } ?? ""
            let current: HTML = choice.0 == status ? " aria-current=\"true\"" : .empty
            return "<li><a href=\"/admin/webhooks?id=\(endpoint.id)\(query)\"\(current)>\(choice.1)</a></li>"
        }
        return "<ul class=\"choice\" role=\"list\">\(items)</ul>"
    }

    private var log: HTML {
        guard !deliveries.isEmpty else { return "<p class=\"quiet-text\">\(words.noDeliveries)</p>" }
        return .table(
            words.log, columns: [admin.when, words.event, admin.status, words.attempts, words.outcome, words.again],
            rows: deliveries.map(row))
    }

    private func row(_ delivery: WebhookDelivery) -> HTML {
        """
        <tr><td>\(HTML.moment(delivery.createdAt))</td><th scope="row"><a \
        href="/admin/webhooks?id=\(endpoint.id)&delivery=\(delivery.id)"><bdi dir="ltr">\(delivery.type)</bdi></a></th>\
        <td>\(page.tag(delivery.status))</td><td>\(String(delivery.attempts))</td><td class="note">\(page.outcome(delivery))</td>\
        <td>\(replay(delivery))</td></tr>
        """
    }

    private func replay(_ delivery: WebhookDelivery) -> HTML {
        guard delivery.status != .pending, endpoint.isEnabled else { return "–" }
        return page.replayForm(endpoint.id, delivery)
    }

    private var below: HTML {
        let older: HTML =
            next.map { next in
                let query = status.map { "&status=\($0.rawValue)" } ?? ""
                return """
                    <a class="button" href="/admin/webhooks?id=\(endpoint.id)&before=\(next)\(query)">\(admin.older)</a>
                    """
            } ?? .empty
        let all: HTML = counts.dead > 0 && endpoint.isEnabled ? action("replay_dead", words.replayDead) : .empty
        return "<div class=\"actions end\">\(older)\(all)</div>"
    }
}

extension WebhookPage {
    func tag(_ status: WebhookDelivery.Status) -> HTML {
        switch status {
        case .pending: "<span class=\"tag\">\(words.pending)</span>"
        case .delivered: "<span class=\"tag\">\(words.delivered)</span>"
        case .dead: "<span class=\"tag bad\">\(words.dead)</span>"
        }
    }

    /// What came of the last attempt, and when the next one is.
    func outcome(_ delivery: WebhookDelivery) -> HTML {
        let last: HTML =
            if let error = delivery.lastError {
                "<bdi dir=\"ltr\">\(error)</bdi>"
            } else {
                delivery.lastStatus.map { "\(String($0))" } ?? "–"
            }
        guard delivery.status == .pending, delivery.attempts > 0 else { return last }
        return "\(last) <small>\(words.next) \(HTML.moment(delivery.dueAt))</small>"
    }

    func replayForm(_ endpoint: String, _ delivery: WebhookDelivery) -> HTML {
        """
        <form method="post" action="/admin/webhooks"><input type="hidden" name="do" value="replay">\
        <input type="hidden" name="id" value="\(endpoint)"><input type="hidden" name="delivery" value="\(delivery.id)">\
        <button type="submit" class="button" aria-label="\(words.replay): \(delivery.type), \(delivery.eventID)">\(words.replay)\
        </button></form>
        """
    }
}

/// One delivery: what is sent, and what was tried.
struct WebhookDeliveryView {
    var page: WebhookPage
    /// Whose it is.
    var endpoint: String
    var detail: WebhookDeliveryRepository.Detail

    private var words: WebhookWords { page.words }
    private var admin: AdminWords { page.language.adminWords }
    private var delivery: WebhookDelivery { detail.delivery }

    func render() -> String {
        let replay: HTML = delivery.status == .pending ? .empty : page.replayForm(endpoint, delivery)
        let body: HTML = """
            <p><a href="/admin/webhooks?id=\(endpoint)">\(words.back)</a></p>
            <dl class="facts"><div><dt>\(admin.status)</dt><dd>\(page.tag(delivery.status))</dd></div>\
            <div><dt>\(words.created)</dt><dd>\(HTML.moment(delivery.createdAt))</dd></div>\
            <div><dt><bdi dir="ltr">webhook-id</bdi></dt><dd><code dir="ltr">\(delivery.eventID)</code></dd></div>\
            <div><dt>\(words.outcome)</dt><dd>\(page.outcome(delivery))</dd></div></dl>
            <div class="actions">\(replay)</div>
            <section><h2 id="payload-title">\(words.payload)</h2>\
            <div class="scroller" role="region" aria-labelledby="payload-title" tabindex="0"><pre dir="ltr"><code>\(SpacedJSON(detail.payload).text)</code></pre></div>\
            </section>
            <section><h2>\(words.attempts)</h2>\(attempts)</section>
            """
        return AdminFrame(
            language: page.language, siteName: page.siteName, page: .webhooks, title: delivery.type, notice: page.notice,
            body: body
        ).render()
    }

    private var attempts: HTML {
        guard !detail.attempts.isEmpty else { return "<p class=\"quiet-text\">\(words.noDeliveries)</p>" }
        let rows = detail.attempts.map { attempt -> HTML in
            """
            <tr><th scope="row">\(String(attempt.number))</th><td>\(HTML.moment(attempt.createdAt))</td>\
            <td>\(attempt.status.map { "\(String($0))" } ?? "–")</td><td class="note"><bdi dir="ltr">\(attempt.error ?? "–")</bdi></td>\
            <td dir="ltr">\(String(Int(attempt.milliseconds.rounded()))) ms</td></tr>
            """
        }
        return .table(
            words.attempts, columns: [words.attempt, admin.when, words.answer, words.outcome, words.duration], rows: rows)
    }
}
