import HTTPTypes
import LanguageModel

/// One operation of the API: what it does, a form to try it with, and what it answers.
///
/// Descriptions are English and run from left to right, whatever the language of the page around them.
struct OperationView {
    let words: APIPageWords

    func html(_ operation: APIOperation) -> HTML {
        """
        <details class="operation"><summary id="\(operation.id)">\
        <span class="method \(operation.method.rawValue.lowercased())">\(operation.method.rawValue)</span>
        <code class="path" dir="ltr">\(operation.path)</code>
        <span class="summary" lang="en" dir="ltr">\(operation.summary)</span></summary>
        <div class="operation-body">
        \(prose(operation.details))
        \(credentials(operation))
        \(form(operation))
        <h3>\(words.answers)</h3>
        <dl class="answers" lang="en" dir="ltr">\(operation.answers.sorted { $0.status.code < $1.status.code }.map(answer))</dl>
        </div></details>
        """
    }

    private func prose(_ markdown: String) -> HTML {
        markdown.isEmpty
            ? .empty
            : """
            <div class="prose" lang="en" dir="ltr">\(MarkdownRenderer.render(markdown).map { HTML(trusted: $0) })</div>
            """
    }

    private func credentials(_ operation: APIOperation) -> HTML {
        guard !operation.credentials.isEmpty, !operation.isOpen else { return .empty }
        let names = operation.credentials.map { credential in
            switch credential {
            case .key: words.needsKey
            case .token: words.needsToken
            case .session: words.needsSession
            case .login: words.needsLogin
            }
        }
        return """
            <p class="needs">\(names.joined(separator: " / "))</p>
            """
    }

    // MARK: Trying it

    private func form(_ operation: APIOperation) -> HTML {
        let takesBearer = operation.credentials.contains { $0 == .key || $0 == .token }
        return """
            <form class="try" data-method="\(operation.method.rawValue)" data-path="\(operation.path)"\
            \(flag: "data-bearer", if: takesBearer)>
            \(operation.parameters.map { field($0, of: operation) })
            \(operation.body.map { editor($0, of: operation) } ?? .empty)
            <div class="actions"><button type="submit" class="button primary">\(words.run)</button>\
            <button type="button" class="button stop-run" hidden>\(words.stop)</button>\
            <button type="button" class="button curl">\(words.curl)</button></div>
            <pre class="command" dir="ltr" tabindex="0" role="group" aria-label="\(words.curl)" hidden></pre>
            <div class="reply" hidden><p class="reply-status" dir="ltr"></p>
            <details><summary>\(words.headers)</summary><pre class="reply-headers" dir="ltr"></pre></details>
            <pre class="reply-body" dir="ltr" tabindex="0" role="group" aria-label="\(words.reply)"></pre></div>
            </form>
            """
    }

    private func field(_ parameter: APIOperation.Parameter, of operation: APIOperation) -> HTML {
        let id = "\(operation.id)-\(parameter.name)"
        let isNeeded = parameter.isInPath || !parameter.schema.isOptional
        return """
            <label for="\(id)"><code dir="ltr">\(parameter.name)</code>\(isNeeded ? "" : " (\(words.optional))")</label>
            <input id="\(id)" name="\(parameter.name)" value="\(parameter.example ?? "")" dir="ltr" autocomplete="off" \
            spellcheck="false" data-in="\(parameter.isInPath ? "path" : "query")" aria-describedby="\(id)-about"\
            \(flag: "required", if: isNeeded)>
            <div class="quiet-text" id="\(id)-about" lang="en" dir="ltr">\
            \(MarkdownRenderer.render(parameter.about).map { HTML(trusted: $0) })</div>
            """
    }

    private func editor(_ body: APIOperation.Content, of operation: APIOperation) -> HTML {
        let id = "\(operation.id)-body"
        let texts = body.examples.map { (name: $0.name, text: text($0.value, as: body.mediaType)) }
        let choice: HTML =
            texts.count < 2
            ? .empty
            : """
            <label for="\(id)-example">\(words.example)</label><select class="example" id="\(id)-example" lang="en">\
            \(texts.map { option($0.name, $0.text) })</select>
            """
        let first = texts.first?.text ?? ""
        return """
            \(choice)
            <label for="\(id)">\(words.body) <span class="quiet-text" dir="ltr">\(body.mediaType)</span></label>
            <textarea id="\(id)" data-type="\(body.mediaType)" dir="ltr" rows="\(String(min(16, first.split(separator: "\n").count + 1)))" \
            autocomplete="off" autocapitalize="none" spellcheck="false">
            \(first)</textarea>
            <details class="shape"><summary>\(words.shape)</summary>\(SchemaView(words: words).html(body.schema))</details>
            """
    }

    /// What the editor begins with.
    private func text(_ value: JSONValue, as mediaType: String) -> String {
        guard mediaType == "application/x-www-form-urlencoded", let members = value.objectValue else { return value.laidOut() }
        return members.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(($0.value.stringValue ?? "").replacing(" ", with: "+"))" }
            .joined(separator: "&")
    }

    private func option(_ name: String, _ text: String) -> HTML {
        """
        <option value="\(text)">\(name)</option>
        """
    }

    // MARK: What it answers

    private func answer(_ answer: APIOperation.Answer) -> HTML {
        let status = "\(answer.status.code) \(answer.status.reasonPhrase)"
        return """
            <dt>\(status)</dt><dd>\(MarkdownRenderer.render(answer.description).map { HTML(trusted: $0) })\
            \(answer.errors.isEmpty || !answer.about.isEmpty ? answer.contents.map(content) : [])</dd>
            """
    }

    private func content(_ content: APIOperation.Content) -> HTML {
        let about = content.schema.json["description"]?.stringValue ?? ""
        let shape: HTML =
            content.mediaType == "application/json"
            ? """
            <details class="shape"><summary>\(words.shape)</summary>\
            \(SchemaView(words: words).html(content.schema))</details>
            """ : .empty
        return """
            <p class="quiet-text">\(content.mediaType)</p>
            \(content.mediaType == "text/event-stream" ? MarkdownRenderer.render(about).map { HTML(trusted: $0) } : [])
            \(content.examples.map(example))\(shape)
            """
    }

    private func example(_ example: (name: String, value: JSONValue)) -> HTML {
        let text = example.value.stringValue ?? example.value.laidOut()
        return """
            <pre tabindex="0" role="group" aria-label="\(words.example)">\(text)</pre>
            """
    }
}
