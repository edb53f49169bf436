import Foundation
import Testing

@testable import UnderstudyClient

struct ConversationTests {
    private let document =
        #"{"id":"c/1","title":"Trees","assistant":"nexus-core","created_at":"2026-11-21T12:00:00Z","updated_at":"2026-11-21T12:00:01Z""#

    private func event(_ name: String, _ data: String) -> String { "id: 1\nevent: \(name)\ndata: \(data)\n\n" }

    @Test func managesConversations() async throws {
        let transport = FakeTransport(
            .json(200, #"{"conversations":[\#(document)}]}"#), .json(201, document + "}"), .json(200, document + "}"),
            HTTPReply(status: 204), HTTPReply(status: 204))
        let understudy = try UnderstudyAPI(transport)
        #expect(try await understudy.conversations().map(\.title) == ["Trees"])
        let opened = try await understudy.createConversation(assistant: "nexus-core")
        _ = try await understudy.rename(opened.id, to: "Oaks")
        try await understudy.stop(opened.id)
        try await understudy.delete(opened.id)
        let base = "http://understudy.test/api/v1/conversations"
        #expect(
            transport.calls.map { "\($0.method) \($0.url.absoluteString)" } == [
                "GET \(base)?limit=200", "POST \(base)", "PATCH \(base)/c%2F1", "POST \(base)/c%2F1/stop", "DELETE \(base)/c%2F1",
            ])
        #expect(transport.calls[1].json == ["assistant": "nexus-core"])
        #expect(transport.calls[2].json == ["title": "Oaks"])
    }

    @Test func readsAListToItsEnd() async throws {
        let transport = FakeTransport(
            .json(200, #"{"conversations":[\#(document)}],"next_cursor":"a/b c"}"#),
            .json(200, #"{"conversations":[\#(document)}]}"#))
        #expect(try await UnderstudyAPI(transport).conversations().count == 2)
        #expect(transport.calls.map(\.url.query) == ["limit=200", "limit=200&cursor=a%2Fb%20c"])
    }

    @Test func saysWhereWordsWereFound() async throws {
        let transport = FakeTransport(
            .json(
                200,
                #"{"hits":[{"conversation":\#(document)},"message_id":"m1","snippet":[{"text":"Old ","match":false},{"text":"oak","match":true}],"count":2}]}"#
            ))
        let hits = try await UnderstudyAPI(transport).search("oak & ash+")
        #expect(transport.calls.map(\.url.query) == ["q=oak%20%26%20ash%2B"])
        #expect(hits.map(\.messageID) == ["m1"] && hits.map(\.count) == [2])
        #expect(hits.first?.snippet.filter(\.match).map(\.text) == ["oak"])
    }

    @Test(arguments: ExportFormat.allCases) func takesAConversationAlong(format: ExportFormat) async throws {
        let transport = FakeTransport(.json(200, "# Trees"), .json(200, "{}"))
        let understudy = try UnderstudyAPI(transport)
        #expect(try await understudy.export("c1", as: format) == Data("# Trees".utf8))
        #expect(try await understudy.exportConversations() == Data("{}".utf8))
        #expect(
            transport.calls.map(\.url.absoluteString) == [
                "http://understudy.test/api/v1/conversations/c1/export?format=\(format)",
                "http://understudy.test/api/v1/conversations/export",
            ])
    }

    @Test func readsATranscript() async throws {
        let messages =
            #"[{"id":"m1","role":"user","content":"Why?","status":"complete","created_at":"2026-11-21T12:00:00Z"},{"id":"m2","role":"assistant","content":"Be","html":["<p>Be</p>"],"model":"a:1","model_name":"One","status":"running","created_at":"2026-11-21T12:00:00Z"}]"#
        let transport = FakeTransport(.json(200, document + #","running":true,"messages":\#(messages)}"#))
        let transcript = try await UnderstudyAPI(transport).conversation("c1")
        #expect(transcript.isRunning && transcript.conversation.title == "Trees")
        #expect(transcript.messages.map(\.status) == [.complete, .running])
        #expect(transcript.messages.last?.html == ["<p>Be</p>"] && transcript.messages.last?.modelName == "One")
    }

    @Test func streamsAnAnswer() async throws {
        let transport = FakeTransport(
            .stream([
                event("accepted", #"{"user_message_id":"m1","message_id":"m2"}"#),
                event("started", #"{"model":"a:1","model_name":"One"}"#), event("html", #"{"from":0,"blocks":["<p>Be</p>"]}"#),
                event("of tomorrow", "{}"),
                event("switched", #"{"from":"a:1","from_name":"One","to":"b:2","to_name":"Two","reason":"stalled"}"#),
                event("restarted", #"{"model":"b:2","model_name":"Two"}"#),
                event(
                    "done",
                    #"{"message_id":"m2","model":"b:2","model_name":"Two","path":["One","Two"],"latency_ms":1500,"title":"Trees"}"#
                ),
            ]))
        var events: [ConversationEvent] = []
        for try await event in try await UnderstudyAPI(transport).post("Why?", to: "c1") { events.append(event) }
        let (one, two) = (SpeakingModel(id: "a:1", name: "One"), SpeakingModel(id: "b:2", name: "Two"))
        #expect(
            events == [
                .accepted(questionID: "m1", answerID: "m2"), .started(one), .rendered(from: 0, blocks: ["<p>Be</p>"]),
                .modelSwitched(from: one, to: two, reason: "stalled"), .restarted(two),
                .finished(
                    ConversationAnswer(
                        messageID: "m2", model: two, path: ["One", "Two"], latency: .milliseconds(1500), title: "Trees")),
            ])
        #expect(transport.calls.first?.json == ["content": "Why?"])
    }

    @Test func aFailedAnswerIsThrown() async throws {
        let transport = FakeTransport(
            .stream([
                event(
                    "failed",
                    #"{"error":{"code":"all_models_unavailable","message":"Later.","request_id":"r"},"partial":false,"retry_after_seconds":4}"#
                )
            ]))
        let failure = try await failure {
            for try await _ in try await UnderstudyAPI(transport).retry("c1") {}
        }
        #expect(
            failure
                == .refused(
                    ServerRefusal(
                        status: nil, code: "all_models_unavailable", message: "Later.", retryAfter: .seconds(4), requestID: "r")))
    }

    @Test func resumesARunningAnswerAndNothingElse() async throws {
        let transport = FakeTransport(
            HTTPReply(status: 204), .stream([event("accepted", #"{"message_id":"m2"}"#)]))
        let understudy = try UnderstudyAPI(transport)
        let nothing = try await understudy.resume("c1")
        #expect(nothing?.requestID == nil && transport.calls.count == 1)
        var iterator = try #require(try await understudy.resume("c1")).makeAsyncIterator()
        #expect(try await iterator.next() == .accepted(questionID: nil, answerID: "m2"))
        _ = try await failure { _ = try await iterator.next() }
    }
}
