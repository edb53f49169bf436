import Foundation
import Knowledge
import Parsing

/// A document's own page: its kept text, and the span of it that was cited. Nothing of the document is ever more than text here.
struct SourceView {
    var reader: ReaderLocale
    var siteName: String
    var document: SourceDocument
    var collection: DocumentCollection
    /// nil while there is no text.
    var part: TextPart?
    /// What was cited, in Unicode scalars of the whole text; nil without.
    var span: Range<Int>?
    /// Whether something else stands now where something was cited.
    var hasChanged = false
    /// Where the document is from, when the reader may know.
    var address: String?
    /// Whether the reader has a page of the collection.
    var hasCollectionPage: Bool
    /// Where the reader came from: a conversation, or the page on which one begins.
    var back: String
    var assets = AssetCatalogue.shared

    private var words: SourceWords { reader.language.sourceWords }
    private var path: String { "/documents/\(collection.id.inQuery)/\(document.id.inQuery)" }

    func render() -> String {
        let body: HTML = """
            <main class="sheet"><p><a class="quiet" id="back" href="\(back)">\(Icon.back.html)\(words.back)</a></p>
            <header class="sheet-head"><h1 dir="auto">\(document.title)</h1>\(facts)</header>
            \(note)\(text)\(pages)</main>
            \(QuoteView.button(words))
            <p class="sr-only" id="announcer" role="status"></p>
            <script type="application/json" id="page-data">{}</script>
            """
        return Document(
            language: reader.language, title: "\(document.title) · \(siteName)", assets: assets,
            scripts: assets.modules(of: "source.js"), entry: "source.js", body: body
        ).render()
    }

    // MARK: About the document

    private var facts: HTML {
        let documentWords = reader.language.documentWords
        let name: HTML =
            hasCollectionPage
            ? "<a href=\"/documents/\(collection.id.inQuery)\"><bdi>\(collection.name)</bdi></a>"
            : "<bdi>\(collection.name)</bdi>"
        var facts: [HTML] = [Self.fact(documentWords.collection, name)]
        if let address { facts.append(Self.fact(words.address, Self.link(to: address))) }
        if let format = document.format { facts.append(Self.fact(words.format, "\(format.rawValue.uppercased())")) }
        if let pages = document.pages { facts.append(Self.fact(words.pages, "\(reader.number(pages))")) }
        let day = AvailabilityDocument.date(document.updatedAt).prefix(10)
        facts.append(Self.fact(words.updated, "<time datetime=\"\(String(day))\">\(String(day))</time>"))
        return "<dl class=\"document-facts\">\(facts)</dl>"
    }

    private static func fact(_ name: String, _ value: HTML) -> HTML {
        "<div><dt>\(name)</dt><dd>\(value)</dd></div>"
    }

    private static func link(to address: String) -> HTML {
        guard let opened = SourceAddress.opened(address) else { return "<bdi>\(address)</bdi>" }
        return """
            <a href="\(opened)" target="_blank" rel="noopener noreferrer nofollow"><bdi>\(address)</bdi></a>
            """
    }

    private var note: HTML {
        if part == nil { return "<p class=\"document-note\">\(words.noText)</p>" }
        if hasChanged { return "<p class=\"document-note changed\" role=\"status\">\(words.changed)</p>" }
        return span == nil ? .empty : "<p class=\"sr-only\">\(words.quotedPlace)</p>"
    }

    // MARK: The text

    /// One element whose text is exactly the part's, so that what is selected in it can be counted. It is of no language that is known
    /// for sure, and may be of several.
    private var text: HTML {
        guard let part else { return .empty }
        let scalars = part.text.unicodeScalars
        func piece(_ range: Range<Int>) -> HTML {
            let text = String(String.UnicodeScalarView(scalars.dropFirst(range.lowerBound).prefix(range.count)))
            // Of itself a browser would make a line feed of it.
            return HTML(trusted: HTML.escape(text).replacing("\r", with: "&#13;"))
        }
        let all = 0..<scalars.count
        let marked = span.map { ($0.lowerBound - part.start)..<($0.upperBound - part.start) }?.clamped(to: all) ?? 0..<0
        let inner: HTML =
            marked.isEmpty || hasChanged
            ? piece(all)
            : """
            \(piece(0..<marked.lowerBound))<mark id="span" tabindex="-1">\(piece(marked))</mark>\(piece(marked.upperBound..<all.upperBound))
            """
        return """
            <div class="document-text" id="text" dir="auto" data-start="\(String(part.start))" data-address="\(path)" \
            data-title="\(document.title)" data-document="\(document.id)">\(inner)</div>
            """
    }

    private var pages: HTML {
        guard let part, part.count > 1 else { return .empty }
        let place = Words.fill(
            words.textPage, ["number": reader.number(part.number), "count": reader.number(part.count)])
        return """
            <nav class="document-pages" aria-label="\(words.textPages)">\(page(part.number - 1, words.previous, "prev", of: part.count))\
            <span>\(place)</span>\(page(part.number + 1, words.next, "next", of: part.count))</nav>
            """
    }

    private func page(_ number: Int, _ name: String, _ relation: String, of count: Int) -> HTML {
        guard (1...count).contains(number) else { return .empty }
        return """
            <a class="button" rel="\(relation)" href="\(path)?part=\(String(number))">\(name)</a>
            """
    }
}
