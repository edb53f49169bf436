import Knowledge
import LanguageModel

/// The page on which an admin searches a catalogue, counts its stock and imports a file. It works without script.
struct CatalogueAdminView {
    var reader: ReaderLocale
    var siteName: String
    var catalogue: String
    /// All that there are, by id; a choice where there are several.
    var catalogues: [(id: String, name: String)]
    var count: Int
    var query = ""
    var items: [CatalogueItem]
    /// Where the next page begins.
    var next: String?
    /// Of the import that was just asked for.
    var report: CatalogueImportReport?
    /// What was wrong with it.
    var mistake: String?

    private var words: CatalogueWords { reader.language.catalogueWords }
    private var here: String { "catalogue=\(catalogue.inQuery)" }
    /// How many of the lines that were left out the page lists.
    private static let listed = 200

    func render() -> String {
        let body: HTML = """
            <div class="catalogue">\(choice)\(reportSection)
            <form class="search-line" role="search" action="/admin/catalogue">\
            <input type="hidden" name="catalogue" value="\(catalogue)">\
            \(HTML.field("q", words.searchItems, type: "search", value: query))\
            <button type="submit" class="button">\(words.search)</button>\
            <a class="button" href="/admin/catalogue/item?\(here)">\(words.newItem)</a></form>
            \(table)\(nextLink)
            <section class="sheet import"><h2>\(words.importing)</h2>\
            <form method="post" enctype="multipart/form-data" action="/admin/catalogue/import?\(here)">\
            <label for="file">\(words.file)</label>\
            <input type="file" id="file" name="file" accept=".csv,.tsv,.json,.jsonl" required aria-describedby="file-hint">\
            <p class="quiet-text" id="file-hint">\(words.importHint)</p>\
            <div class="actions"><button type="submit" class="button primary">\(words.importButton)</button>\
            <button type="submit" class="button" formaction="/admin/catalogue/import?\(here)&amp;dry_run=true">\
            \(words.checkButton)</button></div></form></section>
            </div>
            """
        return AdminFrame(
            language: reader.language, siteName: siteName, page: .catalogue,
            intro: Words.fill(words.items, ["count": reader.number(count)]), notice: mistake.map { AdminFrame.Notice(text: $0) },
            body: body
        ).render()
    }

    private var choice: HTML {
        guard catalogues.count > 1 else { return .empty }
        let links = catalogues.map { other -> HTML in
            other.id == catalogue
                ? "<li><a href=\"/admin/catalogue?catalogue=\(other.id.inQuery)\" aria-current=\"page\">\(other.name)</a></li>"
                : "<li><a href=\"/admin/catalogue?catalogue=\(other.id.inQuery)\">\(other.name)</a></li>"
        }
        return "<ul class=\"choice\" role=\"list\">\(links)</ul>"
    }

    private var reportSection: HTML {
        guard let report else { return .empty }
        let counts = Words.fill(
            words.report,
            [
                "added": reader.number(report.added), "changed": reader.number(report.changed),
                "unchanged": reader.number(report.unchanged), "rejected": reader.number(report.rejected),
            ])
        let dryRun: HTML = report.isDryRun ? "<p class=\"quiet-text\">\(words.dryRun)</p>" : .empty
        return """
            <section class="report" role="status"><p class="notice saved">\(counts)</p>\(dryRun)\(problems(of: report))</section>
            """
    }

    private func problems(of report: CatalogueImportReport) -> HTML {
        guard report.rejected > 0 else { return .empty }
        let shown = report.problems.prefix(Self.listed)
        let rows = shown.map { problem -> HTML in
            "<tr><td data-label=\"\(words.line)\">\(reader.number(problem.line))</td><td dir=\"auto\">\(problem.reason)</td></tr>"
        }
        let left = report.rejected - shown.count
        let more: HTML =
            left > 0 ? "<p class=\"quiet-text\">\(Words.fill(words.moreProblems, ["count": reader.number(left)]))</p>" : .empty
        return """
            <div class="scroller" role="region" aria-label="\(words.problems)" tabindex="0"><table><caption>\(words.problems)</caption>\
            <thead><tr><th scope="col">\(words.line)</th><th scope="col">\(words.reason)</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>\(more)
            """
    }

    private var table: HTML {
        if items.isEmpty { return "<p class=\"quiet-text\">\(words.nothingFound)</p>" }
        return """
            <div class="scroller" role="region" aria-label="\(words.title)" tabindex="0"><table><thead><tr>\
            <th scope="col">\(words.item)</th><th scope="col">\(words.category)</th><th scope="col">\(words.price)</th>\
            <th scope="col">\(words.stock)</th></tr></thead><tbody>\(items.map(row))</tbody></table></div>
            """
    }

    private func row(_ item: CatalogueItem) -> HTML {
        let price = item.price.map { reader.price($0, currency: item.currency) } ?? ""
        let state: HTML = item.isActive ? .empty : " <span class=\"state\">\(words.inactive)</span>"
        let stock = item.stock.map { String($0) } ?? ""
        return """
            <tr><th scope="row"><a href="/admin/catalogue/item?\(here)&amp;id=\(item.id.inQuery)"><bdi>\(item.name)</bdi></a>\(state)\
            <small><bdi>\(item.id)</bdi></small></th><td><bdi>\(item.category)</bdi></td><td class="amount">\(price)</td>\
            <td><form method="post" class="stock" action="/admin/catalogue/stock?\(here)&amp;q=\(query.inQuery)">\
            <input type="hidden" name="id" value="\(item.id)"><input type="number" name="stock" min="0" step="1" value="\(stock)" \
            aria-label="\(Words.fill(words.stockOf, ["name": item.name]))">\
            <button type="submit" class="button">\(words.save)</button></form></td></tr>
            """
    }

    private var nextLink: HTML {
        guard let next else { return .empty }
        return "<p><a class=\"button\" href=\"/admin/catalogue?\(here)&amp;after=\(next.inQuery)\">\(words.next)</a></p>"
    }
}
