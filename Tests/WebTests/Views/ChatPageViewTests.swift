import Foundation
import LanguageModel
import Testing

@testable import Web

@Suite struct ChatPageViewTests {
    private func page(_ messages: [ChatPage.Message] = [], change: (inout ChatPage) -> Void = { _ in }) -> String {
        var page = ChatPage(
            language: .english, assistantName: "Nexus Core", greeting: "What can I do for you?",
            suggestions: ["Why is the sky blue?"],
            messages: messages)
        change(&page)
        return ChatPageView(page: page).render()
    }

    private func answer(_ change: (inout ChatPage.Message) -> Void) -> ChatPage.Message {
        var message = ChatPage.Message(id: "m1", role: .assistant, content: "x", html: ["<p>x</p>"])
        change(&message)
        return message
    }

    @Test func greetsAndSuggestsOnAnEmptyPage() {
        let html = page()
        #expect(html.contains("What can I do for you?") && html.contains(">Why is the sky blue?</button>"))
        #expect(!html.contains("id=\"welcome\" hidden"))
        #expect(page([ChatPage.Message(id: "u", role: .user, content: "hi")]).contains("id=\"welcome\" hidden"))
    }

    @Test func namesTheModelInTheTooltipAndNowhereElse() throws {
        let html = page([answer { $0.modelName = "Gemini Experimental" }])
        #expect(html.contains("role=\"tooltip\" id=\"tip-m1\" dir=\"auto\">Answered by Gemini Experimental</span>"))
        let header = try #require(html.firstRange(of: "</header>"))
        #expect(!html[..<header.lowerBound].contains("Gemini"))
    }

    @Test func saysWhichModelsTookPartInARescue() {
        let html = page([
            answer {
                $0.modelName = "B"
                $0.modelPath = ["A", "B"]
            }
        ])
        #expect(html.contains("Begun by A, finished by B"))
    }

    @Test(arguments: [
        (ChatPage.Message.Status.stopped, nil, "You stopped this answer."),
        (.interrupted, "answer_interrupted", "This answer broke off."), (.failed, "content_policy", "declined"),
        (.failed, "context_length_exceeded", "too long"), (.failed, "all_models_unavailable", "No model could answer this."),
        (.failed, nil, "No answer came this time."),
    ])
    func saysHowAnAnswerEnded(status: ChatPage.Message.Status, code: String?, said: String) throws {
        let html = page([
            answer {
                $0.status = status
                $0.errorCode = code
            }
        ])
        let outcome = try #require(html.firstRange(of: "<p class=\"outcome\">"))
        #expect(html[outcome.upperBound...].prefix(80).contains(said))
    }

    @Test func escapesWhatPeopleWrote() {
        let nasty = "</script><script>alert(1)</script>"
        let html = page([ChatPage.Message(id: "\"><b>", role: .user, content: nasty)]) {
            $0.conversation = ChatPage.Conversation(id: "c", title: nasty)
            $0.conversations = [ChatPage.Conversation(id: "c", title: nasty)]
            $0.assistantName = nasty
        }
        #expect(!html.contains("<script>alert") && !html.contains("\"><b>"))
        #expect(html.contains("\\u003c/script>"))
    }

    @Test func disablesTheComposerWhileEveryModelIsOut() {
        let html = page { $0.availability = ChatPage.Availability(available: false, message: "out", retryAfterSeconds: 65) }
        #expect(html.contains("id=\"outage\"><p>No model can answer right now."))
        #expect(html.contains("Trying again in 1:05"))
        #expect(html.contains("aria-describedby=\"composer-keys\" disabled></textarea>"))
        #expect(page().contains("id=\"outage\" hidden"))
    }

    @Test func saysThatNoModelIsConnected() {
        let banner = "<div class=\"banner\""
        #expect(page { $0.builtinOnly = true }.contains(banner))
        #expect(!page().contains(banner))
        #expect(!page().contains("id=\"connect\""))
        #expect(page { $0.canConnect = true }.contains("id=\"connect\""))
    }

    @Test(arguments: PageLanguage.allCases) func tellsWhoMayOnlyReadSo(language: PageLanguage) {
        let told = "id=\"read-only\">\(language.words.readOnly)</p>"
        let html = page {
            $0.language = language
            $0.mayWrite = false
        }
        #expect(html.contains(told))
        #expect(!page().contains("read-only"))
    }

    @Test func marksTheConversationThatIsOpen() {
        let html = page {
            $0.conversation = ChatPage.Conversation(id: "b", title: "Bees")
            $0.conversations = [ChatPage.Conversation(id: "a", title: ""), ChatPage.Conversation(id: "b", title: "Bees")]
        }
        #expect(html.contains("<a href=\"/c/b\" aria-current=\"page\">"))
        #expect(html.contains("<a href=\"/c/a\">") && html.contains("<bdi>New chat</bdi></a>"))
        #expect(html.contains("<title>Bees · Nexus Core</title>"))
    }

    @Test func leadsToWhatStandsBesideAMessage() {
        let html = page([
            answer { $0.siblings = ["m0", "m1", "m2"] }, ChatPage.Message(id: "u", role: .user, content: "hi", siblings: ["u"]),
        ])
        #expect(html.contains("aria-label=\"Version 2 of 3\""))
        #expect(html.contains("data-to=\"m0\"") && html.contains("data-to=\"m2\""))
        #expect(html.components(separatedBy: "class=\"siblings\"").count == 2)
    }

    @Test func marksWhatIsPinnedAndOffersMoreWhenThereIsMore() {
        let html = page {
            $0.conversations = [ChatPage.Conversation(id: "b", title: "Bees", isPinned: true)]
            $0.nextConversations = "abc"
        }
        #expect(html.contains("<li data-id=\"b\" data-pinned>"))
        #expect(html.contains("data-cursor=\"abc\">Show more</button>"))
        #expect(page().contains("data-cursor=\"\" hidden>Show more</button>"))
    }

    @Test(arguments: PageLanguage.allCases)
    func keepsToTheContentSecurityPolicy(language: PageLanguage) {
        let pages = [
            page([answer { _ in }]) {
                $0.language = language
                $0.builtinOnly = true
            }, MissingConversationView(language: language, assistantName: "Nexus Core").render(),
        ]
        for html in pages {
            #expect(html.contains("<html lang=\"\(language.rawValue)\" dir=\"\(language == .arabic ? "rtl" : "ltr")\">"))
            #expect(!html.contains(/\sstyle=|\son[a-z]+=|<style|https?:\/\//))
            #expect(!html.contains(/<script(?![^>]*(src=|application\/json))/))
        }
    }
}
