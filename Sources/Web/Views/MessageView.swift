import LanguageModel

/// One message of the conversation. The script clones the empty ones out of `<template>`, so that a message looks the same
/// whether the server or the script has written it.
struct MessageView {
    let words: Words
    let assistantName: String
    /// Whether an answer says by whom it is.
    var showsModels = false

    func html(_ message: ChatPage.Message) -> HTML {
        message.role == .user ? user(message) : answer(message)
    }

    private func user(_ message: ChatPage.Message) -> HTML {
        """
        <li class="message user" data-id="\(message.id)"><h2 class="sr-only">\(words.you)</h2>\
        <div class="body" dir="auto">\(message.content)</div></li>
        """
    }

    private func answer(_ message: ChatPage.Message) -> HTML {
        """
        <li class="message assistant" data-id="\(message.id)" data-status="\(message.status.rawValue)">
        <div class="who"><h2 class="name">\(assistantName)</h2>\(showsModels ? chip(message) : .empty)\(tip(message))</div>
        <p class="processing">\(words.processing)</p>
        <div class="body">\(message.html.map { HTML(trusted: $0) })</div>
        <p class="outcome">\(words.outcome(of: message.status, code: message.errorCode))</p>
        <button type="button" class="quiet retry">\(Icon.retry.html)\(words.retry)</button>
        </li>
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
        case (.failed, "content_policy"): declined
        case (.failed, "context_length_exceeded"): tooLong
        case (.failed, _): failed
        }
    }
}
