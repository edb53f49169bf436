/// The assistants to talk to, each with the way to its page; nothing where there is no choice.
struct AssistantChoiceView {
    let faces: [AssistantFace]
    /// The one whose page this is.
    let current: String?
    let words: AssistantWords

    var html: HTML {
        guard faces.count > (current == nil ? 0 : 1) else { return .empty }
        return """
            <nav class="cast" aria-labelledby="cast-title"><h2 class="quiet-text" id="cast-title">\(words.choose)</h2>\
            <ul role="list">\(faces.map(link))</ul></nav>
            """
    }

    private func link(_ face: AssistantFace) -> HTML {
        """
        <li><a href="/a/\(face.id)"\(face.id == current ? " aria-current=\"page\"" : HTML.empty)>\(face.portrait)\
        <bdi>\(face.name)</bdi></a></li>
        """
    }
}

/// Says that a conversation's assistant is gone, and offers to go on with another. It works without script.
struct GoneAssistantView {
    let name: String
    let conversation: String
    let faces: [AssistantFace]
    let words: AssistantWords

    var html: HTML {
        let said = Words.fill(words.gone, ["name": name])
        guard !faces.isEmpty else {
            return "<div class=\"notice\" id=\"gone\" role=\"status\"><p>\(said)</p></div>"
        }
        let options = faces.map { face -> HTML in "<option value=\"\(face.id)\">\(face.name)</option>" }
        return """
            <form class="notice gone" id="gone" method="post" action="/c/\(conversation)/assistant"><p>\(said)</p>\
            <div class="choice"><label for="gone-to">\(words.goOnWith)</label>\
            <select id="gone-to" name="assistant" dir="auto">\(options)</select>\
            <button type="submit" class="button primary">\(words.goOn)</button></div></form>
            """
    }
}
