import Foundation
import Synchronization
import Testing

@testable import UnderstudyClient

/// The client and the server as they are, with nothing between them that a test made up.
@Suite(.serialized, .timeLimit(.minutes(20)))
struct RealServerTests {
    @Test func aLapsedLoginIsRefreshedAndItsTokensRotate() async throws {
        try await RunningServer.serving { server in
            try await server.addUser("ada")
            let first = try await server.stranger.login(username: "ada", password: RunningServer.password)
            let lapsed = AccountTokens(accessToken: first.accessToken.dropLast(4) + "lost", refreshToken: first.refreshToken)
            let kept = Mutex<[AccountTokens]>([])
            let understudy = UnderstudyAPI(url: server.url, tokens: lapsed) { new in kept.withLock { $0.append(new) } }
            // However many calls find out at once.
            try await withThrowingTaskGroup { group in
                for _ in 1...8 { group.addTask { _ = try await understudy.conversations() } }
                try await group.waitForAll()
            }
            let second = try #require(kept.withLock { $0 }.first)
            #expect(kept.withLock { $0.count } == 1)
            #expect(second.refreshToken != first.refreshToken)

            // A refresh token that is shown twice was copied: the whole login is over.
            let copy = UnderstudyAPI(url: server.url, tokens: lapsed)
            #expect(try await refusal { _ = try await copy.conversations() }.code == "refresh_token_reused")
            let owner = UnderstudyAPI(url: server.url, tokens: second)
            #expect(try await refusal { _ = try await owner.conversations() }.code == "invalid_refresh_token")
        }
    }

    @Test func aPersonsConversationsAreKeptFoundAndTakenAlong() async throws {
        try await RunningServer.serving { server in
            try await server.addUser("ada")
            try await server.addUser("eve")
            let ada = try await server.logIn("ada")
            #expect(try await ada.conversations() == [])
            let rain = try await ada.createConversation()
            var end: ConversationAnswer?
            var blocks: [String] = []
            for try await event in try await ada.post("Will it rain & pour?", to: rain.id) {
                if case .rendered(let index, let new) = event { blocks.replaceSubrange(index..., with: new) }
                if case .finished(let answer) = event { end = answer }
            }
            #expect(end?.model.id == "sim:m" && end?.title == "Will it rain & pour?")
            let transcript = try await ada.conversation(rain.id)
            #expect(transcript.messages.map(\.role) == [.user, .assistant] && !transcript.isRunning)
            #expect(transcript.messages.last?.id == end?.messageID && transcript.messages.last?.html == blocks)
            #expect(try await ada.resume(rain.id) == nil)

            var again = 0
            for try await event in try await ada.retry(rain.id) {
                if case .finished = event { again += 1 }
            }
            #expect(again == 1)
            try await ada.stop(rain.id)

            #expect(try await ada.rename(rain.id, to: "Weather / 天气").title == "Weather / 天气")
            let other = try await ada.createConversation()
            #expect(Set(try await ada.conversations().map(\.id)) == [rain.id, other.id])
            let hits = try await ada.search("rain & pour")
            #expect(hits.map(\.conversation.id) == [rain.id] && hits.first?.snippet.contains { $0.match } == true)
            #expect(try await ada.search("天气").map(\.messageID) == [nil])

            let file = try JSONDecoder().decode(JSONValue.self, from: try await ada.export(rain.id))
            guard case .object(let members) = file else { throw UnderstudyError.unreadable("the export is no object") }
            #expect(members["format"] == "understudy.conversations")
            let text = String(decoding: try await ada.export(rain.id, as: .markdown), as: UTF8.self)
            #expect(text.contains("# Weather / 天气") && text.contains("Will it rain & pour?"))
            #expect(String(decoding: try await ada.exportConversations(), as: UTF8.self).contains(other.id))

            let eve = try await server.logIn("eve")
            #expect(try await refusal { _ = try await eve.conversation(rain.id) }.code == "conversation_not_found")
            try await ada.delete(rain.id)
            #expect(try await ada.conversations().map(\.id) == [other.id])
        }
    }

    @Test func modelsAreChosenForOneMessageAConversationAndAll() async throws {
        try await RunningServer.serving { server in
            let understudy = UnderstudyAPI(url: server.url, key: try await server.makeKey())
            let choice = try await understudy.selectableModels()
            #expect(choice.defaultID == "sim:m" && choice.models.map(\.id).contains("sim:n"))
            #expect(try await understudy.setDefaultModel("sim:n").defaultModelID == "sim:n")
            #expect(try await understudy.settings().defaultModelID == "sim:n")
            let plain = try await understudy.createConversation()
            #expect(try await speaker(plain.id, understudy) == "sim:n")
            #expect(try await speaker(plain.id, understudy, model: "sim:m") == "sim:m")
            #expect(try await understudy.choose("sim:m", for: plain.id).defaultModelID == "sim:m")
            #expect(try await speaker(plain.id, understudy) == "sim:m")
            let own = try await understudy.createConversation(model: "sim:m")
            #expect(own.defaultModelID == "sim:m")
            #expect(try await understudy.setCloudProvidersDisabled(true).cloudProvidersDisabled)
            let reset = try await understudy.resetSettings()
            #expect(reset.defaultModelID == nil && !reset.cloudProvidersDisabled)
            #expect(try await refusal { _ = try await understudy.setDefaultModel("sim:nobody") }.field == "default_model_id")
        }
    }

    private func speaker(
        _ id: Conversation.ID, _ understudy: UnderstudyAPI, model: String? = nil
    ) async throws -> String? {
        var speaker: String?
        for try await event in try await understudy.post("Hello", to: id, model: model) {
            if case .finished(let answer) = event { speaker = answer.model.id }
        }
        return speaker
    }

    @Test func moreConversationsThanAPageHoldsAreAllListed() async throws {
        try await RunningServer.serving { server in
            let understudy = UnderstudyAPI(url: server.url, key: try await server.makeKey())
            var made: Set<String> = []
            for _ in 1...205 { made.insert(try await understudy.createConversation().id) }
            let listed = try await understudy.conversations().map(\.id)
            #expect(listed.count == 205 && Set(listed) == made)
        }
    }

    @Test func completionsComeWholeAndStreamed() async throws {
        try await RunningServer.serving { server in
            let understudy = UnderstudyAPI(url: server.url, key: try await server.makeKey())
            #expect(try await understudy.health().status == "ok")
            #expect(try await understudy.availability().isAvailable)
            #expect(try await understudy.models().map(\.id).contains("default"))
            let whole = try await understudy.complete(CompletionRequest("Hello"))
            #expect(whole.model == "sim:m" && whole.finishReason == .stop && whole.usage != nil && whole.requestID != nil)
            let (text, end, switches) = try await streamed(CompletionRequest("Hello"), from: understudy)
            #expect(text == whole.text && end?.text == whole.text && end?.usage == whole.usage && switches == 0)

            // One model breaks off, another goes on, and the answer is whole.
            let (rescued, other, rescues) = try await streamed(CompletionRequest("Hello", model: "broken"), from: understudy)
            #expect(rescues == 1 && other?.path == ["sim:m+cut_after=3", "sim:n"] && other?.text == rescued)
        }
    }

    private func streamed(
        _ request: CompletionRequest, from understudy: UnderstudyAPI
    ) async throws -> (text: String, end: Completion?, switches: Int) {
        var (text, end, switches) = ("", Completion?.none, 0)
        for try await event in try await understudy.stream(request) {
            switch event {
            case .text(let piece): text += piece
            case .modelSwitched: switches += 1
            case .finished(let answer): end = answer
            case .started, .toolCall: break
            }
        }
        return (text, end, switches)
    }

    @Test func everyRefusalHasItsStatusAndCode() async throws {
        try await RunningServer.serving { server in
            try await server.addUser("ada")
            try await server.addUser("vic", role: "viewer")
            let (ada, vic) = (try await server.logIn("ada"), try await server.logIn("vic"))
            let (stranger, wrong) = (server.stranger, UnderstudyAPI(url: server.url, key: "us-wrong"))
            let empty = try await ada.createConversation()
            let hello = CompletionRequest("Hello")
            let cases: [(Int, String, () async throws -> Void)] = [
                (401, "wrong_credentials", { _ = try await stranger.login(username: "ada", password: "wrong") }),
                (401, "missing_api_key", { _ = try await stranger.complete(hello) }),
                (401, "invalid_api_key", { _ = try await wrong.complete(hello) }),
                (401, "no_session", { _ = try await stranger.conversations() }),
                (403, "not_allowed", { _ = try await vic.complete(hello) }),
                (403, "not_allowed", { _ = try await vic.createConversation() }),
                (404, "model_not_found", { _ = try await ada.complete(CompletionRequest("Hello", model: "nobody")) }),
                (404, "model_not_found", { _ = try await ada.stream(CompletionRequest("Hello", model: "nobody")) }),
                (404, "conversation_not_found", { try await ada.delete("no/such one") }),
                (409, "nothing_to_retry", { _ = try await ada.retry(empty.id) }),
                (422, "invalid_parameter", { _ = try await ada.rename(empty.id, to: " ") }),
                (422, "unknown_assistant", { _ = try await ada.createConversation(assistant: "nobody") }),
                (503, "all_models_unavailable", { _ = try await ada.complete(CompletionRequest("Hello", model: "out")) }),
            ]
            for (status, code, call) in cases {
                let refusal = try await refusal(call)
                #expect(refusal.status == status && refusal.code == code && refusal.requestID != nil, "\(refusal)")
                #expect((refusal.retryAfter != nil) == (status == 503) && !refusal.message.isEmpty)
            }
            #expect(try await refusal { _ = try await ada.rename(empty.id, to: " ") }.field == "title")
            #expect(try await vic.conversations() == [])
        }
    }

    /// What the server says as it declines; a call that it does not decline is a failure of the test.
    private func refusal(_ call: () async throws -> Void) async throws -> ServerRefusal {
        guard case .refused(let refusal) = try await failure(call) else {
            throw UnderstudyError.unreadable("it was not the server that declined")
        }
        return refusal
    }
}
