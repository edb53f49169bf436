import Chat

/// All assistants, for admins.
struct AssistantListView {
    let words: AssistantAdminWords
    let entries: [AssistantEntry]
    /// What was just changed, and can be undone at once.
    var undoable: AssistantEntry?

    var html: HTML {
        let there = entries.filter { !$0.isDeleted }
            .sorted { ($0.assistant.order, $0.assistant.id) < ($1.assistant.order, $1.assistant.id) }
        let gone = entries.filter(\.isDeleted)
        return """
            \(undoable.map(undo) ?? .empty)
            <p><a class="button primary" href="/admin/assistants/new">\(Icon.plus.html)\(words.new)</a></p>
            <ul class="assistant-list" role="list">\(there.map(row))</ul>
            \(gone.isEmpty ? .empty : deleted(gone))
            """
    }

    /// Brings the version back that was there before.
    private func undo(_ entry: AssistantEntry) -> HTML {
        guard let version = entry.version, version > 1 else { return .empty }
        return """
            <form class="undo" method="post" action="/admin/assistants/\(entry.assistant.id)/versions/\(String(version - 1))">\
            <button type="submit" class="button">\(words.undo)</button></form>
            """
    }

    private func deleted(_ gone: [AssistantEntry]) -> HTML {
        let rows = gone.map { entry -> HTML in
            """
            <li>\(head(entry))<div class="actions"><a class="button" href="/admin/assistants/\(entry.assistant.id)/versions" \
            aria-label="\(words.bringBack): \(entry.assistant.name)">\(words.bringBack)</a></div></li>
            """
        }
        return """
            <section aria-labelledby="deleted-title"><h2 id="deleted-title">\(words.deletedTitle)</h2>\
            <ul class="assistant-list" role="list">\(rows)</ul></section>
            """
    }

    private func row(_ entry: AssistantEntry) -> HTML {
        """
        <li>\(head(entry))<div class="actions">\(entry.version == nil ? .empty : changing(entry.assistant))\
        \(link("new?copy=\(entry.assistant.id)", words.copy, entry.assistant))</div></li>
        """
    }

    private func changing(_ assistant: Assistant) -> HTML {
        """
        \(link(assistant.id, words.edit, assistant))\(link("\(assistant.id)/versions", words.versions, assistant))\
        \(link("\(assistant.id)/delete", words.delete, assistant))
        """
    }

    private func head(_ entry: AssistantEntry) -> HTML {
        let assistant = entry.assistant
        let name: HTML =
            entry.isDeleted || !assistant.isEnabled
            ? "<bdi>\(assistant.name)</bdi>" : "<a href=\"/a/\(assistant.id)\"><bdi>\(assistant.name)</bdi></a>"
        return """
            \(AssistantFace(assistant).portrait)<div class="about"><p class="called">\(name)\(badges(entry))</p>\
            <p class="quiet-text"><code>\(assistant.id)</code> · <bdi>\(Words.fill(words.playsChain, ["chain": assistant.chain]))</bdi></p></div>
            """
    }

    private func badges(_ entry: AssistantEntry) -> HTML {
        var said: [String] = []
        if entry.version == nil { said.append(words.configured) }
        if !entry.assistant.isEnabled { said.append(words.disabled) }
        if entry.assistant.audience != .everyone { said.append(words.audience(entry.assistant.audience)) }
        return "\(said.map { badge -> HTML in " <span class=\"badge\">\(badge)</span>" })"
    }

    /// Named after its assistant too, for whoever hears a list of links.
    private func link(_ path: String, _ label: String, _ assistant: Assistant) -> HTML {
        """
        <a class="button" href="/admin/assistants/\(path)" aria-label="\(label): \(assistant.name)">\(label)</a>
        """
    }
}
