import Knowledge

/// What may be searched, and what it is called.
struct EvaluationTargetNames {
    var collections: [(id: String, name: String)]
    var assistants: [(id: String, name: String)]

    func name(of target: EvaluationSet.Target) -> String {
        switch target {
        case .collection(let id): collections.first { $0.id == id }?.name ?? id
        case .assistant(let id): assistants.first { $0.id == id }?.name ?? id
        }
    }
}

/// The page of all sets of questions, and the form for another one. It works without script.
struct EvaluationsView {
    var reader: ReaderLocale
    var siteName: String
    var sets: [(set: EvaluationSet, newest: EvaluationRun?)]
    var names: EvaluationTargetNames
    var notice: AdminFrame.Notice?
    /// Why a file was not taken in: the first lines of it that cannot be used.
    var problems: [QuestionFile.Problem] = []
    var problemCount = 0
    /// As they were written into the form.
    var name = ""
    var target = ""

    var words: EvaluationWords { reader.language.evaluationWords }

    func render() -> String {
        let body: HTML = """
            \(report)\(list)
            <section aria-labelledby="new-title" class="sheet"><h2 id="new-title">\(words.newSet)</h2>\(form)</section>
            """
        return AdminFrame(
            language: reader.language, siteName: siteName, page: .evaluations, intro: words.intro, notice: notice,
            styles: ["evaluations.css"], body: body
        ).render()
    }

    private var report: HTML {
        guard problemCount > 0 else { return .empty }
        let lines = problems.map { problem -> HTML in
            "<li><b>\(Words.fill(words.line, ["line": reader.number(problem.line)]))</b> <bdi>\(problem.reason)</bdi></li>"
        }
        return """
            <section class="notice wrong" role="alert"><p>\(Words.fill(words.unusable, ["count": reader.number(problemCount)]))</p>\
            <ul>\(lines)</ul></section>
            """
    }

    private var list: HTML {
        guard !sets.isEmpty else { return "<p class=\"quiet-text\">\(words.nothing)</p>" }
        return .table(
            words.title, columns: [words.name, words.searched, words.questions, words.newest, "nDCG@10"],
            rows: sets.map { row($0.set, $0.newest) })
    }

    private func row(_ set: EvaluationSet, _ newest: EvaluationRun?) -> HTML {
        let state = newest.map { EvaluationView.state($0, words, reader) } ?? "–"
        let best = newest?.legs.last.map { reader.number($0.ndcg10, digits: 3) } ?? "–"
        return """
            <tr><th scope="row"><a href="/admin/evaluations/\(set.id)"><bdi>\(set.name)</bdi></a></th>\
            <td><bdi>\(names.name(of: set.target))</bdi></td><td class="amount">\(reader.number(set.questions))</td>\
            <td>\(state)</td><td class="amount">\(best)</td></tr>
            """
    }

    private var form: HTML {
        let targets =
            names.collections.map { (value: "collection:\($0.id)", text: Words.fill(words.ofCollection, ["name": $0.name])) }
            + names.assistants.map { (value: "assistant:\($0.id)", text: Words.fill(words.ofAssistant, ["name": $0.name])) }
        guard !targets.isEmpty else { return "<p>\(words.noCollections)</p>" }
        return """
            <form method="post" enctype="multipart/form-data" action="/admin/evaluations"><div class="fields">
            \(HTML.field("name", words.name, value: name, required: true, extra: " maxlength=\"200\""))
            \(HTML.choice("target", words.searched, options: targets, chosen: target))
            <div class="field"><label for="file">\(words.file)</label><input type="file" id="file" name="file" required \
            accept=".csv,.tsv,.json,.jsonl,text/csv" aria-describedby="file-hint">\
            <p class="quiet-text" id="file-hint">\(words.fileHint)</p></div></div>
            <button type="submit" class="button primary">\(words.upload)</button></form>
            """
    }
}
