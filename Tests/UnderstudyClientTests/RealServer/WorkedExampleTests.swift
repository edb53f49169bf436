import Foundation
import Synchronization
import Testing

@testable import UnderstudyClient

/// What `docs/client.md` shows is what runs here.
struct WorkedExampleTests {
    @Test(.timeLimit(.minutes(20))) func theExampleInTheDocsWorks() async throws {
        try await RunningServer.serving { server in
            try await server.addUser("ada")
            let lines = try await talk(to: server.url, as: "ada", password: RunningServer.password)
            #expect(lines == ["m begins", "m has answered", "model_not_found"])
        }
    }

    @Test func theExampleInTheDocsIsThisOne() throws {
        let file = URL(fileURLWithPath: #filePath)
        let root = (1...4).reduce(file) { path, _ in path.deletingLastPathComponent() }
        let page = try String(contentsOf: root.appendingPathComponent("docs/client.md"), encoding: .utf8)
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.contains(/^ *\/\/ The example begins\.$/) })
        let end = try #require(lines.firstIndex { $0.contains(/^ *\/\/ The example ends\.$/) })
        let example = lines[(start + 1)..<end].map { $0.dropFirst(8) }.joined(separator: "\n")
        #expect(
            page.contains("```swift\n\(example)\n```"), "docs/client.md shows another example than WorkedExampleTests.swift runs")
    }

    private func talk(to url: URL, as name: String, password: String) async throws -> [String] {
        let lines = Mutex<[String]>([])
        let print = { @Sendable (line: String) in lines.withLock { $0.append(line) } }
        let save = { @Sendable (_: AccountTokens) in }
        // The example begins.
        let tokens = try await UnderstudyAPI(url: url).login(username: name, password: password)
        let understudy = UnderstudyAPI(url: url, tokens: tokens, onRefresh: { save($0) })  // into a keychain

        let choice = try await understudy.selectableModels()  // names, who can answer now, and the default
        let model = choice.models.first { $0.name == "m" }?.id
        _ = try await understudy.setDefaultModel(model)  // for all conversations without a model of their own
        let conversation = try await understudy.createConversation()
        for try await event in try await understudy.post("Will it rain in April?", to: conversation.id) {
            switch event {
            case .started(let model): print("\(model.name) begins")
            case .modelSwitched(let from, let to, _): print("\(from.name) broke off, \(to.name) goes on")
            case .finished(let answer): print("\(answer.model.name) has answered")
            case .accepted, .rendered, .restarted: break  // for a page that shows the answer as it grows
            }
        }
        _ = try await understudy.choose(model, for: conversation.id)  // from the next message on
        let transcript = try await understudy.conversation(conversation.id)  // messages with text, HTML, model and status

        _ = try await understudy.rename(conversation.id, to: "Rain in April")
        let hits = try await understudy.search("april")
        let file = try await understudy.export(conversation.id, as: .markdown)
        do {
            _ = try await understudy.complete(CompletionRequest("Hello", model: "nobody"))
        } catch UnderstudyError.refused(let refusal) {
            print(refusal.code)
        }
        try await understudy.delete(conversation.id)
        // The example ends.
        #expect(transcript.messages.count == 2 && hits.count == 1 && file.starts(with: Data("# Rain in April".utf8)))
        return lines.withLock { $0 }
    }
}
