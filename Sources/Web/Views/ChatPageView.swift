import Foundation
import LanguageModel

/// The whole conversation page.
package struct ChatPageView {
    private let page: ChatPage
    private let assets: AssetCatalogue
    private var words: Words { page.language.words }

    package init(page: ChatPage, assets: AssetCatalogue = .shared) {
        self.page = page
        self.assets = assets
    }

    /// The document, to be sent as `text/html; charset=utf-8`.
    package func render() -> String {
        let body: HTML = """
            <a class="skip" href="#composer-text">\(words.skipToMessage)</a>
            <div class="shell">
            \(ConversationListView(page: page).html)
            <div class="scrim" hidden></div>
            <div class="stage" id="stage">
            \(header)
            <main>
            \(page.builtinOnly ? banner : .empty)
            <p class="limit-notice" id="limit-notice" hidden></p>
            \(welcome)
            \(LogView(message: message).html(page))
            </main>
            \(ComposerView(page: page).html)
            </div>
            </div>
            \(QuoteView.button(page.language.sourceWords))
            <p class="sr-only" id="announcer" role="status"></p>
            \(dialogs)
            <template id="user-template">\(message.html(ChatPage.Message(id: "", role: .user, content: "")))</template>
            \(editor)
            <template id="answer-template">\(message.html(emptyAnswer))</template>
            <script type="application/json" id="page-data">\(HTML(trusted: data))</script>
            """
        let title = page.conversation.map(\.title).flatMap { $0.isEmpty ? nil : "\($0) · " } ?? ""
        return Document(
            language: page.language, title: title + page.assistantName, assets: assets, scripts: assets.modules(of: "app.js"),
            accent: page.face?.accent, body: body
        ).render()
    }

    /// Initials tell one from another; who is alone needs none.
    private var portrait: HTML {
        guard let face = page.face, face.hasPicture || page.faces.count > 1 else { return .empty }
        return face.portrait
    }

    private var mustAgree: Bool { page.consent?.isRequired ?? false }
    private var selector: ModelSelectorView? {
        page.selector.flatMap { $0.options.isEmpty ? nil : ModelSelectorView(selector: $0, words: words) }
    }
    private var message: MessageView {
        MessageView(
            words: words, assistantName: page.assistantName, sourceWords: page.language.sourceWords,
            showsModels: page.selector != nil)
    }
    private var emptyAnswer: ChatPage.Message { ChatPage.Message(id: "", role: .assistant, content: "", status: .running) }

    /// Where a message that was sent is given another wording.
    private var editor: HTML {
        """
        <template id="edit-template"><form class="editor"><textarea aria-label="\(words.edit)" dir="auto" rows="2" required></textarea>\
        <div class="choices"><button type="button" class="button cancel">\(words.cancel)</button>\
        <button type="submit" class="button primary">\(words.send)</button></div></form></template>
        """
    }

    private var header: HTML {
        """
        <header class="top"><button type="button" class="icon drawer-open" aria-label="\(words.showConversations)" \
        aria-expanded="false" aria-controls="drawer">\(Icon.menu.html)</button>
        <div class="title">\(portrait)<h1>\(page.assistantName)</h1>\(selector?.button ?? .empty)</div>
        <a class="icon" href="/" aria-label="\(words.newChat)">\(Icon.plus.html)</a></header>
        """
    }

    private var banner: HTML {
        """
        <div class="banner" id="banner"><p>\(words.builtinOnly) <span class="found"></span></p>\
        <button type="button" class="button open-connect">\(words.connect)</button></div>
        """
    }

    private var welcome: HTML {
        let questions = page.suggestions.map { question -> HTML in
            """
            <li><button type="button" class="suggestion" dir="auto">\(question)</button></li>
            """
        }
        let offers: HTML =
            questions.isEmpty
            ? .empty
            : """
            <p class="quiet-text">\(words.greetingHint)</p>
            <ul class="suggestions" role="list" aria-label="\(words.suggestions)">\(questions)</ul>
            """
        return """
            <section class="welcome" id="welcome"\(flag: "hidden", if: !page.messages.isEmpty)>
            \(portrait)\(greeting)
            \(page.mayWrite && !mustAgree ? offers : .empty)\(page.mayWrite ? choice : .empty)
            </section>
            """
    }

    private var choice: HTML {
        AssistantChoiceView(faces: page.faces, current: page.face?.id, words: page.language.assistantWords).html
    }

    private var greeting: HTML {
        if !page.mayWrite { return page.messages.isEmpty ? ComposerView(page: page).readOnly : .empty }
        return """
            <p class="greeting" dir="auto">\(page.greeting.isEmpty ? words.greeting : page.greeting)</p>
            """
    }

    private var dialogs: HTML {
        """
        <dialog id="confirm" class="panel" aria-labelledby="confirm-text"><p id="confirm-text"></p>
        <div class="choices"><button type="button" class="button no">\(words.cancel)</button>\
        <button type="button" class="button danger yes">\(words.deleteConfirm)</button></div></dialog>
        \(ConversationListView(page: page).dialogs)
        \(selector?.dialog ?? .empty)
        \(page.offersConnecting ? ConnectPanelView(words: words).html : .empty)
        """
    }

    /// Of all whose conversations may be listed.
    private var assistantNames: [String: String] {
        guard page.faces.count > 1 else { return [:] }
        let listed = page.conversations.compactMap { row in row.assistant.flatMap { id in row.assistantName.map { (id, $0) } } }
        return Dictionary(page.faces.map { ($0.id, $0.name) } + listed) { first, _ in first }
    }

    /// What the script needs to know, as JSON that no text in it can break out of its element from.
    private var data: String {
        struct PageData: Encodable {
            var words: Words
            var assistantName: String
            var assistant: String?
            /// Names by identifier, where there are several.
            var assistants: [String: String]
            var conversation: String?
            var running: Bool
            var availability: ChatPage.Availability?
            var builtinOnly: Bool
            var temporary: Bool
        }
        let data = PageData(
            words: words, assistantName: page.assistantName, assistant: page.face?.id, assistants: assistantNames,
            conversation: page.conversation?.id, running: page.running,
            availability: page.availability, builtinOnly: page.builtinOnly, temporary: page.isTemporary)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let json = try? encoder.encode(data) else { return "{}" }
        return String(decoding: json, as: UTF8.self).replacingOccurrences(of: "<", with: "\\u003c")
    }
}
