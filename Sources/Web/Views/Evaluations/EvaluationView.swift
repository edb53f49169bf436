import Knowledge

/// The page of one set: its runs, and how to start one. It works without script; with it, what runs is followed.
struct EvaluationView {
    var reader: ReaderLocale
    var siteName: String
    var set: EvaluationSet
    /// The newest first.
    var runs: [EvaluationRun]
    var names: EvaluationTargetNames
    var notice: AdminFrame.Notice?

    var words: EvaluationWords { reader.language.evaluationWords }
    private var path: String { "/admin/evaluations/\(set.id)" }

    func render() -> String {
        let isUnfinished = runs.contains { $0.status.isUnfinished }
        let body: HTML = """
            <dl class="facts"><div><dt>\(words.searched)</dt><dd><bdi>\(names.name(of: set.target))</bdi></dd></div>\
            <div><dt>\(words.questions)</dt><dd>\(reader.number(set.questions))</dd></div>\
            <div><dt>\(words.created)</dt><dd>\(HTML.moment(set.createdAt))</dd></div></dl>
            <section class="sheet" aria-labelledby="run-title"><h2 id="run-title">\(words.newRun)</h2>\
            <form method="post" action="\(path)"><input type="hidden" name="do" value="run"><div class="fields">
            \(HTML.field("note", words.note, hint: words.noteHint, extra: " maxlength=\"200\""))</div>\
            <button type="submit" class="button primary">\(words.run)</button></form></section>
            <section><h2>\(words.runs)</h2>
            <div id="runs" data-part>\(table)</div></section>
            <form method="post" action="\(path)"><input type="hidden" name="do" value="delete">\
            <button type="submit" class="button danger">\(words.deleteSet)</button></form>
            <p><a href="/admin/evaluations">\(words.all)</a></p>
            """
        return AdminFrame(
            language: reader.language, siteName: siteName, page: .evaluations, title: set.name, notice: notice,
            live: isUnfinished ? path : nil, styles: ["evaluations.css"], body: body
        ).render()
    }

    private var table: HTML {
        guard !runs.isEmpty else { return "<p class=\"quiet-text\">\(words.noRuns)</p>" }
        return .table(
            words.runs,
            columns: [words.runColumn, words.note, words.status, "nDCG@10", "Recall@10", "MRR", words.median, words.change],
            rows: runs.map(row))
    }

    private func row(_ run: EvaluationRun) -> HTML {
        let number = Words.fill(words.runNumber, ["number": reader.number(run.number)])
        let name: HTML = run.status == .done ? "<a href=\"\(path)/runs/\(run.id)\">\(number)</a>" : "\(number)"
        let best = run.legs.last
        func figure(_ value: Double?, digits: Int = 3) -> HTML {
            "<td class=\"amount\">\(value.map { reader.number($0, digits: digits) } ?? "–")</td>"
        }
        return """
            <tr><th scope="row">\(name) <small>\(HTML.moment(run.createdAt))</small></th><td class="note"><bdi>\(run.note)</bdi></td>\
            <td>\(Self.state(run, words, reader))</td>\(figure(best?.ndcg10))\(figure(best?.recall10))\(figure(best?.mrr))\
            \(figure(best?.p50, digits: 1))<td>\(actions(run, number))</td></tr>
            """
    }

    private func actions(_ run: EvaluationRun, _ number: String) -> HTML {
        let (what, label) = run.status.isUnfinished ? ("cancel", words.cancel) : ("remove", words.delete)
        if run.isCancelled, run.status == .running { return .empty }
        return """
            <form method="post" action="\(path)"><input type="hidden" name="run" value="\(run.id)">\
            <button type="submit" class="button" name="do" value="\(what)" aria-label="\(label): \(number)">\(label)</button></form>
            """
    }

    static func state(_ run: EvaluationRun, _ words: EvaluationWords, _ reader: ReaderLocale) -> HTML {
        let name = words.name(of: run.status)
        let reason: HTML = run.reason.map { "<small class=\"reason\" dir=\"auto\">\($0)</small>" } ?? .empty
        switch run.status {
        case .running:
            let progress = Words.fill(
                words.progress, ["done": reader.number(run.done), "total": reader.number(run.total)])
            return """
                <span class="tag">\(name)</span> <small>\(progress)</small><progress max="\(String(max(1, run.total)))" \
                value="\(String(run.done))" aria-label="\(progress)"></progress>
                """
        case .queued, .done: return "<span class=\"tag\">\(name)</span>\(reason)"
        case .failed, .cancelled, .interrupted: return "<span class=\"tag bad\">\(name)</span>\(reason)"
        }
    }
}
