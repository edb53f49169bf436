/// The panel that says which models were found and takes the key or address of another; its lists are filled by the
/// script from `/api/v1/setup` when it opens.
struct ConnectPanelView {
    let words: Words

    var html: HTML {
        """
        <dialog id="connect" class="panel" aria-labelledby="connect-title">
        <div class="panel-head"><h2 id="connect-title">\(words.connect)</h2>\
        <button type="button" class="icon close" aria-label="\(words.close)">\(Icon.close.html)</button></div>
        <p class="quiet-text">\(words.connectIntro)</p>
        <h3>\(words.foundHeading)</h3>
        <ul class="facts" id="connect-found" role="list"></ul>
        <h3>\(words.connectedHeading)</h3>
        <ul class="facts" id="connect-models" role="list"></ul>
        <form id="connect-form"><h3>\(words.addHeading)</h3>
        <label for="connect-kind">\(words.kind)</label><select id="connect-kind" name="kind"></select>
        \(field("key", label: words.key, hint: words.keyHint, type: "password"))
        \(field("address", label: words.address, hint: "", type: "url"))
        \(field("names", label: words.modelNames, hint: words.modelNamesHint, type: "text"))
        <p class="result" role="status"></p>
        <button type="submit" class="button primary">\(words.connectAction)</button>
        </form>
        <p class="why-not" hidden></p>
        </dialog>
        """
    }

    private func field(_ name: String, label: String, hint: String, type: String) -> HTML {
        """
        <div class="field" id="connect-\(name)-field"><label for="connect-\(name)">\(label)</label>\
        <input id="connect-\(name)" name="\(name)" type="\(type)" dir="ltr" autocomplete="off" spellcheck="false" \
        aria-describedby="connect-\(name)-hint">\
        <p class="quiet-text" id="connect-\(name)-hint">\(hint)</p></div>
        """
    }
}
