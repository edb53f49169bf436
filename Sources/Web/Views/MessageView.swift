import LanguageModel

/// One message of the conversation. The script clones the empty ones out of `<template>`, so that a message looks the same
/// whether the server or the script has written it. Its role is said aloud, since it may stand in a stretch (see ``LogView``).
struct MessageView {
    let words: Words
    let assistantName: String
    let sourceWords: SourceWords
    /// Whether an answer says by whom it is.
    var showsModels = false

    func html(_ message: ChatPage.Message) -> HTML {
        message.role == .user ? user(message) : answer(message)
    }

    private func user(_ message: ChatPage.Message) -> HTML {
        """
        <li class="message user" role="listitem"\(place(message))><h2 class="sr-only">\(words.you)</h2>\(quote(message))\
        <div class="body" dir="auto">\(message.content)</div>
        <div class="tools">\(siblings(message))\
        <button type="button" class="icon edit" aria-label="\(words.edit)">\(Icon.edit.html)</button></div></li>
        """
    }

    private func answer(_ message: ChatPage.Message) -> HTML {
        """
        <li class="message assistant" role="listitem"\(place(message)) data-status="\(message.status.rawValue)">
        <div class="who"><h2 class="name">\(assistantName)</h2>\(showsModels ? chip(message) : .empty)\(tip(message))</div>
        <p class="processing">\(words.processing)</p>
        <div class="body">\(message.html.map { HTML(trusted: $0) })</div>
        <p class="outcome">\(words.outcome(of: message.status, code: message.errorCode))</p>
        \(message.sources)\(message.cards)
        <div class="tools">\(siblings(message))\
        <button type="button" class="quiet retry">\(Icon.retry.html)\(words.retry)</button>\
        <button type="button" class="icon fork" aria-label="\(words.fork)">\(Icon.branch.html)</button></div>
        </li>
        """
    }

    /// The template has room for one, which the script fills.
    private func quote(_ message: ChatPage.Message) -> HTML {
        guard message.selection != nil || message.id.isEmpty else { return .empty }
        return QuoteView(selection: message.selection, words: sourceWords).html
    }

    private func place(_ message: ChatPage.Message) -> HTML {
        message.id.isEmpty
            ? .empty
            : """
             id="m-\(message.id)" data-id="\(message.id)"
            """
    }

    /// Where a message stands among those beside it, and the way to its neighbours; nothing for one that stands alone.
    private func siblings(_ message: ChatPage.Message) -> HTML {
        guard message.siblings.count > 1, let index = message.siblings.firstIndex(of: message.id) else { return .empty }
        let place = (String(index + 1), String(message.siblings.count))
        return """
            <div class="siblings" role="group" aria-label="\(Words.fill(words.version, ["number": place.0, "count": place.1]))">\
            \(neighbour(index > 0 ? message.siblings[index - 1] : nil, "previous", words.previousVersion, .before))\
            <span aria-hidden="true">\(place.0)/\(place.1)</span>\
            \(neighbour(index + 1 < message.siblings.count ? message.siblings[index + 1] : nil, "next", words.nextVersion, .forward))</div>
            """
    }

    private func neighbour(_ id: String?, _ name: String, _ label: String, _ icon: Icon) -> HTML {
        """
        <button type="button" class="icon \(name)" aria-label="\(label)" data-to="\(id ?? "")"\(flag: "disabled", if: id == nil)>\
        \(icon.html)</button>
        """
    }

    private func chip(_ message: ChatPage.Message) -> HTML {
        """
        <span class="chip"\(flag: "hidden", if: message.model == nil)><bdi class="chip-model">\
        \(message.model.map { Words.fill(words.models.chip, ["model": $0]) } ?? "")</bdi>\
        <span class="instead" hidden></span></span>
        """
    }

    private func tip(_ message: ChatPage.Message) -> HTML {
        let text = message.modelName.map { words.answered(by: $0, path: message.modelPath) } ?? ""
        let id = "tip-\(message.id)"
        return """
            <span class="tip"\(flag: "hidden", if: text.isEmpty)><button type="button" class="info" \
            aria-label="\(words.whichModel)" aria-describedby="\(id)">\(Icon.info.html)</button>\
            <span class="tooltip" role="tooltip" id="\(id)" dir="auto">\(text)</span></span>
            """
    }
}

extension Words {
    /// Puts `values` where a sentence says `{name}`.
    static func fill(_ sentence: String, _ values: KeyValuePairs<String, String>) -> String {
        var filled = ""
        var rest = sentence[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = rest[rest.index(after: open)..<close]
            filled += rest[..<open]
            filled += values.first { $0.key == name }?.value ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    func answered(by model: String, path: [String]) -> String {
        let before = path.dropLast()
        if before.isEmpty { return Self.fill(answeredBy, ["model": model]) }
        return Self.fill(rescued, ["models": before.joined(separator: ", "), "model": model])
    }

    /// What is said under an answer that did not end well; empty for one that did.
    func outcome(of status: ChatPage.Message.Status, code: String?) -> String {
        switch (status, code) {
        case (.complete, _), (.running, _): ""
        case (.stopped, _): stopped
        case (.interrupted, _): interrupted
        case (.failed, "all_models_unavailable"): wasOut
        case (.failed, "cloud_disabled"): models.cloudBlocked
        case (.failed, "budget_exceeded"): limits.spent
        case (.failed, "rate_limit_exceeded"): limits.tooFast
        case (.failed, "price_unknown"): limits.unpriced
        case (.failed, "content_policy"): declined
        case (.failed, "context_length_exceeded"): tooLong
        case (.failed, "invalid_structure"): misfit
        case (.failed, _): failed
        }
    }
}
