import LanguageModel

/// What somebody has selected and asks about, and the way to it. The script shows the same with the same elements.
struct QuoteView {
    /// nil leaves an empty one for the script to fill.
    var selection: Selection?
    var words: SourceWords

    var html: HTML {
        """
        <blockquote class="quote" aria-label="\(words.quote)"\(flag: "hidden", if: selection == nil)>\
        <p dir="auto">\(selection?.text ?? "")</p>\(link)</blockquote>
        """
    }

    private var link: HTML {
        guard let selection else { return "<a></a>" }
        let name = selection.title ?? selection.sourceURL ?? ""
        guard let address = Self.address(of: selection) else {
            return name.isEmpty ? .empty : "<small><bdi>\(name)</bdi></small>"
        }
        return """
            <a href="\(address)"><bdi>\(name)</bdi></a>
            """
    }

    private static func address(of selection: Selection) -> String? {
        if let document = selection.documentID, let collection = selection.collectionID, let start = selection.start,
            let end = selection.end, start <= end
        {
            return SourceAddress.of(document: document, in: collection, span: start..<end, quote: selection.text)
        }
        return selection.sourceURL.flatMap(SourceAddress.opened)
    }

    /// Beside what is selected; the script moves it there.
    static func button(_ words: SourceWords) -> HTML {
        """
        <button type="button" class="button primary" id="ask" data-said="\(words.selected)" hidden>\(words.ask)</button>
        """
    }

    /// Above the field, while the message that is being written is about something.
    static func chip(_ words: SourceWords) -> HTML {
        """
        <div class="quote" id="quote" role="group" aria-label="\(words.quote)" hidden><p dir="auto"></p><a></a>\
        <button type="button" class="icon" aria-label="\(words.removeQuote)">\(Icon.close.html)</button></div>
        """
    }
}
