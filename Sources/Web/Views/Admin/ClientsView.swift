import LanguageModel

/// The AI clients: what they are, what their models' breakers say, and the ways to ask, add, change and remove them.
struct ClientsView {
    /// What one of them has just been asked for.
    struct Outcome {
        var client: String
        var text: String
        var isGood: Bool
        /// What it listed.
        var models: [ModelIdentifier] = []
    }

    struct Draft {
        var name = ""
        var kind = ProviderKind.openai
        var address = ""
        var models = ""
    }

    var language: PageLanguage
    var siteName: String
    var clients: [AIClient]
    var outcome: Outcome?
    var notice: AdminFrame.Notice?
    var draft = Draft()

    private var words: StageWords { language.stageWords }

    func render() -> String {
        let kinds = ProviderKind.allCases.filter { $0 != .builtin }.map { (value: $0.rawValue, text: $0.label) }
        let body: HTML = """
            \(clients.map(card))
            <section aria-labelledby="new-title" class="sheet"><h2 id="new-title">\(words.addClient)</h2>
            <form method="post" action="/admin/clients"><input type="hidden" name="do" value="connect"><div class="fields">
            \(HTML.choice("kind", words.kind, options: kinds, chosen: draft.kind.rawValue))
            \(HTML.field("name", words.clientName, value: draft.name, hint: words.clientNameHint))
            \(HTML.field("key", words.key, type: "password", hint: words.keyHint))
            \(HTML.field("address", words.address, type: "url", value: draft.address, hint: words.addressHint))
            \(HTML.field("models", words.modelNames, value: draft.models, hint: words.modelNamesHint))
            </div><button type="submit" class="button primary">\(words.connect)</button></form></section>
            """
        return AdminFrame(
            language: language, siteName: siteName, page: .clients, intro: words.clientsIntro, notice: notice,
            live: AdminPage.clients.path, body: body
        ).render()
    }

    private func card(_ client: AIClient) -> HTML {
        let anchor = "client-\(client.name)"
        let address: HTML = client.address.map { " · <bdi dir=\"ltr\">\($0)</bdi>" } ?? .empty
        let key: HTML = client.kind.keyVariable == nil ? .empty : " · \(client.hasKey ? words.hasKey : words.noKey)"
        return """
            <section class="sheet" id="\(anchor)" aria-labelledby="\(anchor)-title"><h2 id="\(anchor)-title"><bdi>\(client.name)</bdi> \
            <span class="tag">\(client.isLocal ? words.local : words.cloud)</span></h2>
            <p class="quiet-text">\(client.kind.label)\(address)\(key)</p>
            <p class="quiet-text">\(words.source(of: client))</p>
            \(client.keyIsUnreadable ? "<p class=\"remark\">\(words.keyUnreadable)</p>" : .empty)
            \(outcome(of: client))
            <h3>\(words.modelsInChains)</h3>\(models(of: client))
            <form action="/admin/clients#\(anchor)"><input type="hidden" name="show" value="\(client.name)">\
            <button type="submit" class="button" aria-label="\(words.showModels): \(client.name)">\(words.showModels)</button></form>
            \(client.source == .connected ? changes(of: client) : .empty)
            </section>
            """
    }

    private func outcome(of client: AIClient) -> HTML {
        guard let outcome, outcome.client == client.name else { return .empty }
        let list: HTML =
            outcome.models.isEmpty
            ? .empty : "<ul class=\"models\" role=\"list\">\(outcome.models.map { line($0, name: nil, state: nil) })</ul>"
        return """
            <p class="\(outcome.isGood ? "notice saved" : "notice wrong")" role="\(outcome.isGood ? "status" : "alert")">\(outcome.text)</p>\(list)
            """
    }

    private func models(of client: AIClient) -> HTML {
        guard !client.models.isEmpty else { return "<p class=\"quiet-text\">\(words.noModels)</p>" }
        return "<ul class=\"models\" role=\"list\">\(client.models.map { line($0.id, name: $0.name, state: $0.state) })</ul>"
    }

    private func line(_ id: ModelIdentifier, name: String?, state: ModelState?) -> HTML {
        let title: HTML = name.map { $0 == id.model ? .empty : "<span dir=\"auto\">\($0)</span> " } ?? .empty
        return """
            <li><span class="model-line">\(title)<code dir="ltr">\(id.description)</code> \
            \(state.map { StateView(state: $0, id: "state-\(id)", words: words).html } ?? .empty)</span>\
            <span class="actions">\(HTML.copyButton(
                id.description, language.adminWords, label: words.copyID, name: "\(words.copyID): \(id)"))\
            <form method="post" action="/admin/clients#client-\(id.provider)"><input type="hidden" name="do" value="test">\
            <input type="hidden" name="model" value="\(id.description)">\
            <button type="submit" class="button" aria-label="\(words.test): \(id.description)">\(words.test)</button></form></span></li>
            """
    }

    private func changes(of client: AIClient) -> HTML {
        let hidden: HTML = "<input type=\"hidden\" name=\"client\" value=\"\(client.name)\">"
        let key: HTML =
            client.kind.keyVariable == nil
            ? .empty
            : """
            <form method="post" action="/admin/clients"><input type="hidden" name="do" value="key">\(hidden)\
            <label>\(words.newKey) <input type="password" name="key" autocomplete="off" required></label>\
            <button type="submit" class="button" aria-label="\(words.changeKey): \(client.name)">\(words.changeKey)</button></form>
            """
        return """
            <div class="changes">\(key)<form method="post" action="/admin/clients">\
            <input type="hidden" name="do" value="remove">\(hidden)<button type="submit" class="button danger" \
            aria-label="\(words.removeClient): \(client.name)">\(words.removeClient)</button></form></div>
            """
    }
}

/// What a model's breaker says, kept fresh by the script.
struct StateView {
    var state: ModelState
    /// Unique on the page, and the same on every page that shows it.
    var id: String
    var words: StageWords

    var html: HTML {
        let isGood = state.phase == .closed
        return """
            <span class="tag state\(isGood ? "" : " bad")" id="\(id)" data-part data-phase="\(state.phase.rawValue)">\
            \(words.sentence(for: state))</span>
            """
    }
}

extension StageWords {
    func source(of client: AIClient) -> String {
        switch client.source {
        case .configuration: fromConfiguration
        case .connected: fromPage
        case .found: fromFound
        case .builtin: fromBuiltin
        }
    }

    func sentence(for state: ModelState) -> String {
        let reason = state.reason.map(reason) ?? ""
        return switch state.phase {
        case .closed: ready
        case .gone: gone
        case .halfOpen: Words.fill(tried, ["reason": reason])
        case .open:
            state.retryAfterSeconds.map { $0 > 0 ? Words.fill(restingFor, ["seconds": String($0), "reason": reason]) : nil }
                .flatMap(\.self) ?? Words.fill(resting, ["reason": reason])
        }
    }

    /// Why a model failed, for people.
    func reason(_ kind: ModelFailure.Kind) -> String {
        switch kind {
        case .connect, .reset: reasonUnreachable
        case .firstTokenTimeout, .idleTimeout, .totalTimeout, .cancelled: reasonSlow
        case .rateLimited: reasonRateLimited
        case .overloaded: reasonOverloaded
        case .serverError, .malformed, .truncated: reasonServerError
        case .unauthorized: reasonUnauthorized
        case .modelNotFound: reasonModelNotFound
        case .notAllowed: reasonNotAllowed
        case .contextTooLong, .contentPolicy, .prefillRejected, .badRequest: reasonDeclined
        }
    }
}
