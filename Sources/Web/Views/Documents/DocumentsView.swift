import Knowledge

/// The page of one collection: its documents and how far they are, and the forms for those who may add some. It works without
/// script.
struct DocumentsView {
    var reader: ReaderLocale
    var siteName: String
    var collection: DocumentCollection
    var canManage: Bool
    var documents: [SourceDocument]
    /// Of the whole collection.
    var unfinished: Int
    var next: String?
    var mistake: String?
    var assets = AssetCatalogue.shared

    private var words: DocumentWords { reader.language.documentWords }

    func render() -> String {
        let note: HTML =
            unfinished == 0
            ? .empty
            : "<span data-unfinished>\(Words.fill(words.unfinished, ["count": reader.number(unfinished)]))</span>"
        let said: HTML = mistake.map { "<p class=\"wrong\" role=\"alert\">\($0)</p>" } ?? .empty
        let more: HTML =
            next.map { "<p><a class=\"button\" href=\"/documents/\(collection.id)?after=\($0.inQuery)\">\(words.next)</a></p>" }
            ?? .empty
        let body: HTML = """
            <main class="sheet documents"><header class="sheet-head"><h1 dir="auto">\(collection.name)</h1><p class="quiet-text" role="status" data-part="note">\(note)</p></header>
            \(said)\(table)\(more)\(canManage ? forms : .empty)
            <p><a href="/documents">\(words.all)</a></p></main>
            """
        return Document(
            language: reader.language, title: "\(collection.name) · \(siteName)", assets: assets,
            scripts: assets.modules(of: "documents.js"),
            entry: "documents.js", styles: assets.asset(named: "documents.css").map { [$0] } ?? [], body: body
        ).render()
    }

    private var forms: HTML {
        """
        <section class="import"><h2>\(words.addFiles)</h2>\
        <form method="post" enctype="multipart/form-data" action="/documents/\(collection.id)/files">\
        <label for="file">\(words.files)</label><input type="file" id="file" name="file" multiple required aria-describedby="file-hint">\
        <p class="quiet-text" id="file-hint">\(words.filesHint)</p>\
        <div class="choices"><button type="submit" class="button primary">\(words.addFiles)</button></div></form>\
        <form method="post" action="/documents/\(collection.id)/address"><label for="url">\(words.address)</label>\
        <input type="url" id="url" name="url" required maxlength="2000" dir="ltr" autocomplete="off">\
        <div class="choices"><button type="submit" class="button">\(words.addAddress)</button></div></form></section>
        """
    }

    private var table: HTML {
        if documents.isEmpty { return "<p class=\"quiet-text\" data-part=\"table\">\(words.nothing)</p>" }
        return """
            <div class="scroller of-documents" data-part="table" role="region" aria-label="\(words.documents)" tabindex="0"><table><thead><tr>\
            <th scope="col">\(words.documents)</th><th scope="col">\(words.status)</th></tr></thead>\
            <tbody>\(documents.map(row))</tbody></table></div>
            """
    }

    private func row(_ document: SourceDocument) -> HTML {
        let own = document.reasonCode.flatMap { code in reader.language.reasonWords?.text(code) }
        let inWords: HTML = own.map { "<small>\($0)</small>" } ?? .empty
        // The details are in English.
        let detail: HTML = document.reason.map { "<small dir=\"auto\">\($0)</small>" } ?? .empty
        let reason: HTML = "\(inWords)\(detail)"
        let passages: HTML =
            document.status == .ready
            ? "<small>\(Words.fill(words.passages, ["count": reader.number(document.passages)]))</small>" : .empty
        let title: HTML =
            document.passages > 0
            ? "<a href=\"/documents/\(collection.id)/\(document.id)\"><bdi>\(document.title)</bdi></a>"
            : "<bdi>\(document.title)</bdi>"
        return """
            <tr id="d-\(document.id)"><th scope="row">\(title)</th><td>\(words.name(of: document.status.rawValue))\(passages)\(reason)\
            \(flag(document.suspicion))\
            \(canManage ? actions(document) : .empty)</td></tr>
            """
    }

    private func flag(_ suspicion: SourceDocument.Suspicion) -> HTML {
        guard suspicion.isFlagged else { return .empty }
        let words = reader.language.suspicionWords
        let more: HTML =
            suspicion.acceptedAt != nil
            ? " \(words.accepted)" : suspicion.verdict.score >= InjectionVerdict.withheldFrom ? " \(words.withheld)" : .empty
        return "<small class=\"flagged\">\(words.text(suspicion.verdict.reasons))\(more)</small>"
    }

    private func actions(_ document: SourceDocument) -> HTML {
        let change: HTML =
            document.status.isUnfinished
            ? "<button type=\"submit\" class=\"button\" name=\"do\" value=\"cancel\">\(words.cancel)</button>"
            : "<button type=\"submit\" class=\"button\" name=\"do\" value=\"again\">\(words.again)</button>"
        let accept: HTML =
            document.suspicion.isFlagged && document.suspicion.acceptedAt == nil
            ? """
            <button type="submit" class="button" name="do" value="accept">\(reader.language.suspicionWords.accept)</button>
            """ : .empty
        return """
            <form method="post" action="/documents/\(collection.id)/\(document.id)" class="choices">\(change)\(accept)\
            <button type="submit" class="button" name="do" value="delete">\(words.delete)</button></form>
            """
    }
}
