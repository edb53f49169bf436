import LanguageModel

/// One chain being edited. What is not saved yet is in the form alone, so that its buttons work without script, and the browser's
/// way back undoes them one by one.
struct ChainEditView {
    var language: PageLanguage
    var siteName: String
    var name: String
    /// What is played under this name now; nil for a new one.
    var chain: EditableChain?
    /// The version that the draft began from.
    var version: Int
    /// `provider:model`, as they are to be.
    var models: [String]
    /// What breakers say of those that are known.
    var states: [String: ModelState]
    var versions: [EditableChain.Version]
    /// The names of the providers that there are, to list their models.
    var clients: [String]
    /// What one of them lists.
    var listing: ModelListing?
    var listed: String?
    /// Models by their identifiers, to choose from while typing.
    var known: [String]
    /// What was in the field for another one.
    var typed = ""
    /// The model whose button was pressed, and which one.
    var pressed: (model: String, button: String)?
    var notice: AdminFrame.Notice?
    /// Whether somebody else has made a newer version.
    var isOutdated = false

    private var words: StageWords { language.stageWords }
    private var isUnsaved: Bool { models != (chain?.models.map(\.id.description) ?? []) }

    func render() -> String {
        let hidden: HTML = """
            <input type="hidden" name="edit" value="\(name)"><input type="hidden" name="version" value="\(String(version))">
            """
        let body: HTML = """
            \(isOutdated ? "<p><a class=\"button\" href=\"/admin/chains?edit=\(name.inQuery)\">\(words.seeTheirs)</a></p>" : .empty)
            <section class="sheet"><form action="/admin/chains" id="chain-form">\(hidden)\
            <button type="submit" class="sr-only" name="do" value="add" tabindex="-1" aria-hidden="true">\(words.add)</button>
            \(models.isEmpty ? "<p class=\"quiet-text\">\(words.noModelsYet)</p>" : .empty)
            <ol class="models" data-sortable>\(models.map(line))</ol>
            <p class="notice" id="unsaved"\(flag: "hidden", if: !isUnsaved)>\(words.unsaved)</p>
            <div class="search-line">\(HTML.field(
                "add", words.addModel, value: typed, hint: words.addModelHint, extra: " list=\"known\""))\
            <button type="submit" class="button" name="do" value="add">\(words.add)</button></div>
            <datalist id="known">\(known.map { model -> HTML in "<option value=\"\(model)\"></option>" })</datalist>
            <div class="actions">\(clients.map(listButton))</div>\(listingPart)
            <div class="actions end"><button type="submit" class="button primary" name="do" value="save" formmethod="post">\
            \(words.saveChain)</button><a class="button" href="/admin/chains">\(language.adminWords.cancel)</a></div></form></section>
            \(takeBack(hidden))\(history(hidden))
            """
        return AdminFrame(
            language: language, siteName: siteName, page: .chains, title: Words.fill(words.editChain, ["name": name]),
            notice: notice, live: AdminPage.chains.path, body: body
        ).render()
    }

    private func line(_ model: String) -> HTML {
        let state = states[model].map { StateView(state: $0, id: "state-\(name)-\(model)", words: words).html } ?? .empty
        return """
            <li><span class="grip" title="\(Words.fill(words.drag, ["model": model]))" aria-hidden="true">\(Icon.menu.html)</span>\
            <input type="hidden" name="models[]" value="\(model)"><span class="model-line"><code dir="ltr">\(model)</code> \(state)</span>\
            <span class="actions">\(button("up", model, words.up, Icon.down, "icon up"))\
            \(button("down", model, words.down, Icon.down, "icon down"))\
            \(button("out", model, words.takeOut, Icon.close, "icon out"))</span></li>
            """
    }

    private func button(_ name: String, _ model: String, _ label: String, _ icon: Icon, _ style: String) -> HTML {
        let said = Words.fill(label, ["model": model])
        let isPressed = pressed?.model == model && pressed?.button == name
        return """
            <button type="submit" class="\(style)" name="\(name)" value="\(model)" aria-label="\(said)" title="\(said)"\
            \(flag: "autofocus", if: isPressed)>\(icon.html)</button>
            """
    }

    private func listButton(_ client: String) -> HTML {
        """
        <button type="submit" class="button" name="list" value="\(client)">\(Words.fill(words.listOf, ["client": client]))</button>
        """
    }

    private var listingPart: HTML {
        guard let listing, let listed else { return .empty }
        let milliseconds = String(Int(listing.milliseconds.rounded(.up)))
        if let failure = listing.failure {
            let values: KeyValuePairs = [
                "client": listed, "reason": "\(words.reason(failure.kind)). \(failure.message)", "ms": milliseconds,
            ]
            return "<p class=\"notice wrong\" role=\"alert\">\(Words.fill(words.listFailed, values))</p>"
        }
        let values: KeyValuePairs = ["client": listed, "count": String(listing.models.count), "ms": milliseconds]
        let buttons = listing.models.map(\.description).filter { !models.contains($0) }.map { model -> HTML in
            """
            <button type="submit" class="button" name="pick" value="\(model)" \
            aria-label="\(Words.fill(words.addThis, ["model": model]))">\(Icon.plus.html)<code dir="ltr">\(model)</code></button>
            """
        }
        return """
            <p class="notice saved" role="status">\(Words.fill(words.listed, values))</p><div class="picks">\(buttons)</div>
            """
    }

    private func takeBack(_ hidden: HTML) -> HTML {
        guard let chain, chain.source == .stored else { return .empty }
        let style = chain.isConfigured ? "button" : "button danger"
        return """
            <form method="post" action="/admin/chains">\(hidden)<button type="submit" class="\(style)" name="do" \
            value="take_back">\(chain.isConfigured ? words.backToConfiguration : words.deleteChain)</button></form>
            """
    }

    private func history(_ hidden: HTML) -> HTML {
        guard !versions.isEmpty else { return .empty }
        let rows = versions.enumerated().map { index, version -> HTML in
            let models: HTML =
                version.models.map { "<span dir=\"ltr\">\($0.map(\.description).joined(separator: ", "))</span>" }
                ?? "\(chain?.isConfigured == true ? words.isConfigured : words.isTakenAway)"
            let label = Words.fill(words.restore, ["number": String(version.number)])
            let action: HTML =
                index == 0
                ? "<span class=\"tag\">\(words.inForce)</span>"
                : """
                <form method="post" action="/admin/chains">\(hidden)<input type="hidden" name="do" value="restore">\
                <input type="hidden" name="number" value="\(String(version.number))"><button type="submit" class="button">\
                \(label)</button></form>
                """
            return """
                <tr><th scope="row">\(String(version.number))</th><td>\(HTML.moment(version.createdAt))</td>\
                <td><bdi>\(version.createdBy ?? "–")</bdi></td><td>\(models)</td><td>\(action)</td></tr>
                """
        }
        let shared = language.adminWords
        let table = HTML.table(
            words.versions, columns: [words.version, shared.when, shared.who, words.models, shared.status],
            rows: rows)
        return "<h2>\(words.versions)</h2>\(table)"
    }
}
