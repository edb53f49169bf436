import LanguageModel

/// The chains, each with its models in order and what their breakers say.
struct ChainsView {
    var language: PageLanguage
    var siteName: String
    var chains: [EditableChain]
    var notice: AdminFrame.Notice?

    private var words: StageWords { language.stageWords }

    func render() -> String {
        let body: HTML = """
            \(chains.map(card))
            <section aria-labelledby="new-title" class="sheet"><h2 id="new-title">\(words.newChain)</h2>
            <form action="/admin/chains"><div class="fields">
            \(HTML.field("edit", words.chainName, hint: words.chainNameHint, required: true))
            </div><button type="submit" class="button primary">\(words.begin)</button></form></section>
            """
        return AdminFrame(
            language: language, siteName: siteName, page: .chains, intro: words.chainsIntro, notice: notice,
            live: AdminPage.chains.path, body: body
        ).render()
    }

    private func card(_ chain: EditableChain) -> HTML {
        let anchor = "chain-\(chain.name)"
        let players: HTML =
            chain.assistants.isEmpty
            ? .empty
            : "<p class=\"quiet-text\">\(Words.fill(words.playedBy, ["names": chain.assistants.joined(separator: ", ")]))</p>"
        return """
            <section class="sheet" id="\(anchor)" aria-labelledby="\(anchor)-title"><h2 id="\(anchor)-title"><bdi>\(chain.name)</bdi> \
            <span class="tag">\(words.source(of: chain))</span></h2>\(players)\(words.version(of: chain))
            \(chain.models.isEmpty ? .empty : "<ol class=\"models\">\(chain.models.map { line($0, of: chain) })</ol>")
            <p class="actions"><a class="button" href="/admin/chains?edit=\(chain.name.inQuery)" \
            aria-label="\(words.edit): \(chain.name)">\(words.edit)</a></p></section>
            """
    }

    private func line(_ model: AIClient.Model, of chain: EditableChain) -> HTML {
        let id = "\(chain.name)-\(model.id)"
        return """
            <li><span class="model-line"><code dir="ltr">\(model.id.description)</code> \
            \(StateView(state: model.state, id: "state-\(id)", words: words).html)</span>\
            <span class="actions" id="reset-\(id)" data-part>\(model.state.phase == .closed ? .empty : reset(model))</span></li>
            """
    }

    private func reset(_ model: AIClient.Model) -> HTML {
        guard model.state.phase != .gone else { return .empty }
        return """
            <form method="post" action="/admin/chains"><input type="hidden" name="do" value="reset">\
            <input type="hidden" name="model" value="\(model.id.description)">\
            <button type="submit" class="button" aria-label="\(words.resetBreaker): \(model.id.description)">\
            \(words.resetBreaker)</button></form>
            """
    }
}

extension StageWords {
    func source(of chain: EditableChain) -> String {
        switch chain.source {
        case .configuration: isConfigured
        case .stored: chain.isConfigured ? isStored : isOwn
        case .takenAway: isTakenAway
        }
    }

    func version(of chain: EditableChain) -> HTML {
        guard let latest = chain.latest else { return .empty }
        let when = String(AvailabilityDocument.date(latest.createdAt).prefix(16)).replacing("T", with: " ")
        let values: KeyValuePairs = ["number": String(latest.number), "when": when, "name": latest.createdBy ?? "–"]
        return "<p class=\"quiet-text\">\(Words.fill(versionBy, values))</p>"
    }
}
