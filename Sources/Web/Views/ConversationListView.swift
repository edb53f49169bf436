/// The list of conversations: a column beside the conversation, a drawer over it on narrow screens.
struct ConversationListView {
    let page: ChatPage

    private var words: Words { page.language.words }

    var html: HTML {
        """
        <nav id="drawer" class="drawer" aria-label="\(words.conversations)">
        <div class="drawer-head"><a class="button new-chat" href="/">\(Icon.plus.html)\(words.newChat)</a>\
        <button type="button" class="icon drawer-close" aria-label="\(words.close)">\(Icon.close.html)</button></div>
        <form class="search" id="search" role="search">\(Icon.search.html)\
        <input type="search" id="search-text" aria-label="\(words.search)" placeholder="\(words.search)" dir="auto" \
        autocomplete="off" maxlength="200"></form>
        \(TemporaryView(page: page).warning)
        <ul class="chats" id="chats" role="list">\(page.conversations.map(row))</ul>
        <p class="quiet-text no-chats"\(flag: "hidden", if: !page.conversations.isEmpty)>\(words.noConversations)</p>
        <button type="button" class="quiet more-chats" data-cursor="\(page.nextConversations ?? "")"\
        \(flag: "hidden", if: page.nextConversations == nil)>\(words.more)</button>
        <ul class="chats hits" id="hits" role="list" hidden></ul>
        <div class="drawer-foot">
        \(TemporaryView(page: page).offer)
        <button type="button" class="quiet show-archived" aria-pressed="false">\(Icon.archive.html)\(words.archived)</button>
        <button type="button" class="quiet import">\(Icon.upload.html)\(words.importFile)</button>
        <a class="quiet" href="/api/v1/conversations/export" download>\(Icon.download.html)\(words.exportAll)</a>
        <a class="quiet" href="/documents">\(Icon.document.html)\(page.language.documentWords.title)</a>
        <a class="quiet" href="/usage">\(Icon.chart.html)\(page.language.usageWords.title)</a>
        <input type="file" id="import-file" accept=".json,application/json" hidden>
        <a class="quiet" href="/assistants/tasks">\(Icon.spark.html)\(page.language.suggestionWords.assistants)</a>
        \(page.offersConnecting ? connect : .empty)\
        <a class="quiet" href="/settings">\(Icon.sliders.html)\(words.models.settings)</a>
        \(AccountCornerView(account: page.account, language: page.language).html)</div>
        </nav>
        <template id="chat-template">\(row(ChatPage.Conversation(id: "", title: "")))</template>
        """
    }

    /// What can be done with one conversation, and what became of an imported file.
    var dialogs: HTML {
        """
        <dialog id="actions" class="panel menu" aria-labelledby="actions-title"><h2 id="actions-title"></h2>
        <form id="rename" hidden><label for="rename-title">\(words.title)</label>\
        <input id="rename-title" maxlength="200" dir="auto" autocomplete="off" required>\
        <button type="submit" class="button primary">\(words.save)</button></form>
        <button type="button" class="quiet pin">\(Icon.pin.html)<span></span></button>
        <button type="button" class="quiet rename">\(Icon.edit.html)\(words.rename)</button>
        <button type="button" class="quiet archive">\(Icon.archive.html)<span></span></button>
        <a class="quiet export-json" download>\(Icon.download.html)\(words.exportJSON)</a>
        <a class="quiet export-markdown" download>\(Icon.download.html)\(words.exportMarkdown)</a>
        <button type="button" class="quiet delete">\(Icon.delete.html)\(words.deleteConfirm)</button>
        <button type="button" class="quiet close">\(Icon.close.html)\(words.cancel)</button></dialog>
        <dialog id="report" class="panel" aria-labelledby="report-title"><h2 id="report-title">\(words.importFile)</h2>
        <p class="result" role="status"></p><ul class="facts" role="list"></ul>
        <div class="choices"><button type="button" class="button close">\(words.close)</button></div></dialog>
        """
    }

    private var connect: HTML {
        """
        <button type="button" class="quiet open-connect">\(Icon.plug.html)\(words.connect)</button>
        """
    }

    private func whose(_ conversation: ChatPage.Conversation) -> HTML {
        guard page.faces.count > 1 else { return .empty }
        return "<bdi class=\"whose\">\(conversation.assistantName ?? "")</bdi>"
    }

    private func row(_ conversation: ChatPage.Conversation) -> HTML {
        let title = conversation.title.isEmpty ? words.untitled : conversation.title
        let isCurrent = conversation.id == page.conversation?.id
        return """
            <li data-id="\(conversation.id)"\(flag: "data-pinned", if: conversation.isPinned)\
            \(flag: "data-archived", if: conversation.isArchived)>\
            <a href="/c/\(conversation.id)"\(isCurrent ? " aria-current=\"page\"" : HTML.empty)>\
            <span class="pinned">\(Icon.pin.html)<span class="sr-only">\(words.pinned) </span></span>\
            <bdi>\(title)</bdi>\(whose(conversation))</a><button type="button" class="icon more" aria-haspopup="dialog" \
            aria-label="\(Words.fill(words.actions, ["title": title]))">\(Icon.more.html)</button></li>
            """
    }
}

extension ChatPage {
    /// The panel is there for whoever may connect a model, and for everyone while there is none, to say how it is done.
    var offersConnecting: Bool { canConnect || builtinOnly }
}
