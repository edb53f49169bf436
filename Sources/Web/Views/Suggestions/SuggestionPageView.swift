import LanguageModel
import Storage

/// Everything that an assistant's page shows.
struct AssistantPage {
    var language: PageLanguage
    var siteName: String
    var kind: Suggestion.Kind
    var title = ""
    var description = ""
    var model: String?
    /// Whom one may choose; nobody where the choice is not shown.
    var models: [(id: String, name: String)] = []
    /// Whether the reader may ask for suggestions, and decide on those that there are.
    var mayAsk = true
    var pending: [Suggestion] = []
    var accepted: [Suggestion] = []
    /// What went wrong.
    var message: String?
}

/// A form for what is to be worked on, and its suggestions as cards. It works without script; a script saves the way there
/// and back.
struct SuggestionPageView {
    let page: AssistantPage
    var modelName: (String) -> String = { $0 }
    var assets = AssetCatalogue.shared

    private var words: SuggestionWords { page.language.suggestionWords }
    private var cards: SuggestionCardView { SuggestionCardView(words: words, mayDecide: page.mayAsk) }

    func render() -> String {
        let body: HTML = """
            <header class="top"><a class="icon back" href="/" aria-label="\(words.back)">\(Icon.back.html)</a>\
            <h1>\(words.assistants)</h1></header>
            <main class="assistant" id="main" data-working="\(words.working)" data-offline="\(words.offline)">
            <nav class="kinds" aria-label="\(words.assistants)">\(Suggestion.Kind.inOrder.map(tab))</nav>
            <section aria-labelledby="ask-title"><h2 id="ask-title" class="sr-only">\(words.name(of: page.kind))</h2>
            <p class="quiet-text">\(words.intro(of: page.kind))</p>
            \(said)
            \(page.mayAsk ? form : mayNotAsk)</section>
            \(pending)
            \(accepted)
            </main>
            <p class="sr-only" id="announcer" role="status"></p>
            """
        return Document(
            language: page.language, title: "\(words.name(of: page.kind)) · \(page.siteName)", assets: assets,
            scripts: assets.modules(of: "suggestions.js"), entry: "suggestions.js",
            styles: assets.assets.filter { $0.name == "suggestions.css" }, body: body
        ).render()
    }

    private func tab(_ kind: Suggestion.Kind) -> HTML {
        """
        <a href="/assistants/\(kind.path)"\(kind == page.kind ? " aria-current=\"page\"" : HTML.empty)>\(words.name(of: kind))</a>
        """
    }

    private var said: HTML {
        guard let message = page.message else { return .empty }
        return "<p class=\"wrong\" id=\"said\" role=\"alert\">\(message)</p>"
    }

    private var mayNotAsk: HTML { "<p>\(words.mayNotAsk)</p>" }

    private var form: HTML {
        """
        <form method="post" action="/assistants/\(page.kind.path)" id="ask">
        <label for="title">\(words.title)</label>
        <input id="title" name="title" value="\(page.title)" maxlength="200" dir="auto" autocomplete="off" required\
        \(page.message == nil ? .empty : " aria-describedby=\"said\"")>
        <label for="description">\(words.description)</label>
        <textarea id="description" name="description" rows="4" maxlength="8000" dir="auto" \
        aria-describedby="description-hint">\(page.description)</textarea>
        <p class="quiet-text" id="description-hint">\(words.descriptionHint)</p>
        \(page.models.isEmpty ? .empty : selector)
        <button type="submit" class="button primary">\(Icon.spark.html)\(words.suggest)</button>
        </form>
        """
    }

    private var selector: HTML {
        let options = page.models.map { model -> HTML in
            "<option value=\"\(model.id)\"\(flag: "selected", if: model.id == page.model)>\(model.name)</option>"
        }
        return """
            <label for="model">\(words.model)</label>
            <select id="model" name="model"><option value="">\(words.usualModel)</option>\(options)</select>
            """
    }

    private var pending: HTML {
        guard !page.pending.isEmpty else { return .empty }
        return """
            <section aria-labelledby="pending-title"><div class="head"><h2 id="pending-title" tabindex="-1">\(words.suggestions)</h2>
            \(page.mayAsk ? all : .empty)</div>
            \(groups(page.pending, cards.pending))</section>
            """
    }

    private var all: HTML {
        """
        <form method="post" action="/assistants/suggestions"><input type="hidden" name="kind" value="\(page.kind.rawValue)">\
        <button type="submit" class="button" name="do" value="accept">\(words.acceptAll)</button>\
        <button type="submit" class="button" name="do" value="dismiss">\(words.dismissAll)</button></form>
        """
    }

    private var accepted: HTML {
        """
        <section aria-labelledby="accepted-title"><h2 id="accepted-title" tabindex="-1">\(words.kept)</h2>
        \(page.accepted.isEmpty ? "<p class=\"quiet-text\">\(words.nothingKept)</p>" : HTML.empty)
        \(groups(page.accepted, cards.accepted))</section>
        """
    }

    /// The suggestions of each request under what it was asked for.
    private func groups(_ suggestions: [Suggestion], _ card: (Suggestion) -> HTML) -> [HTML] {
        var groups: [[Suggestion]] = []
        for suggestion in suggestions {
            if let last = groups.last?.last, last.requestID == suggestion.requestID {
                groups[groups.count - 1].append(suggestion)
            } else {
                groups.append([suggestion])
            }
        }
        return groups.map { group in
            let title = Words.fill(words.suggestionsFor, ["title": group[0].sourceTitle])
            let maker = Words.fill(words.madeBy, ["model": modelName(group[0].model.description)])
            return """
                <div class="group"><h3 dir="auto">\(title)</h3><p class="quiet-text">\(maker)</p>
                <ul class="cards" role="list">\(group.map(card))</ul></div>
                """
        }
    }
}

extension Suggestion.Kind {
    /// As the pages show them.
    static let inOrder: [Suggestion.Kind] = [.task, .event, .note]
}
