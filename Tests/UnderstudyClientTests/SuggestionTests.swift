import Foundation
import Testing

@testable import UnderstudyClient

struct SuggestionTests {
    private func reply(_ suggestions: String) -> HTTPReply {
        .json(
            200,
            #"{"suggestions":\#(suggestions),"model":"p:m","provider":"p","calls":2,"attempts":[{"model":"p:m","outcome":"invalid","latency_ms":1},{"model":"p:m","outcome":"success","latency_ms":1}],"usage":{},"latency_ms":2,"request_id":"r"}"#
        )
    }

    @Test func asksForATask() async throws {
        let transport = FakeTransport(
            reply(#"{"subtasks":[{"title":"Go","minutes":5}],"labels":["a"],"priority":"high","due":null,"effort_minutes":5}"#))
        let answer = try await UnderstudyAPI(transport).suggestForTask(title: "Move", description: "Soon", model: "p:m")
        #expect(answer.suggestions.steps == [.init(title: "Go", minutes: 5)])
        #expect(answer.suggestions.priority == .high && answer.suggestions.due == nil && answer.suggestions.effortMinutes == 5)
        #expect(answer.model == "p:m" && answer.calls == 2 && answer.requestID == "r")
        #expect(answer.attempts.map(\.outcome) == ["invalid", "success"])
        let call = try #require(transport.calls.first)
        #expect(call.method == "POST" && call.url.path == "/ai/tasks/suggest")
        #expect(call.json == ["title": "Move", "description": "Soon", "model": "p:m"])
    }

    @Test func asksForAnEventAndANote() async throws {
        let transport = FakeTransport(
            reply(
                #"{"agenda":[{"topic":"T","minutes":5}],"duration_minutes":5,"attendees":[{"role":"R","reason":"W"}],"reminders":[{"text":"X","minutes_before":60}]}"#
            ),
            reply(##"{"summary":"S","tags":["t"],"outline":[{"heading":"H","points":["P"]}],"follow_ups":["F"]}"##))
        let understudy = try UnderstudyAPI(transport)
        #expect(try await understudy.suggestForEvent(title: "E").suggestions.reminders == [.init(text: "X", minutesBefore: 60)])
        #expect(try await understudy.suggestForNote(title: "N").suggestions.followUps == ["F"])
        #expect(transport.calls.map(\.url.path) == ["/ai/events/suggest", "/ai/notes/suggest"])
    }
}
