/// The model selector: a button in the header that says what is chosen, and a dialog with a search field over a list. The
/// script filters, moves and keeps the choice; what is shown comes from here.
struct ModelSelectorView {
    let selector: ModelSelector
    let words: Words

    private var ours: ModelWords { words.models }
    private var defaultName: String { Words.fill(ours.defaultIs, ["model": selector.name(of: selector.fallback)]) }
    private var shownName: String { selector.chosen.map { selector.name(of: $0) } ?? selector.name(of: selector.fallback) }

    var button: HTML {
        """
        <button type="button" class="model-button" id="model-button" aria-haspopup="dialog" aria-controls="models" \
        aria-label="\(Words.fill(ours.modelIs, ["model": shownName]))">\
        <bdi class="model-name">\(shownName)</bdi>\(Icon.chevron.html)</button>
        """
    }

    var dialog: HTML {
        let groups = ModelSelector.groups(of: selector.options).enumerated().map { index, group -> HTML in
            """
            <div class="models-group" role="group" aria-labelledby="models-group-\(String(index))">\
            <p class="models-provider" role="presentation" id="models-group-\(String(index))"><bdi>\(group.provider)</bdi></p>\
            \(group.options.enumerated().map { option($0.element, "model-\(index)-\($0.offset)") })</div>
            """
        }
        return """
            <dialog id="models" class="panel picker" aria-labelledby="models-title">
            <div class="panel-head"><h2 id="models-title">\(ours.choose)</h2>\
            <button type="button" class="icon close" aria-label="\(words.close)">\(Icon.close.html)</button></div>
            <input id="models-search" type="text" role="combobox" aria-expanded="true" aria-controls="models-list" \
            aria-autocomplete="list" aria-label="\(ours.search)" placeholder="\(ours.search)" autocomplete="off" \
            spellcheck="false" dir="auto">
            <div id="models-list" class="models-list" role="listbox" aria-label="\(ours.choose)" tabindex="-1">
            <div class="model" role="option" id="model-default" data-id="" data-name="\(selector.name(of: selector.fallback))" \
            data-model="\(selector.fallback ?? "")" aria-selected="\(selector.chosen == nil ? "true" : "false")">\
            <span class="model-label">\(defaultName)</span>\(Icon.check.html)</div>
            \(groups)
            </div>
            <p class="quiet-text no-model" hidden>\(ours.noneFound)</p>
            \(selector.isLocalOnly ? localOnly : .empty)
            </dialog>
            """
    }

    private var localOnly: HTML {
        """
        <p class="quiet-text local-only">\(ours.cloudOff) <a href="/settings">\(ours.settings)</a></p>
        """
    }

    private func option(_ option: ModelSelector.Option, _ id: String) -> HTML {
        """
        <div class="model" role="option" id="\(id)" data-id="\(option.id)" data-name="\(option.name)" \
        data-model="\(option.id)" aria-selected="\(option.id == selector.chosen ? "true" : "false")">\
        <span class="model-label"><bdi>\(option.name)</bdi> <bdi class="model-id">\(option.id)</bdi></span>\
        \(option.isLocal ? local : .empty)<span class="badge out"\(flag: "hidden", if: option.isAvailable)>\(words.modelOut)</span>\
        \(Icon.check.html)</div>
        """
    }

    private var local: HTML {
        """
        <span class="badge">\(ours.local)</span>
        """
    }
}
