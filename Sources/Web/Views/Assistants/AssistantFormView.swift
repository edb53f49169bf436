import Chat

/// The form in which an assistant is made or changed. It works without script.
struct AssistantFormView {
    let words: AssistantAdminWords
    let form: AssistantForm
    /// What is shown of it now; nil for a new one.
    let face: AssistantFace?
    let chains: [String]
    /// What is wrong, and with which field.
    let mistake: (field: String, text: String)?

    var html: HTML {
        let isNew = form.version == nil
        return """
            <form class="assistant-form" method="post" enctype="multipart/form-data" \
            action="/admin/assistants/\(isNew ? "new" : form.id)">
            \(isNew ? line("id", words.id, form.id, hint: words.idHint, isRequired: true) : version)
            <fieldset><legend>\(words.look)</legend>
            \(line("name", words.name, form.name, isRequired: true))
            \(picture)
            \(choice("accent", words.accent, [("", words.usualAccent)] + Accent.allCases.map { ($0.rawValue, words.accent($0)) }, form.accent))
            \(text("greeting", words.greeting, form.greeting, rows: 2))
            \(text("suggestions", words.suggestions, form.suggestions, rows: 4, hint: words.suggestionsHint))
            </fieldset>
            <fieldset><legend>\(words.work)</legend>
            \(text("instructions", words.instructions, form.instructions, rows: 8, hint: words.instructionsHint))
            \(choice("chain", words.chain, chainChoices, form.chain))
            \(choice("model_selection", words.selection, [("visible", words.visible), ("hidden", words.hidden)], form.selectsModels ? "visible" : "hidden"))
            \(text("output_schema", words.schema, form.schema, rows: 5, hint: words.schemaHint, isCode: true))
            \(text("knowledge", words.knowledge, form.knowledge, rows: 3, hint: words.knowledgeHint))
            \(line("catalogue", words.catalogue, form.catalogue, hint: words.catalogueHint))
            </fieldset>
            <fieldset><legend>\(words.use)</legend>
            \(choice("audience", words.who, Audience.allCases.map { ($0.rawValue, words.audience($0)) }, form.audience))
            \(line("requests_per_minute", words.perMinute, form.perMinute, hint: words.perMinuteHint, isNumber: true))
            \(line("order", words.order, form.order, hint: words.orderHint, isNumber: true))
            \(enabled)
            </fieldset>
            <div class="choices"><a class="button" href="/admin/assistants">\(words.cancel)</a>\
            <button type="submit" class="button primary">\(words.save)</button></div>
            </form>
            """
    }

    private var version: HTML {
        """
        <input type="hidden" name="version" value="\(String(form.version ?? 0))">
        """
    }

    /// A chain that is gone is shown, so that saving says so and nothing changes in silence.
    private var chainChoices: [(String, String)] {
        (chains.contains(form.chain) || form.chain.isEmpty ? chains : [form.chain] + chains).map { ($0, $0) }
    }

    private var picture: HTML {
        var kept = HTML.empty
        if case .image? = face?.picture, let face {
            kept = """
                <div class="check">\(face.portrait)<input type="checkbox" id="keep_picture" name="keep_picture"\
                \(flag: "checked", if: form.keepsPicture)><label for="keep_picture">\(words.keepPicture)</label></div>
                """
        }
        return """
            \(line("picture_text", words.pictureText, form.pictureText, hint: words.pictureTextHint, mistaken: "picture"))
            <div class="field"><label for="picture">\(words.pictureFile)</label>\
            <input type="file" id="picture" name="picture" accept="image/png,image/jpeg,image/webp" aria-describedby="picture-hint">\
            <p class="quiet-text" id="picture-hint">\(words.pictureFileHint)</p></div>
            \(kept)
            """
    }

    private var enabled: HTML {
        """
        <div class="check"><input type="checkbox" id="enabled" name="enabled"\(flag: "checked", if: form.isEnabled) \
        aria-describedby="enabled-hint"><label for="enabled">\(words.enabled)</label></div>\
        <p class="quiet-text" id="enabled-hint">\(words.enabledHint)</p>
        """
    }

    private func line(
        _ name: String, _ label: String, _ value: String, hint: String? = nil, isRequired: Bool = false, isNumber: Bool = false,
        mistaken: String? = nil
    ) -> HTML {
        """
        <div class="field"><label for="\(name)">\(label)</label>\
        <input id="\(name)" name="\(name)" value="\(value)" dir="auto" autocomplete="off"\(isNumber ? " inputmode=\"numeric\"" : HTML.empty)\
        \(described(name, hint, mistaken ?? name))\(flag: "required", if: isRequired)>\(wrong(mistaken ?? name))\(hinted(name, hint))</div>
        """
    }

    private func text(
        _ name: String, _ label: String, _ value: String, rows: Int, hint: String? = nil, isCode: Bool = false
    ) -> HTML {
        """
        <div class="field"><label for="\(name)">\(label)</label>\
        <textarea id="\(name)" name="\(name)" rows="\(String(rows))" dir="\(isCode ? "ltr" : "auto")"\(isCode ? " class=\"code-field\" spellcheck=\"false\"" : HTML.empty)\
        \(described(name, hint, name))>
        \(value)</textarea>\(wrong(name))\(hinted(name, hint))</div>
        """
    }

    private func choice(_ name: String, _ label: String, _ choices: [(String, String)], _ value: String) -> HTML {
        let options = choices.map { choice -> HTML in
            """
            <option value="\(choice.0)"\(flag: "selected", if: choice.0 == value)>\(choice.1)</option>
            """
        }
        return """
            <div class="field"><label for="\(name)">\(label)</label>\
            <select id="\(name)" name="\(name)" dir="auto"\(described(name, nil, name))>\(options)</select>\(wrong(name))</div>
            """
    }

    private func hinted(_ name: String, _ hint: String?) -> HTML {
        hint.map { "<p class=\"quiet-text\" id=\"\(name)-hint\">\($0)</p>" } ?? .empty
    }

    /// What is wrong with `field`, beside the control that it is about.
    private func wrong(_ field: String) -> HTML {
        guard let mistake, mistake.field == field else { return .empty }
        return "<p class=\"wrong\" id=\"mistake\" dir=\"auto\">\(mistake.text)</p>"
    }

    /// What describes a control: what is wrong with it, and its hint.
    private func described(_ name: String, _ hint: String?, _ field: String) -> HTML {
        let isWrong = mistake?.field == field
        let ids = [isWrong ? "mistake" : nil, hint.map { _ in "\(name)-hint" }].compactMap(\.self).joined(separator: " ")
        let by: HTML = ids.isEmpty ? .empty : " aria-describedby=\"\(ids)\""
        return isWrong ? "\(by) aria-invalid=\"true\" autofocus" : by
    }
}
