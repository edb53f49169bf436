/// The list of conversations: a column beside the conversation, a drawer over it on narrow screens.
struct ConversationListView {
    let page: ChatPage

    var html: HTML {
        let words = page.language.words
        return """
            <nav id="drawer" class="drawer" aria-label="\(words.conversations)">
            <div class="drawer-head"><a class="button new-chat" href="/">\(Icon.plus.html)\(words.newChat)</a>\
            <button type="button" class="icon drawer-close" aria-label="\(words.close)">\(Icon.close.html)</button></div>
            <ul class="chats" id="chats" role="list">\(page.conversations.map(row))</ul>
            <p class="quiet-text no-chats"\(flag: "hidden", if: !page.conversations.isEmpty)>\(words.noConversations)</p>
            \(page.offersConnecting ? connect : .empty)
            <a class="quiet" href="/settings">\(Icon.sliders.html)\(words.models.settings)</a>
            </nav>
            <template id="chat-template">\(row(ChatPage.Conversation(id: "", title: "")))</template>
            """
    }

    private var connect: HTML {
        """
        <button type="button" class="quiet open-connect">\(Icon.plug.html)\(page.language.words.connect)</button>
        """
    }

    private func row(_ conversation: ChatPage.Conversation) -> HTML {
        let words = page.language.words
        let title = conversation.title.isEmpty ? words.untitled : conversation.title
        let isCurrent = conversation.id == page.conversation?.id
        return """
            <li data-id="\(conversation.id)"><a href="/c/\(conversation.id)"\(isCurrent ? " aria-current=\"page\"" : HTML.empty)>\
            <bdi>\(title)</bdi></a><button type="button" class="icon delete" \
            aria-label="\(Words.fill(words.delete, ["title": title]))">\(Icon.delete.html)</button></li>
            """
    }
}

extension ChatPage {
    /// The panel is there for whoever may connect a model, and for everyone while there is none, to say how it is done.
    var offersConnecting: Bool { canConnect || builtinOnly }
}
