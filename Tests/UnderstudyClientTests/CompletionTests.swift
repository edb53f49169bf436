import Foundation
import Testing

@testable import UnderstudyClient

struct CompletionTests {
    private func chunk(_ model: String, _ delta: String, reason: String = "null") -> String {
        #"data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"\#(model)","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(reason)}]}"#
            + "\n\n"
    }

    private let usage =
        #"data: {"id":"c1","created":1,"model":"b:2","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":1},"completion_tokens_details":{"reasoning_tokens":2}}}"#
        + "\n\n"

    private func events(_ transport: FakeTransport) async throws -> [CompletionEvent] {
        var events: [CompletionEvent] = []
        for try await event in try await UnderstudyAPI(transport).stream(CompletionRequest("Hello")) { events.append(event) }
        return events
    }

    @Test func streamsTextAndSaysWhenAnotherModelGoesOn() async throws {
        let transport = FakeTransport(
            .stream([
                chunk("a:1", #"{"role":"assistant","content":""}"#), chunk("a:1", #"{"content":"Good "}"#),
                chunk("b:2", #"{"content":"morning"}"#) + chunk("b:2", "{}", reason: #""stop""#), usage, "data: [DONE]\n\n",
            ]))
        let whole = Completion(
            id: "c1", model: "b:2", path: ["a:1", "b:2"], text: "Good morning", finishReason: .stop,
            usage: TokenUsage(prompt: 3, completion: 4, total: 7, cached: 1, reasoning: 2), requestID: "req-1")
        #expect(
            try await events(transport) == [
                .started(model: "a:1"), .text("Good "), .modelSwitched(from: "a:1", to: "b:2"), .text("morning"),
                .finished(whole),
            ])
    }

    @Test func putsTheFragmentsOfAToolCallTogether() async throws {
        let transport = FakeTransport(
            .stream([
                chunk(
                    "a:1", #"{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"look","arguments":""}}]}"#),
                chunk("a:1", #"{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\""}}]}"#),
                chunk("a:1", #"{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}"#),
                chunk("a:1", #"{"tool_calls":[{"index":1,"id":"t2","function":{"name":"see","arguments":"{}"}}]}"#),
                chunk("a:1", "{}", reason: #""tool_calls""#), "data: [DONE]\n\n",
            ]))
        let events = try await events(transport)
        #expect(events.contains(.toolCall(ToolCall(id: "t1", name: "look", arguments: #"{"a":1}"#))))
        #expect(events.contains(.toolCall(ToolCall(id: "t2", name: "see", arguments: "{}"))))
        guard case .finished(let whole) = events.last else {
            Issue.record("no end")
            return
        }
        #expect(whole.finishReason == .toolCalls && whole.toolCalls.count == 2)
    }

    @Test func anErrorInTheStreamIsThrownAfterTheTextBeforeIt() async throws {
        let error = #"data: {"error":{"code":"answer_interrupted","message":"It broke off.","request_id":"r9"}}"# + "\n\n"
        let transport = FakeTransport(.stream([chunk("a:1", #"{"content":"Half"}"#) + error]))
        var texts: [CompletionEvent] = []
        let failure = try await failure {
            for try await event in try await UnderstudyAPI(transport).stream(CompletionRequest("Hello")) { texts.append(event) }
        }
        #expect(texts == [.started(model: "a:1"), .text("Half")])
        #expect(
            failure == .refused(ServerRefusal(status: nil, code: "answer_interrupted", message: "It broke off.", requestID: "r9"))
        )
    }

    @Test(arguments: [
        [], ["data: [DONE]\n\n"],
        [#"data: {"id":"c","model":"a:1","choices":[{"delta":{"content":"Half"},"finish_reason":null}]}"# + "\n\n"],
    ])
    func aStreamWithoutItsEndIsNotWhole(pieces: [String]) async throws {
        let failure = try await failure { _ = try await events(FakeTransport(.stream(pieces))) }
        guard case .interrupted = failure else {
            Issue.record("\(failure)")
            return
        }
    }

    @Test func aConnectionThatBreaksIsAnInterruption() async throws {
        let transport = FakeTransport(.stream([chunk("a:1", #"{"content":"Half"}"#)], error: CocoaError(.fileReadUnknown)))
        guard case .interrupted = try await failure({ _ = try await events(transport) }) else {
            Issue.record("not an interruption")
            return
        }
    }

    @Test func aPieceThatIsNoJSONIsNamedSo() async throws {
        guard case .unreadable = try await failure({ _ = try await events(FakeTransport(.stream(["data: <html>\n\n"]))) }) else {
            Issue.record("read")
            return
        }
    }

    @Test func readsAWholeAnswer() async throws {
        let transport = FakeTransport(
            .json(
                200,
                #"{"id":"c1","object":"chat.completion","created":1,"model":"a:1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"#,
                headers: ["x-request-id": "r1"]))
        let answer = try await UnderstudyAPI(transport).complete(CompletionRequest("Hello", model: "fast"))
        #expect(
            answer
                == Completion(
                    id: "c1", model: "a:1", path: ["a:1"], text: "Hi", finishReason: .stop,
                    usage: TokenUsage(prompt: 1, completion: 1, total: 2), requestID: "r1"))
        let call = try #require(transport.calls.first)
        #expect(call.method == "POST" && call.url.absoluteString == "http://understudy.test/v1/chat/completions")
        #expect(call.headers["Authorization"] == "Bearer us-test")
        #expect(call.json == ["model": "fast", "messages": [["role": "user", "content": "Hello"]]])
    }

    @Test func sendsEverythingThatARequestHolds() async throws {
        let call = ToolCall(id: "t1", name: "look", arguments: "{}")
        let request = CompletionRequest(
            model: "m",
            messages: [
                .system("Be kind."),
                ChatMessage(.user, [.text("What is this?"), .image(Data([1, 2, 3]), mediaType: "image/png")]),
                ChatMessage(.assistant, [], toolCalls: [call]), .tool("a cat", for: call),
            ],
            temperature: 0.5, topP: 1, maxTokens: 9, stop: ["END"],
            tools: [ChatTool(name: "look", description: "Looks.", parameters: ["type": "object"])], toolChoice: .named("look"),
            extra: ["seed": 7, "model": "overruled"])
        let transport = FakeTransport(.stream([]))
        _ = try await UnderstudyAPI(transport).stream(request)
        let expected: JSONValue = [
            "model": "m", "temperature": 0.5, "top_p": 1, "max_completion_tokens": 9, "stop": ["END"], "seed": 7, "stream": true,
            "stream_options": ["include_usage": true],
            "messages": [
                ["role": "system", "content": "Be kind."],
                [
                    "role": "user",
                    "content": [
                        ["type": "text", "text": "What is this?"],
                        ["type": "image_url", "image_url": ["url": "data:image/png;base64,AQID"]],
                    ],
                ],
                [
                    "role": "assistant", "content": nil,
                    "tool_calls": [["id": "t1", "type": "function", "function": ["name": "look", "arguments": "{}"]]],
                ],
                ["role": "tool", "content": "a cat", "tool_call_id": "t1"],
            ],
            "tools": [
                ["type": "function", "function": ["name": "look", "description": "Looks.", "parameters": ["type": "object"]]]
            ],
            "tool_choice": ["type": "function", "function": ["name": "look"]],
        ]
        #expect(transport.calls.first?.json == expected)
    }
}
