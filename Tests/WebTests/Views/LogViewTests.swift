import Foundation
import LanguageModel
import Testing

@testable import Web

@Suite struct LogViewTests {
    private func messages(_ count: Int) -> [ChatPage.Message] {
        (0..<count).map { ChatPage.Message(id: "m\($0)", role: $0 % 2 == 0 ? .user : .assistant, content: "Number \($0)") }
    }

    private func log(_ count: Int, firstMessage: String? = "m0") -> String {
        let page = ChatPage(
            language: .english, assistantName: "Nexus Core", greeting: "", suggestions: [],
            conversation: .init(id: "c", title: ""), messages: messages(count), firstMessage: firstMessage)
        return LogView(
            message: MessageView(words: PageLanguage.english.words, assistantName: "Nexus Core", sourceWords: .english)
        ).html(page).markup
    }

    @Test func onlyTheFirstStretchOfAllIsShort() {
        let stretches = LogView.stretches(Array(0..<10)[...])
        #expect(stretches == [Array(6..<10), Array(2..<6), Array(0..<2)])
        #expect(LogView.stretches([Int]()[...]).isEmpty)
    }

    @Test func theNewestStandByThemselvesAndWhatIsBeforeThemInStretchesInOrder() throws {
        let html = log(LogView.newest + 10)
        #expect(html.components(separatedBy: "class=\"stretch\"").count == 4)
        let numbers = html.matches(of: /data-id="m(\d+)"/).compactMap { Int($0.1) }
        #expect(numbers == Array(0..<LogView.newest + 10))
        let end = try #require(html.range(of: "</ol></li>", options: .backwards))
        let newest = try #require(html.range(of: "data-id=\"m10\""))
        #expect(end.upperBound < newest.lowerBound)
        #expect(!log(LogView.newest).contains("stretch"))
    }

    @Test func linksToTheWholeWhereThePageHasOnlyItsEnd() {
        #expect(log(2, firstMessage: "x").contains("href=\"/c/c?message=x#m-m0\">Show earlier messages</a>"))
        #expect(!log(2).contains("id=\"earlier\""))
        #expect(!log(0, firstMessage: nil).contains("id=\"earlier\""))
    }
}
