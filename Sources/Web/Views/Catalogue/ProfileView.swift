import Foundation
import Knowledge
import LanguageModel

/// The page on which people say something of themselves, and see what they rent. It works without script.
struct ProfileView {
    struct Rented {
        var name: String
        var from: String
        var to: String?
    }

    var language: PageLanguage
    var siteName: String
    /// By the name of the fact.
    var facts: [String: String]
    var rentals: [Rented]
    var message: String?
    var isMessageGood = true
    var assets = AssetCatalogue.shared

    /// The facts that the page asks for; others that programs have put there stay.
    static let names = ["instrument", "level", "budget", "owns", "notes"]

    func render() -> String {
        let words = language.catalogueWords
        let said: HTML =
            message.map {
                """
                <p class="\(isMessageGood ? "well" : "wrong")" role="\(isMessageGood ? "status" : "alert")">\($0)</p>
                """
            } ?? .empty
        let body: HTML = """
            <main class="account profile"><h1>\(words.profile)</h1><p class="quiet-text">\(words.profileIntro)</p>
            \(said)
            <form method="post" action="/profile">
            \(field("instrument", words.instrument))\(field("level", words.level))\(field("budget", words.budget, words.budgetHint))
            \(field("owns", words.owns, words.ownsHint))
            <div class="field"><label for="notes">\(words.notes)</label>\
            <textarea id="notes" name="notes" rows="3" dir="auto">\(facts["notes"] ?? "")</textarea></div>
            <button type="submit" class="button primary">\(words.save)</button>
            </form>
            <h2>\(words.rentals)</h2>
            \(list(words))
            <p><a href="/">\(words.back)</a></p></main>
            """
        return Document(
            language: language, title: "\(words.profile) · \(siteName)", assets: assets, scripts: [], body: body
        ).render()
    }

    private func list(_ words: CatalogueWords) -> HTML {
        if rentals.isEmpty { return "<p class=\"quiet-text\">\(words.noRentals)</p>" }
        let rows = rentals.map { rental -> HTML in
            let days =
                rental.to.map { Words.fill(words.rentedUntil, ["from": rental.from, "to": $0]) }
                ?? Words.fill(words.rentedSince, ["from": rental.from])
            return "<li><bdi>\(rental.name)</bdi> <span class=\"quiet-text\">\(days)</span></li>"
        }
        return "<ul class=\"rentals\" role=\"list\">\(rows)</ul>"
    }

    private func field(_ name: String, _ label: String, _ hint: String? = nil) -> HTML {
        let described: HTML = hint == nil ? .empty : " aria-describedby=\"\(name)-hint\""
        let hinted: HTML = hint.map { "<p class=\"quiet-text\" id=\"\(name)-hint\">\($0)</p>" } ?? .empty
        return """
            <div class="field"><label for="\(name)">\(label)</label>\
            <input id="\(name)" name="\(name)" value="\(facts[name] ?? "")" dir="auto" autocomplete="off" maxlength="500"\(described)>\
            \(hinted)</div>
            """
    }
}
