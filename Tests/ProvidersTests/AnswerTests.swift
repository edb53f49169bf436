import LanguageModel
import NIOCore
import Testing

@testable import Providers

private let openAI = OpenAIFormat(baseURL: "http://host/v1", apiKey: nil)
private let anthropic = AnthropicFormat(baseURL: "http://host", apiKey: nil)
private let gemini = GeminiFormat(baseURL: "http://host", apiKey: nil)
private let ollama = OllamaFormat(baseURL: "http://host")

/// What each protocol says beside plain text.
@Suite struct AnswerTests {
    @Test(arguments: [
        ("stop", FinishReason.stop), ("length", .length), ("tool_calls", .toolCalls), ("content_filter", .contentFilter),
        ("new", .stop),
    ])
    func openAIFinishReasons(_ word: String, reason: FinishReason) throws {
        let whole = #"{"choices":[{"message":{"content":"x"},"finish_reason":"\#(word)"}]}"#
        #expect(try openAI.read(whole).last == .finished(reason))
        let chunk = #"{"choices":[{"delta":{"content":"x"},"finish_reason":"\#(word)"}]}"#
        #expect(try openAI.readStream("data: \(chunk)\n\ndata: [DONE]\n\n").last == .finished(reason))
        // Some servers leave the end marker out.
        #expect(try openAI.readStream("data: \(chunk)\n\n").last == .finished(reason))
    }

    @Test func openAIRefusalAndThinkingAreTheirOwnEvents() throws {
        let whole = #"{"choices":[{"message":{"content":null,"reasoning_content":"Hm","refusal":"No."},"finish_reason":"stop"}]}"#
        #expect(try openAI.read(whole) == [.started(model: nil), .reasoning("Hm"), .refusal("No."), .finished(.stop)])
        let stream =
            #"data: {"choices":[{"delta":{"reasoning":"Hm"}}]}"# + "\n\n" + #"data: {"choices":[{"delta":{"refusal":"No."}}]}"#
        #expect(
            try openAI.readStream(stream + "\n\ndata: [DONE]\n\n")
                == [.started(model: nil), .reasoning("Hm"), .refusal("No."), .finished(.stop)])
    }

    @Test func openAIErrorMayBeBareWords() {
        let failure = #expect(throws: ModelFailure.self) { _ = try openAI.readStream("data: {\"error\":\"out of memory\"}\n\n") }
        #expect(failure?.kind == .serverError)
        #expect(failure?.message == "out of memory")
    }

    @Test func openAIErrorInAStreamMayCarryItsStatus() {
        let failure = #expect(throws: ModelFailure.self) {
            _ = try openAI.readStream("data: {\"error\":{\"message\":\"slow down\",\"code\":429}}\n\n")
        }
        #expect(failure?.kind == .rateLimited)
    }

    @Test func openAIParallelCallsKeepTheirPlaces() throws {
        let calls = #"[{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"g","arguments":"{}"}}]"#
        let events = try openAI.read(#"{"choices":[{"message":{"tool_calls":\#(calls)},"finish_reason":"tool_calls"}]}"#)
        #expect(
            Performance(events: events, failure: nil, isCancelled: false).calls
                == [ToolCall(id: "a", name: "f", arguments: "{}"), ToolCall(id: "b", name: "g", arguments: "{}")])
    }

    @Test func openAIAnswerWithoutAMessageIsMalformed() {
        let failure = #expect(throws: ModelFailure.self) { _ = try openAI.read(#"{"choices":[]}"#) }
        #expect(failure?.kind == .malformed)
    }

    @Test(arguments: [
        ("end_turn", FinishReason.stop), ("stop_sequence", .stop), ("max_tokens", .length),
        ("model_context_window_exceeded", .length), ("tool_use", .toolCalls), ("refusal", .contentFilter),
    ])
    func anthropicFinishReasons(_ word: String, reason: FinishReason) throws {
        let whole = #"{"content":[{"type":"text","text":"x"}],"stop_reason":"\#(word)"}"#
        #expect(try anthropic.read(whole).last == .finished(reason))
        let stream =
            #"data: {"type":"message_delta","delta":{"stop_reason":"\#(word)"}}"# + "\n\n" + #"data: {"type":"message_stop"}"#
        #expect(try anthropic.readStream(stream + "\n\n").last == .finished(reason))
    }

    @Test func anthropicThinkingIsReasoning() throws {
        let whole =
            #"{"content":[{"type":"thinking","thinking":"Hm","signature":"x"},{"type":"text","text":"Yes"}],"stop_reason":"end_turn"}"#
        #expect(try anthropic.read(whole).dropFirst().prefix(2) == [.reasoning("Hm"), .text("Yes")])
        let stream = #"data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}"#
        #expect(try anthropic.readStream(stream + "\n\ndata: {\"type\":\"message_stop\"}\n\n").first == .reasoning("Hm"))
    }

    @Test func anthropicCallWithoutArgumentsIsAnEmptyObject() throws {
        let block = #""index":1,"content_block":{"type":"tool_use","id":"a","name":"now","input":{}}"#
        let stream = [
            #"{"type":"content_block_start",\#(block)}"#,
            #"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}"#,
            #"{"type":"content_block_stop","index":1}"#,
            #"{"type":"message_stop"}"#,
        ].map { "data: \($0)\n\n" }.joined()
        let events = try anthropic.readStream(stream)
        #expect(
            Performance(events: events, failure: nil, isCancelled: false).calls
                == [ToolCall(id: "a", name: "now", arguments: "{}")])
    }

    @Test(arguments: [
        ("STOP", FinishReason.stop), ("MAX_TOKENS", .length), ("SAFETY", .contentFilter), ("RECITATION", .contentFilter),
        ("PROHIBITED_CONTENT", .contentFilter), ("OTHER", .stop),
    ])
    func geminiFinishReasons(_ word: String, reason: FinishReason) throws {
        let body = #"{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"\#(word)"}]}"#
        #expect(try gemini.read(body).last == .finished(reason))
        #expect(try gemini.readStream("data: \(body)\n\n").last == .finished(reason))
    }

    @Test func geminiReasonOnEveryChunkEndsTheAnswerOnce() throws {
        let chunk = #"data: {"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}]}"# + "\n\n"
        #expect(try gemini.readStream(chunk + chunk) == [.started(model: nil), .text("x"), .text("x"), .finished(.stop)])
    }

    @Test func geminiBlockedPromptIsContentPolicy() {
        let body = #"{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":4}}"#
        for read in [{ try gemini.read(body) }, { try gemini.readStream("data: \(body)\n\n") }] {
            let failure = #expect(throws: ModelFailure.self) { _ = try read() }
            #expect(failure?.kind == .contentPolicy)
        }
    }

    @Test func geminiUnreadableCallIsMalformed() {
        let failure = #expect(throws: ModelFailure.self) {
            _ = try gemini.read(#"{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}"#)
        }
        #expect(failure?.kind == .malformed)
    }

    @Test func geminiThoughtsAreReasoning() throws {
        let body = #"{"candidates":[{"content":{"parts":[{"text":"Hm","thought":true},{"text":"Yes"}]},"finishReason":"STOP"}]}"#
        #expect(try gemini.read(body) == [.started(model: nil), .reasoning("Hm"), .text("Yes"), .finished(.stop)])
    }

    @Test(arguments: [("stop", FinishReason.stop), ("length", .length), ("load", .stop)])
    func ollamaFinishReasons(_ word: String, reason: FinishReason) throws {
        let line = #"{"message":{"content":"x","thinking":"Hm"},"done":true,"done_reason":"\#(word)"}"#
        let events: [ModelEvent] = [.started(model: nil), .reasoning("Hm"), .text("x"), .finished(reason)]
        #expect(try ollama.read(line) == events)
        #expect(try ollama.readStream(line) == events)
    }

    @Test func ollamaAnswerThatIsNotDoneIsTruncated() {
        let failure = #expect(throws: ModelFailure.self) { _ = try ollama.read(#"{"message":{"content":"x"},"done":false}"#) }
        #expect(failure?.kind == .truncated)
    }

    @Test func modelListsNameWhatCanChat() throws {
        #expect(
            try openAI.decodeModelList(ByteBuffer(string: #"{"object":"list","data":[{"id":"a"},{"id":"b"}]}"#)) == ["a", "b"])
        #expect(try anthropic.decodeModelList(ByteBuffer(string: #"{"data":[{"type":"model","id":"a"}]}"#)) == ["a"])
        let models =
            #"{"models":[{"name":"models/a","supportedGenerationMethods":["generateContent"]},"#
            + #"{"name":"models/b","supportedGenerationMethods":["embedContent"]}]}"#
        #expect(try gemini.decodeModelList(ByteBuffer(string: models)) == ["a"])
        #expect(try ollama.decodeModelList(ByteBuffer(string: #"{"models":[{"name":"a:8b","size":1}]}"#)) == ["a:8b"])
    }
}
