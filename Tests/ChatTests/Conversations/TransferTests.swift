import Foundation
import LanguageModel
import Storage
import TestSupport
import Testing

@testable import Chat

@Suite struct TransferTests {
    /// A ChatGPT export of one conversation: a question, two answers, and what ChatGPT puts between.
    private let chatGPT = """
        {"title":"Rain","create_time":1700000000.5,"update_time":1700000100,"current_node":"a2","mapping":{
        "root":{"id":"root","message":null,"parent":null,"children":["sys"]},
        "sys":{"message":{"author":{"role":"system"},"content":{"content_type":"text","parts":[""]}},"parent":"root","children":["q"]},
        "q":{"message":{"author":{"role":"user"},"create_time":1700000001,"content":{"content_type":"multimodal_text",
            "parts":[{"content_type":"image_asset_pointer"},"What is rain?"]}},"parent":"sys","children":["t","a2"]},
        "t":{"message":{"author":{"role":"tool"},"content":{"content_type":"code","text":"search()"}},"parent":"q","children":["a1"]},
        "a1":{"message":{"author":{"role":"assistant"},"content":{"content_type":"text","parts":["Water."]},
            "metadata":{"model_slug":"gpt-4o"}},"parent":"t","children":[]},
        "a2":{"message":{"author":{"role":"assistant"},"content":{"content_type":"text","parts":["Wet."]}},"parent":"q","children":[]}}}
        """

    @Test func whatWasExportedComesBackWithNewIdentifiers() async throws {
        let fixture = try await DeskFixture()
        let id = try await fixture.open()
        let answer = try await fixture.ask("one", in: id)
        await fixture.finish(try await fixture.desk.retry(id, owner: "ann", requestID: "r"))
        try await fixture.desk.change(
            id, owner: "ann",
            ConversationChange(title: "Kept", isPinned: true, defaultModel: DeskFixture.secondID, activeMessage: answer))
        let exported = try JSONEncoder().encode(["conversations": [try await fixture.desk.export(id, owner: "ann")]])
        fixture.clock.advance(by: .seconds(100))
        let report = try await fixture.desk.importConversations(Array(exported), owner: "bob", strict: true)
        #expect(report.problems.isEmpty)
        let copy = try #require(report.imported.first)
        let before = try #require(try await fixture.repository.conversation(id, owner: "ann"))
        let after = try #require(try await fixture.repository.conversation(copy, owner: "bob"))
        #expect(
            after.title == "Kept" && after.isPinned && after.titleOrigin == .user && after.defaultModel == DeskFixture.secondID)
        #expect(after.assistant == before.assistant && after.updatedAt == before.updatedAt && after.createdAt == before.createdAt)
        let old = try await fixture.repository.tree(of: id, owner: "ann")
        let new = try await fixture.repository.tree(of: copy, owner: "bob")
        #expect(Set(old.messages.map(\.id)).isDisjoint(with: new.messages.map(\.id)))
        #expect(new.messages.map(\.content) == old.messages.map(\.content))
        #expect(new.messages.map(\.models) == old.messages.map(\.models))
        #expect(new.messages.map(\.createdAt) == old.messages.map(\.createdAt))
        #expect(new.activePath.map(\.content) == old.activePath.map(\.content))
    }

    @Test func aConversationOfChatGPTIsTakenInWithItsBranches() async throws {
        let fixture = try await DeskFixture()
        let report = try await fixture.desk.importConversations(Array("[\(chatGPT)]".utf8), owner: "ann", strict: true)
        let id = try #require(report.imported.first)
        let tree = try await fixture.repository.tree(of: id, owner: "ann")
        #expect(tree.messages.map(\.content) == ["What is rain?", "Water.", "Wet."])
        #expect(tree.activePath.map(\.content) == ["What is rain?", "Wet."])
        #expect(tree.messages[1].model?.description == "openai:gpt-4o")
        #expect(tree.messages[1].parent == tree.messages[0].id)
        let conversation = try #require(try await fixture.repository.conversation(id, owner: "ann"))
        #expect(
            conversation.title == "Rain" && conversation.createdAt == 1_700_000_000.5 && conversation.updatedAt == 1_700_000_100)
        #expect(conversation.assistant == "helper")
    }

    private static let good = #"{"title":"G","messages":[{"id":"a","role":"user","content":"hi"}]}"#

    @Test(arguments: [
        (#"{"title":"B","messages":[{"id":"a","role":"wizard","content":"hi"}]}"#, "messages[0].role has the wrong form"),
        (#"{"title":"B","messages":[{"id":"a","content":"hi"}]}"#, "messages[0].role is missing"),
        (
            #"{"title":"B","messages":[{"id":"a","parent_id":"z","role":"user","content":"hi"}]}"#,
            "message a follows none that stands before it"
        ),
        (
            #"{"title":"B","messages":[{"id":"a","role":"user","content":"1"},{"id":"a","role":"user","content":"2"}]}"#,
            "two messages are called a"
        ),
        (#"{"title":"B","mapping":{"a":{"parent":"b"},"b":{"parent":"a"}}}"#, "its messages follow one another in a circle"),
        (#"{"title":"B"}"#, "it has no messages"), ("17", "it is no conversation"),
        (#"{"title" "B"}"#, "it is not whole or not JSON"),
    ])
    func aBrokenConversationIsReportedAndTheRestTakenIn(broken: String, reason: String) async throws {
        let fixture = try await DeskFixture()
        let file = Array("[\(Self.good), \(broken),\(Self.good)]".utf8)
        let strict = try await fixture.desk.importConversations(file, owner: "ann", strict: true)
        #expect(strict.imported.isEmpty)
        #expect(try await fixture.repository.list(owner: "ann").isEmpty)
        let report = try await fixture.desk.importConversations(file, owner: "ann", strict: false)
        #expect(report.imported.count == 2)
        #expect(report.problems.map(\.reason) == [reason] && report.problems.map(\.number) == [2])
        #expect(report.problems == strict.problems)
    }

    @Test func aFileThatWasCutAnywhereSpoilsOnlyWhatWasCut() async throws {
        let fixture = try await DeskFixture()
        let file = Array("{\"format\":\"x\",\"conversations\":[\(Self.good),\(Self.good),\(chatGPT)]}".utf8)
        let whole = ConversationImport(file, owner: "ann", now: 0) { "x" }
        #expect(whole.conversations.count == 3 && whole.problems.isEmpty)
        for length in 0..<file.count - 2 {
            let read = ConversationImport(Array(file[..<length]), owner: "ann", now: 0) { "x" }
            #expect(!read.problems.isEmpty, "\(length)")
            #expect(read.conversations.count + read.problems.count <= 4)
        }
        let cut = ConversationImport(Array(file[..<(file.count - 100)]), owner: "ann", now: 0) { "x" }
        #expect(cut.conversations.count == 2)
        #expect(cut.problems.map(\.number) == [3])
        _ = fixture
    }

    @Test(arguments: [
        "", "   ", "hello", "[]", "{}", "null", "[[[[", "{\"conversations\":[]}", "{\"conversations\":{}}", "\u{FEFF}[]",
    ])
    func aFileWithoutConversationsSaysSo(text: String) {
        let read = ConversationImport(Array(text.utf8), owner: "ann", now: 0) { "x" }
        #expect(read.conversations.isEmpty && !read.problems.isEmpty)
    }

    @Test func deepNestingIsDeclined() {
        let deep = String(repeating: "[", count: 100_000)
        let read = ConversationImport(Array("[{\"title\":\"B\",\"messages\":\(deep)".utf8), owner: "ann", now: 0) { "x" }
        #expect(read.conversations.isEmpty && read.problems.count == 1)
    }

    @Test func markdownIsForReading() {
        let conversation = Conversation(id: "c", owner: "ann", title: "Rain *and* <b>", createdAt: 0, updatedAt: 0)
        let messages = [
            ChatMessage(id: "q", role: .user, content: "What?"),
            ChatMessage(id: "a", role: .assistant, content: "**Water**", models: [DeskFixture.leadID], status: .stopped),
        ]
        let text = MarkdownTranscript.write(conversation, messages, assistant: "Helper") { $0.models.map(\.model) }
        #expect(text == "# Rain \\*and\\* \\<b\\>\n\n## You\n\nWhat?\n\n## Helper (lead)\n\n**Water**\n\n*stopped*\n")
    }
}
