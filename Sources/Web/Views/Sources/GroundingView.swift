import LanguageModel

/// What an answer stands on, as its reader sees it: its markers as links to the places they name, its sentences that no source
/// bears out marked, and below it the sources.
struct GroundingView: Sendable {
    let grounding: Grounding
    /// The answer's; tells its elements from those of others.
    let message: String
    let reader: ReaderLocale

    private var words: SourceWords { reader.language.sourceWords }
    private static let open = 3
    private static let quoteLength = 280

    /// The answer's blocks, as ``MarkdownRenderer/render(_:)`` makes them but for what is noted in them.
    func blocks(of text: String) -> [String] {
        let citations = Dictionary(grounding.citations.map { ($0.index, $0) }) { first, _ in first }
        return MarkdownRenderer.render(text, sentences: grounding.sentences, sign: sign(said: true)) { number, ordinal in
            citations[number].map { marker($0, ordinal: ordinal) }
        }
    }

    /// What stands below the answer; empty when there is nothing to say.
    var html: HTML {
        let parts = [unborne, coverage, list]
        guard parts.contains(where: { $0 != .empty }) else { return .empty }
        return """
            <div class="sources">\(parts)</div>
            """
    }

    // MARK: In the text

    private func marker(_ citation: Citation, ordinal: Int) -> HTML {
        let label = Words.fill(words.source, ["number": String(citation.index), "title": citation.title])
        let number: HTML = "[\(String(citation.index))]"
        let id = "cite-\(message)-\(ordinal)"
        let mark: HTML =
            SourceAddress.of(citation).map { address in
                """
                <a href="\(address)" aria-label="\(label)" aria-describedby="\(id)">\(number)</a>
                """
            } ?? """
                <a role="link" aria-disabled="true" tabindex="0" aria-label="\(label)" aria-describedby="\(id)">\(number)</a>
                """
        return """
            <span class="tip"><sup class="cite">\(mark)</sup><span class="tooltip card" role="tooltip" id="\(id)">\(card(citation))</span></span>
            """
    }

    private func card(_ citation: Citation) -> HTML {
        """
        <bdi class="card-title">\(citation.title)</bdi>\(place(of: citation))\(quote(citation))\
        <span class="card-verdict">\(citation.verified ? words.borneOut : words.notBorneOut)</span>
        """
    }

    /// The sign behind a sentence; below the answer it is only shown, for there it is explained in words.
    private func sign(said: Bool) -> HTML {
        let spoken: HTML = said ? "<span class=\"sr-only\"> \(words.unborne)</span>" : .empty
        return """
            <span class="unborne-sign"><span aria-hidden="true">?</span>\(spoken)</span>
            """
    }

    // MARK: Below the text

    private var unborne: HTML {
        let count = grounding.sentences.count { !$0.verified }
        guard count > 0 else { return .empty }
        let sentence = count == 1 ? words.oneUnborne : words.severalUnborne
        let parts = Words.fill(sentence, ["count": reader.number(count)]).split(separator: "{sign}", maxSplits: 1).map(
            String.init)
        return """
            <p class="sources-note">\(sign(said: false))\(parts.joined())</p>
            """
    }

    private var coverage: HTML {
        var notes: [String] = []
        if grounding.coverage != .answered { notes.append(words.notCovered) }
        if grounding.indexing == 1 { notes.append(words.oneIndexing) }
        if grounding.indexing > 1 {
            notes.append(Words.fill(words.severalIndexing, ["count": reader.number(grounding.indexing)]))
        }
        guard !notes.isEmpty else { return .empty }
        return """
            <p class="sources-note">\(notes.joined(separator: " "))</p>
            """
    }

    private var list: HTML {
        let citations = grounding.citations
        guard !citations.isEmpty else { return .empty }
        let rest = citations.dropFirst(Self.open)
        let more: HTML =
            rest.isEmpty
            ? .empty
            : """
            <details><summary>\(Words.fill(words.more, ["count": reader.number(rest.count)]))</summary>\
            <ol role="list">\(rest.map(row))</ol></details>
            """
        return """
            <h3>\(words.sources)</h3><ol role="list">\(citations.prefix(Self.open).map(row))</ol>\(more)
            """
    }

    private func row(_ citation: Citation) -> HTML {
        let title: HTML =
            SourceAddress.of(citation).map { address in
                """
                <a href="\(address)"><bdi>\(citation.title)</bdi></a>
                """
            } ?? "<bdi>\(citation.title)</bdi>"
        return """
            <li><span class="source-number">\(String(citation.index))</span><div>\(title)\(place(of: citation))\(quote(citation))</div></li>
            """
    }

    // MARK: A source

    /// The headings above the passage and its page.
    private func place(of citation: Citation) -> HTML {
        var parts: [HTML] = []
        let path = citation.headings.filter { !$0.isEmpty && $0 != citation.title }
        if !path.isEmpty { parts.append("<bdi>\(path.joined(separator: " › "))</bdi>") }
        if let page = citation.page { parts.append("\(Words.fill(words.page, ["number": reader.number(page)]))") }
        guard !parts.isEmpty else { return .empty }
        return """
            <span class="source-place">\(parts[0])\(parts.dropFirst().map { " · \($0)" })</span>
            """
    }

    private func quote(_ citation: Citation) -> HTML {
        let isWhole = citation.quote.count <= Self.quoteLength
        let text = isWhole ? citation.quote : citation.quote.prefix(Self.quoteLength) + "…"
        return text.isEmpty
            ? .empty
            : """
            <q class="source-quote" dir="auto">\(text)</q>
            """
    }
}
