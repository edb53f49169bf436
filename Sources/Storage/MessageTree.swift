/// All messages of a conversation: an edited question and an answer that was asked for anew stand beside the one that was
/// there before, and each has its own continuation.
package struct MessageTree: Sendable {
    /// In the order in which they were written; a parent comes before what follows it.
    package let messages: [ChatMessage]
    /// The last message of the path that is open.
    package let active: String?
    private let index: [String: Int]
    private let following: [String?: [Int]]

    package init(_ messages: [ChatMessage], active: String?) {
        self.messages = messages
        self.active = active
        index = Dictionary(messages.enumerated().map { ($1.id, $0) }) { first, _ in first }
        following = Dictionary(grouping: messages.indices) { messages[$0].parent }
    }

    package subscript(id: String) -> ChatMessage? { index[id].map { messages[$0] } }

    /// The messages from a first one to the one that is open.
    package var activePath: [ChatMessage] { active.map(path(to:)) ?? [] }

    /// The messages from a first one to `id`; empty when there is no such message.
    package func path(to id: String) -> [ChatMessage] {
        var path: [ChatMessage] = []
        var next: String? = id
        while let id = next, let message = self[id], path.count < messages.count {
            path.append(message)
            next = message.parent
        }
        return path.reversed()
    }

    /// `id` and the messages that stand beside it, in the order in which they were written.
    package func siblings(of id: String) -> [ChatMessage] {
        guard let message = self[id] else { return [] }
        return following[message.parent, default: []].map { messages[$0] }
    }

    /// The end of the path that goes on from `id` through what was written last; nil when there is no such message.
    package func end(from id: String) -> String? {
        guard var position = index[id] else { return nil }
        while let last = following[messages[position].id]?.last, last > position { position = last }
        return messages[position].id
    }
}
