import LanguageModel

private func events(_ data: [String]) -> String {
    data.map { "data: \($0)\n\n" }.joined()
}

extension Scene {
    static let openAI: Scene = {
        func chunk(_ delta: String, finish: String = "null") -> String {
            events([
                #"{"id":"c1","object":"chat.completion.chunk","model":"model-1","#
                    + #""choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}],"usage":null}"#
            ])
        }
        let usage =
            #"{"prompt_tokens":10,"completion_tokens":8,"total_tokens":18,"prompt_tokens_details":{"cached_tokens":4},"#
            + #""completion_tokens_details":{"reasoning_tokens":2}}"#
        let end = events([#"{"id":"c1","model":"model-1","choices":[],"usage":\#(usage)}"#, "[DONE]"])
        func whole(_ message: String, finish: String) -> String {
            #"{"id":"c1","object":"chat.completion","model":"model-1","choices":[{"index":0,"message":\#(message),"#
                + #""finish_reason":"\#(finish)"}],"usage":\#(usage)}"#
        }
        return Scene(
            kind: .openai, streamType: "text/event-stream",
            start: chunk(#"{"role":"assistant","content":""}"#),
            texts: ["Grüße ", "🌍, it", " holds."].map { chunk(#"{"content":"\#($0)"}"#) },
            end: chunk("{}", finish: #""stop""#) + end,
            callPieces: [
                chunk(
                    #"{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]}"#),
                chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}"#),
                chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"\"Köln\"}"}}]}"#),
            ],
            callEnd: chunk("{}", finish: #""tool_calls""#) + end,
            error: events([#"{"error":{"message":"The server had an error","type":"server_error","code":null}}"#]),
            unknown: ": keep-alive\n\nevent: weather\nid: 7\nretry: 100\n"
                + events([#"{"id":"c1","object":"news","choices":[],"obfuscation":"x"}"#]),
            wholeText: whole(#"{"role":"assistant","content":"\#(text)","refusal":null}"#, finish: "stop"),
            wholeCall: whole(
                #"{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","#
                    + #""function":{"name":"weather","arguments":"{\"city\":\"Köln\"}"}}]}"#, finish: "tool_calls"),
            wholeError: #"{"error":{"message":"The server had an error","type":"server_error"}}"#,
            refusal: { #"{"error":{"message":"Incorrect API key provided: \#($0)","code":"invalid_api_key"}}"# },
            usage: Usage(input: 6, cachedInput: 4, output: 6, reasoning: 2))
    }()

    static let anthropic: Scene = {
        func event(_ type: String, _ rest: String = "") -> String {
            "event: \(type)\ndata: {\"type\":\"\(type)\"\(rest)}\n\n"
        }
        func stop(_ reason: String) -> String {
            event("message_delta", #","delta":{"stop_reason":"\#(reason)","stop_sequence":null},"usage":{"output_tokens":6}"#)
                + event("message_stop")
        }
        func whole(_ content: String, stop: String) -> String {
            #"{"id":"m1","type":"message","role":"assistant","model":"model-1","content":[\#(content)],"stop_reason":"\#(stop)","#
                + #""usage":{"input_tokens":6,"cache_creation_input_tokens":3,"cache_read_input_tokens":4,"output_tokens":6}}"#
        }
        return Scene(
            kind: .anthropic, streamType: "text/event-stream; charset=utf-8",
            start: event(
                "message_start",
                #","message":{"id":"m1","type":"message","role":"assistant","model":"model-1","content":[],"stop_reason":null,"#
                    + #""usage":{"input_tokens":6,"cache_creation_input_tokens":3,"cache_read_input_tokens":4,"output_tokens":1}}"#
            ),
            texts: [event("content_block_start", #","index":0,"content_block":{"type":"text","text":""}"#)]
                + ["Grüße ", "🌍, it", " holds."].map {
                    event("content_block_delta", #","index":0,"delta":{"type":"text_delta","text":"\#($0)"}"#)
                } + [event("content_block_stop", #","index":0"#)],
            end: stop("end_turn"),
            callPieces: [
                event(
                    "content_block_start",
                    #","index":1,"content_block":{"type":"tool_use","id":"call_1","name":"weather","input":{}}"#),
                event("content_block_delta", #","index":1,"delta":{"type":"input_json_delta","partial_json":""}"#),
                event("content_block_delta", #","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"city\":"}"#),
                event("content_block_delta", #","index":1,"delta":{"type":"input_json_delta","partial_json":"\"Köln\"}"}"#),
                event("content_block_stop", #","index":1"#),
            ],
            callEnd: stop("tool_use"),
            error: event("error", #","error":{"type":"overloaded_error","message":"Overloaded"}"#),
            unknown: event("ping") + event("content_block_news", #","index":0,"delta":{"type":"news"}"#)
                + event("content_block_delta", #","index":0,"delta":{"type":"signature_delta","signature":"x"}"#),
            wholeText: whole(#"{"type":"text","text":"\#(text)"}"#, stop: "end_turn"),
            wholeCall: whole(#"{"type":"tool_use","id":"call_1","name":"weather","input":{"city":"Köln"}}"#, stop: "tool_use"),
            wholeError: #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            refusal: { #"{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key \#($0)"}}"# },
            usage: Usage(input: 6, cachedInput: 4, cacheWrite: 3, output: 6))
    }()

    static let gemini: Scene = {
        let usage =
            #""usageMetadata":{"promptTokenCount":10,"cachedContentTokenCount":4,"candidatesTokenCount":6,"#
            + #""thoughtsTokenCount":2,"totalTokenCount":18},"modelVersion":"model-1""#
        func answer(_ parts: String, finish: String? = nil) -> String {
            let reason = finish.map { #","finishReason":"\#($0)""# } ?? ""
            return #"{"candidates":[{"content":{"parts":[\#(parts)],"role":"model"}\#(reason),"index":0}],\#(usage)}"#
        }
        let call = #"{"functionCall":{"id":"call_1","name":"weather","args":{"city":"Köln"}},"thoughtSignature":"eA=="}"#
        let error = #"{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}"#
        return Scene(
            kind: .gemini, streamType: "text/event-stream",
            start: events([answer(#"{"text":""}"#)]),
            texts: ["Grüße ", "🌍, it", " holds."].map { events([answer(#"{"text":"\#($0)"}"#)]) },
            end: events([answer(#"{"text":""}"#, finish: "STOP")]),
            callPieces: [events([answer(call)])],
            callEnd: events([answer("", finish: "STOP")]),
            error: events([error]),
            unknown: events([#"{"news":{},"candidates":[{"index":0,"content":{"parts":[{"news":{}}]}}]}"#]),
            wholeText: answer(#"{"text":"\#(text)"}"#, finish: "STOP"),
            wholeCall: answer(call, finish: "STOP"),
            wholeError: error,
            refusal: { #"{"error":{"code":403,"message":"Consumer \#($0) has been suspended.","status":"PERMISSION_DENIED"}}"# },
            usage: Usage(input: 6, cachedInput: 4, output: 6, reasoning: 2))
    }()

    static let ollama: Scene = {
        func line(_ rest: String) -> String { #"{"model":"model-1","created_at":"2026-01-01T00:00:00Z",\#(rest)}"# + "\n" }
        func say(_ text: String) -> String { line(#""message":{"role":"assistant","content":"\#(text)"},"done":false"#) }
        let done = #""done_reason":"stop","done":true,"total_duration":5,"prompt_eval_count":10,"eval_count":6"#
        let call =
            #""message":{"role":"assistant","content":"","tool_calls":[{"id":"call_1","#
            + #""function":{"name":"weather","arguments":{"city":"Köln"}}}]}"#
        let end = line(#""message":{"role":"assistant","content":""},\#(done)"#)
        return Scene(
            kind: .ollama, streamType: "application/x-ndjson",
            start: say(""), texts: ["Grüße ", "🌍, it", " holds."].map(say), end: end,
            callPieces: [line(#"\#(call),"done":false"#)], callEnd: end,
            error: #"{"error":"an error was encountered while running the model: unexpected EOF"}"# + "\n",
            unknown: "\n" + line(#""news":{},"done":false"#),
            wholeText: line(#""message":{"role":"assistant","content":"\#(text)"},\#(done)"#),
            wholeCall: line(#"\#(call),\#(done)"#),
            wholeError: #"{"error":"unexpected EOF"}"#,
            refusal: { #"{"error":"unauthorized: \#($0)"}"# },
            usage: Usage(input: 10, output: 6))
    }()
}
