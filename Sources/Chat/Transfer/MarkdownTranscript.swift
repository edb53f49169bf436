import Knowledge
package import LanguageModel
package import Storage

/// A conversation as Markdown, for reading: the path that is open, each answer under the name of whoever gave it.
package enum MarkdownTranscript {
    /// - Parameter name: what people call a message's models.
    package static func write(
        _ conversation: Conversation, _ messages: [ChatMessage], assistant: String,
        groundings: [String: Grounding] = [:], selections: [String: Selection] = [:], name: (ChatMessage) -> [String]
    ) -> String {
        var text = "# \(conversation.title.isEmpty ? assistant : escaped(conversation.title))\n"
        for (number, message) in messages.enumerated() {
            let models = name(message).joined(separator: ", ")
            let speaker = message.role == .user ? "You" : models.isEmpty ? assistant : "\(assistant) (\(models))"
            text += "\n## \(escaped(speaker))\n\n"
            if let selection = selections[message.id] {
                text += quote(selection.text, of: selection.title ?? selection.sourceURL)
            }
            if let citations = groundings[message.id]?.citations, !citations.isEmpty {
                text += CitationFilter.filter(message.content, count: .max) { "[^\(number + 1)-\($0)]" } + "\n\n"
                for citation in citations { text += footnote(citation, of: number + 1) }
            } else {
                text += "\(message.content)\n"
            }
            if message.status != .complete { text += "\n*\(message.status.rawValue)*\n" }
        }
        return text
    }

    private static func footnote(_ citation: Citation, of message: Int) -> String {
        let place = ([citation.title] + citation.headings).filter { !$0.isEmpty }.map(escaped).joined(separator: " › ")
        let page = citation.page.map { ", \($0)" } ?? ""
        let quote = citation.quote.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let address = citation.url.map { " <\($0)>" } ?? ""
        return "[^\(message)-\(citation.index)]: \(place)\(page): “\(escaped(quote))”\(address)\n"
    }

    private static func quote(_ text: String, of title: String?) -> String {
        let lines = text.split(separator: "\n").map { "> \(escaped(String($0)))\n" }.joined()
        return lines + (title.map { "> — \(escaped($0))\n" } ?? "") + "\n"
    }

    private static func escaped(_ line: String) -> String {
        var escaped = ""
        for character in line {
            if "\\`*_[]<>#".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}
