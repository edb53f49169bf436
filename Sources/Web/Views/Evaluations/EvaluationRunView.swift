import Knowledge

/// The page of one run: its figures, what it was made on, and what got better or worse since another run. It works without
/// script.
struct EvaluationRunView {
    var reader: ReaderLocale
    var siteName: String
    var set: EvaluationSet
    /// All runs of the set that are done.
    var others: [EvaluationRun]
    var found: EvaluationFindings

    private var words: EvaluationWords { reader.language.evaluationWords }
    private var run: EvaluationRun { found.run }
    private var path: String { "/admin/evaluations/\(set.id)" }

    func render() -> String {
        let heading = "\(set.name) · \(name(run))"
        let figures: HTML =
            run.legs.isEmpty ? "<p class=\"quiet-text\">\(words.noFigures)</p>" : "\(choice)\(figureTable)"
        let body: HTML = """
            \(figures)
            <section><h2>\(words.ground)</h2>\(ground)</section>
            \(run.legs.isEmpty ? .empty : questions)
            <p><a href="\(path)"><bdi>\(set.name)</bdi></a></p>
            """
        return AdminFrame(
            language: reader.language, siteName: siteName, page: .evaluations, title: heading,
            intro: run.note.isEmpty ? nil : run.note, styles: ["evaluations.css"], body: body
        ).render()
    }

    private func name(_ run: EvaluationRun) -> String {
        Words.fill(words.runNumber, ["number": reader.number(run.number)])
    }

    private var choice: HTML {
        let runs = others.filter { $0.id != run.id }
        let against = [(value: "", text: words.nothingElse)] + runs.map { (value: $0.id, text: label($0)) }
        let legs = run.legs.map { (value: $0.name, text: words.name(ofLeg: $0.name)) }
        return """
            <form class="search-line" action="\(path)/runs/\(run.id)">\
            \(HTML.choice("against", words.against, options: against, chosen: found.against?.id ?? ""))\
            \(HTML.choice("leg", words.leg, options: legs, chosen: found.leg))\
            <button type="submit" class="button">\(words.compare)</button></form>
            """
    }

    private func label(_ run: EvaluationRun) -> String { run.note.isEmpty ? name(run) : "\(name(run)): \(run.note)" }

    // MARK: Figures

    private static let measures: [(name: String, value: @Sendable (LegFigures) -> Double, isTime: Bool)] = [
        ("nDCG@10", { $0.ndcg10 }, false), ("Recall@10", { $0.recall10 }, false), ("MRR", { $0.mrr }, false),
        ("p50", { $0.p50 }, true), ("p95", { $0.p95 }, true),
    ]

    private var figureTable: HTML {
        let rows = run.legs.flatMap { leg -> [HTML] in
            let before = found.against?.legs.first { $0.name == leg.name }
            return Self.measures.enumerated().map { place, measure in
                let head: HTML =
                    place > 0
                    ? .empty
                    : "<th scope=\"rowgroup\" rowspan=\"\(String(Self.measures.count))\">\(words.name(ofLeg: leg.name))</th>"
                let title = measure.isTime ? "\(measure.name) (\(words.milliseconds))" : measure.name
                let (now, then) = (measure.value(leg), before.map(measure.value))
                let beside: HTML =
                    found.against == nil
                    ? .empty
                    : "<td class=\"amount\">\(then.map { number($0, measure.isTime) } ?? "–")</td>"
                let change: HTML =
                    found.against == nil ? .empty : "<td class=\"amount\">\(difference(now, then, measure.isTime))</td>"
                return """
                    <tr>\(head)<th scope="row">\(title)</th>\(beside)<td class="amount">\(number(now, measure.isTime))</td>\(change)</tr>
                    """
            }
        }
        let columns =
            [words.leg, words.figure]
            + (found.against.map { [name($0), name(run), words.difference] } ?? [words.value])
        return .table(words.figures, columns: columns, rows: rows)
    }

    private func number(_ value: Double, _ isTime: Bool) -> String { reader.number(value, digits: isTime ? 1 : 4) }

    private func difference(_ now: Double, _ then: Double?, _ isTime: Bool) -> HTML {
        guard let then else { return "–" }
        // What would be written as 0 has no sign.
        let change = abs(now - then) < (isTime ? 0.05 : 0.00005) ? 0 : now - then
        let text = (change > 0 ? "+" : "") + number(change, isTime)
        if isTime || change == 0 { return "<bdi>\(text)</bdi>" }
        return "<bdi class=\"\(change > 0 ? "better" : "worse")\">\(text)</bdi>"
    }

    // MARK: What it was made on

    private var ground: HTML {
        let (now, then) = (facts(run), found.against.map(facts))
        let names = now.map(\.name) + (then ?? []).map(\.name).filter { name in !now.contains { $0.name == name } }
        let rows = names.map { name -> HTML in
            let value = now.first { $0.name == name }?.value ?? "–"
            let head: HTML = "<th scope=\"row\"><bdi>\(name)</bdi></th>"
            guard let then else { return "<tr>\(head)<td><bdi>\(value)</bdi></td></tr>" }
            let old = then.first { $0.name == name }?.value ?? "–"
            let mark: HTML = old == value ? .empty : " <span class=\"tag\">\(words.changed)</span>"
            return "<tr>\(head)<td><bdi>\(old)</bdi></td><td><bdi>\(value)</bdi>\(mark)</td></tr>"
        }
        let days = [found.against, run].compactMap(\.self).map { run -> HTML in "<td>\(HTML.moment(run.createdAt))</td>" }
        let day: HTML = "<tr><th scope=\"row\"><bdi>\(words.date)</bdi></th>\(days)</tr>"
        let columns = [words.fact, found.against.map(name), name(run)].compactMap(\.self)
        let remark: HTML =
            run.ground?.changedMeanwhile == true || found.against?.ground?.changedMeanwhile == true
            ? "<p class=\"notice\">\(words.changedMeanwhile)</p>" : .empty
        return "\(HTML.table(words.ground, columns: columns, rows: [day] + rows))\(remark)"
    }

    private func facts(_ run: EvaluationRun) -> [(name: String, value: String)] {
        guard let ground = run.ground else { return [] }
        var facts = [(words.model, ground.model ?? words.noModel)]
        facts.append((words.program, ground.version))
        for collection in ground.collections {
            let name = collection.name
            facts.append(("\(words.version) · \(name)", reader.number(collection.version)))
            let indexing =
                collection.indexing == 0 ? "" : " (\(Words.fill(words.indexing, ["count": reader.number(collection.indexing)])))"
            facts.append(("\(words.documents) · \(name)", reader.number(collection.documents) + indexing))
            facts.append(
                (
                    "\(words.chunks) · \(name)",
                    "\(reader.number(collection.chunkSize)) / \(reader.number(collection.chunkOverlap))"
                )
            )
        }
        return facts
    }

    // MARK: Questions

    private var questions: HTML {
        guard found.against != nil else {
            return section("missed", words.missed, found.missedCount, found.missed)
        }
        let same = Words.fill(words.same, ["count": reader.number(found.same)])
        return """
            \(section("losses", words.losses, found.lossCount, found.losses))
            \(section("wins", words.wins, found.winCount, found.wins))<p class="quiet-text">\(same)</p>
            """
    }

    private func section(_ id: String, _ title: String, _ count: Int, _ entries: [EvaluationFindings.Entry]) -> HTML {
        let heading = Words.fill(title, ["count": reader.number(count)])
        let list: HTML =
            entries.isEmpty ? .empty : "<ol class=\"questions\" role=\"list\">\(entries.map(question))</ol>"
        let left: HTML =
            count > entries.count
            ? "<p class=\"quiet-text\">\(Words.fill(words.first, ["count": reader.number(entries.count)]))</p>" : .empty
        return "<section aria-labelledby=\"\(id)\"><h2 id=\"\(id)\">\(heading)</h2>\(list)\(left)</section>"
    }

    private func question(_ entry: EvaluationFindings.Entry) -> HTML {
        let names = entry.question.expected.map(\.name).joined(separator: ", ")
        let before: HTML = entry.before.map { answer($0, entry, words.before) } ?? .empty
        return """
            <li class="sheet"><h3 dir="auto">\(entry.question.text)</h3><p class="quiet-text">\(words.expected) <bdi>\(names)</bdi></p>\
            <div class="pair">\(before)\(answer(entry.after, entry, entry.before == nil ? words.foundInstead : words.after))</div></li>
            """
    }

    private func answer(_ answer: LegAnswer, _ entry: EvaluationFindings.Entry, _ title: String) -> HTML {
        let expected = Set(entry.question.expected.map(\.document))
        let items = answer.found.prefix(5).map { id -> HTML in
            let isRight = expected.contains(id)
            let mark: HTML = isRight ? " <span class=\"tag right\">\(words.right)</span>" : .empty
            return "<li><bdi>\(found.titles[id] ?? words.gone)</bdi>\(mark)</li>"
        }
        let list: HTML = items.isEmpty ? "<p>\(words.nothingFound)</p>" : "<ol>\(items)</ol>"
        return """
            <div><h4>\(title) <small>nDCG@10 \(reader.number(answer.ndcg10, digits: 3))</small></h4>\(list)</div>
            """
    }
}
