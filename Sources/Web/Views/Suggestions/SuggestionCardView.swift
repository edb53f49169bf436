import Storage

/// One suggestion as a card: to be decided on, or already accepted.
struct SuggestionCardView {
    let words: SuggestionWords
    /// Whether the reader may decide on it, and has the means for it on the card.
    var mayDecide = true

    func pending(_ suggestion: Suggestion) -> HTML {
        guard mayDecide else { return plain(suggestion) }
        let text = words.text(of: suggestion.content)
        return """
            <li class="card"><form method="post" action="/assistants/suggestions/\(suggestion.id)">
            \(what(suggestion.content))
            <div class="choices"><button type="submit" class="button" name="do" value="accept" \
            aria-label="\(words.accept): \(text)">\(words.accept)</button>\
            <button type="submit" class="quiet" name="do" value="dismiss" \
            aria-label="\(words.dismiss): \(text)">\(words.dismiss)</button></div>
            <details><summary aria-label="\(words.edit): \(text)">\(words.edit)</summary>\(field(suggestion))\
            <button type="submit" class="button" name="do" value="save">\(words.save)</button></details>
            </form></li>
            """
    }

    func accepted(_ suggestion: Suggestion) -> HTML {
        guard mayDecide else { return plain(suggestion) }
        let text = words.text(of: suggestion.content)
        return """
            <li class="card"><form method="post" action="/assistants/suggestions/\(suggestion.id)">
            \(what(suggestion.content))
            <div class="choices"><button type="submit" class="quiet" name="do" value="restore" \
            aria-label="\(words.takeBack): \(text)">\(words.takeBack)</button></div>
            </form></li>
            """
    }

    private func plain(_ suggestion: Suggestion) -> HTML { "<li class=\"card\">\(what(suggestion.content))</li>" }

    private func what(_ content: Suggestion.Content) -> HTML {
        """
        <p class="field">\(words.label(of: content.field))\(time(of: content).map { " · \($0)" } ?? .empty)</p>
        <p class="said" dir="auto">\(words.text(of: content))</p>
        \(content.detail.map { "<p class=\"detail\" dir=\"auto\">\($0)</p>" } ?? .empty)
        """
    }

    /// How long it takes, or how long before; nil where the text itself says it.
    private func time(of content: Suggestion.Content) -> String? {
        guard let minutes = content.minutes, !["effort", "duration"].contains(content.field) else { return nil }
        return Words.fill(
            content.field == "reminder" ? words.minutesBefore : words.minutes, ["count": String(minutes)])
    }

    private func field(_ suggestion: Suggestion) -> HTML {
        let content = suggestion.content
        let id = "text-\(suggestion.id)"
        let label: HTML = """
            <label for="\(id)" class="sr-only">\(words.label(of: content.field))</label>
            """
        switch content.field {
        case "priority":
            let options = words.priorities.map { value, name -> HTML in
                "<option value=\"\(value)\"\(flag: "selected", if: value == content.text)>\(name)</option>"
            }
            return "\(label)<select id=\"\(id)\" name=\"text\">\(options)</select>"
        case "due": return "\(label)<input type=\"date\" id=\"\(id)\" name=\"text\" value=\"\(content.text)\" required>"
        case "effort", "duration":
            return """
                \(label)<input type="number" id="\(id)" name="text" value="\(content.text)" min="0" max="40320" required>
                """
        default:
            return """
                \(label)<textarea id="\(id)" name="text" rows="2" maxlength="2000" dir="auto" required>\(content.text)</textarea>
                """
        }
    }
}
