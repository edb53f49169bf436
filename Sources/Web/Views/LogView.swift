/// The messages of a conversation that its page shows at once, and those before them, which follow by themselves.
///
/// A browser's work for each frame grows with the parts that it may leave out while they are off the screen. So all but the
/// newest messages stand in stretches, which are left out as a whole.
struct LogView {
    /// How many of the newest messages the page has when it arrives.
    static let newest = 40
    /// How many messages make a stretch. They are laid out at once when they come near: more would be felt on a slow phone.
    static let stretch = 4

    /// How each message is shown.
    let message: MessageView

    private var words: Words { message.words }

    /// The list, under a link to what comes before it.
    func html(_ page: ChatPage) -> HTML {
        let messages = page.messages
        let newest = messages.suffix(Self.newest)
        // As in `stretches(before:)`, the one next to the newest first.
        let stretches = Self.stretches(messages.dropLast(newest.count)).reversed().map(html)
        return """
            \(earlier(page))<ol class="log" id="log" role="list">\(Array(stretches))\(newest.map(message.html))</ol>
            """
    }

    /// Messages in stretches, the last one first, which alone may be shorter than the others when it is the first of all.
    static func stretches<Message>(_ messages: ArraySlice<Message>) -> [[Message]] {
        var found: [[Message]] = []
        var rest = messages
        while !rest.isEmpty {
            found.append(Array(rest.suffix(stretch)))
            rest = rest.dropLast(stretch)
        }
        return found
    }

    /// One item of the list that has no meaning of its own: those in it count as the list's.
    func html(_ stretch: [ChatPage.Message]) -> HTML {
        """
        <li class="stretch" role="none"><ol role="none">\(stretch.map(message.html))</ol></li>
        """
    }

    /// The page with all messages for whoever runs no script; the script brings them without being asked.
    private func earlier(_ page: ChatPage) -> HTML {
        guard let conversation = page.conversation, let first = page.firstMessage, let shown = page.messages.first?.id,
            first != shown
        else { return .empty }
        return """
            <a class="quiet earlier" id="earlier" href="/c/\(conversation.id)?message=\(first)#m-\(shown)">\(words.earlier)</a>
            """
    }
}
