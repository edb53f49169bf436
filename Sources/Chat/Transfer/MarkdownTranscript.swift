import LanguageModel
package import Storage

/// A conversation as Markdown, for reading: the path that is open, each answer under the name of whoever gave it.
package enum MarkdownTranscript {
    /// - Parameter name: what people call a message's models.
    package static func write(
        _ conversation: Conversation, _ messages: [ChatMessage], assistant: String, name: (ChatMessage) -> [String]
    ) -> String {
        var text = "# \(conversation.title.isEmpty ? assistant : escaped(conversation.title))\n"
        for message in messages {
            let models = name(message).joined(separator: ", ")
            let speaker = message.role == .user ? "You" : models.isEmpty ? assistant : "\(assistant) (\(models))"
            text += "\n## \(escaped(speaker))\n\n\(message.content)\n"
            if message.status != .complete { text += "\n*\(message.status.rawValue)*\n" }
        }
        return text
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
