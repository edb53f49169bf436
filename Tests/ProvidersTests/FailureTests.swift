import LanguageModel
import NIOCore
import Testing

@testable import Providers

private let openAI = OpenAIFormat(baseURL: "http://host/v1", apiKey: nil)
private let anthropic = AnthropicFormat(baseURL: "http://host", apiKey: nil)
private let gemini = GeminiFormat(baseURL: "http://host", apiKey: nil)
private let ollama = OllamaFormat(baseURL: "http://host")

/// What providers' error answers mean for routing.
@Suite struct FailureTests {
    @Test(arguments: [
        (302, ModelFailure.Kind.malformed), (400, .badRequest), (401, .unauthorized), (402, .rateLimited), (403, .unauthorized),
        (404, .modelNotFound), (408, .serverError), (413, .contextTooLong), (422, .badRequest), (429, .rateLimited),
        (500, .serverError), (502, .serverError), (503, .overloaded), (504, .serverError), (529, .overloaded),
    ])
    func statusAloneDecidesWhenTheBodySaysNothing(_ status: Int, kind: ModelFailure.Kind) {
        for format in [openAI, anthropic, gemini, ollama] as [any WireFormat] {
            #expect(format.kind(status, "<html>Bad</html>") == kind)
            #expect(format.kind(status, "") == kind)
        }
    }

    @Test(arguments: [
        (400, "This model's maximum context length is 8192 tokens.", "context_length_exceeded", ModelFailure.Kind.contextTooLong),
        (400, "the request exceeds the available context size", "exceed_context_size_error", .contextTooLong),
        (400, "Your request was rejected by our safety system.", "content_policy_violation", .contentPolicy),
        (400, "The response was filtered", "content_filter", .contentPolicy),
        (400, "Expected last role User or Tool for serving but got assistant", "invalid", .prefillRejected),
        (400, "the model has been retired", "model_decommissioned", .modelNotFound),
        (429, "You exceeded your current quota", "insufficient_quota", .rateLimited),
        (400, "Unknown parameter: 'foo'.", "unknown_parameter", .badRequest),
    ])
    func openAIErrors(_ status: Int, message: String, code: String, kind: ModelFailure.Kind) {
        let error = #"{"error":{"message":"\#(message)","type":"invalid_request_error","param":null,"code":"\#(code)"}}"#
        #expect(openAI.kind(status, error) == kind)
        #expect(openAI.kind(status, "[\(error)]") == kind)
    }

    @Test(arguments: [
        (400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", ModelFailure.Kind.contextTooLong),
        (400, "invalid_request_error", "input length and `max_tokens` exceed context limit: 1 + 2 > 2", .contextTooLong),
        (
            400, "invalid_request_error",
            "This model does not support assistant message prefill. The conversation must end with a user message.",
            .prefillRejected
        ),
        (400, "invalid_request_error", "Your credit balance is too low to access the API.", .rateLimited),
        (400, "invalid_request_error", "max_tokens: must be greater than 0", .badRequest),
        (413, "request_too_large", "Request exceeds the maximum size", .contextTooLong),
        (529, "overloaded_error", "Overloaded", .overloaded),
    ])
    func anthropicErrors(_ status: Int, type: String, message: String, kind: ModelFailure.Kind) {
        #expect(anthropic.kind(status, #"{"type":"error","error":{"type":"\#(type)","message":"\#(message)"}}"#) == kind)
    }

    @Test(arguments: [
        ("rate_limit_error", ModelFailure.Kind.rateLimited), ("overloaded_error", .overloaded), ("api_error", .serverError),
        ("authentication_error", .unauthorized), ("timeout_error", .serverError), ("new_error", .serverError),
    ])
    func anthropicErrorsInAStream(_ type: String, kind: ModelFailure.Kind) {
        let failure = #expect(throws: ModelFailure.self) {
            _ = try anthropic.readStream(
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"\(type)\",\"message\":\"x\"}}\n\n")
        }
        #expect(failure?.kind == kind)
    }

    @Test func geminiBadKeyUnderA400IsUnauthorized() {
        let body =
            #"{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","#
            + #""details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}"#
        #expect(gemini.kind(400, body) == .unauthorized)
        #expect(gemini.kind(400, "[\(body)]") == .unauthorized)
    }

    @Test func geminiContextErrorIsContextTooLong() {
        let words = "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
        #expect(gemini.kind(400, #"{"error":{"code":400,"message":"\#(words)","status":"INVALID_ARGUMENT"}}"#) == .contextTooLong)
    }

    @Test func geminiRetryInfoIsHeardUnlessAHeaderSaysMore() {
        let body = ByteBuffer(
            string: #"{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED","details":["#
                + #"{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{}]},"#
                + #"{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"17.5s"}]}}"#)
        #expect(gemini.decodeFailure(status: 429, retryAfter: nil, body: body).retryAfter == .seconds(17.5))
        #expect(gemini.decodeFailure(status: 429, retryAfter: .seconds(3), body: body).retryAfter == .seconds(3))
    }

    @Test func ollamaUnknownModelIsNotFound() {
        #expect(ollama.kind(404, #"{"error":"model \"nope\" not found, try pulling it first"}"#) == .modelNotFound)
    }

    @Test(arguments: Staging.all)
    func retryAfterIsSecondsOrADate(_ staging: Staging) async {
        // The staging's wall clock stands at Sun, 06 Nov 1994 08:49:37 GMT.
        for (header, wait) in [
            ("7", Duration.seconds(7)), ("0.5", .seconds(0.5)), ("-3", .zero), ("Sun, 06 Nov 1994 08:50:07 GMT", .seconds(30)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", .zero), ("soon", nil),
        ] {
            let reply = Reply(status: 429, type: "application/json", headers: [("retry-after", header)], "{}")
            let failure = await staging.play(reply).failure
            #expect(failure?.kind == .rateLimited)
            #expect(failure?.retryAfter == wait, "\(header)")
        }
    }
}
