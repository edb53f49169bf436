import Foundation
import LanguageModel
import NIOCore
import NIOFoundationCompat

/// OpenAI's chat completions, which most servers of models speak.
/// Source: the public API reference, "Chat Completions" and "Streaming".
struct OpenAIFormat: WireFormat {
    let baseURL: String
    let apiKey: Secret?

    func encode(_ call: ModelCall) throws -> TransportRequest {
        let body = OpenAIWire.Request(
            model: call.model, messages: call.request.messages.map(OpenAIWire.Message.init),
            temperature: call.request.temperature,
            topP: call.request.topP, maxTokens: call.request.maxTokens,
            usesCompletionTokens: baseURL.contains("://api.openai.com"),
            stop: call.request.stop, tools: call.request.tools.map { .init(function: $0) }, toolChoice: call.request.toolChoice,
            responseFormat: call.request.responseFormat, streams: call.streams, extra: call.request.extra)
        return TransportRequest(
            method: "POST", url: baseURL + "/chat/completions",
            headers: headers + [("accept", expectedMediaType(streaming: call.streams))], body: try WireJSON.encode(body))
    }

    func expectedMediaType(streaming: Bool) -> String { streaming ? "text/event-stream" : "application/json" }

    func decodeAnswer(_ body: ByteBuffer) throws -> [ModelEvent] {
        let answer = try WireJSON.decode(OpenAIWire.Answer.self, from: body)
        if let error = answer.error { throw Self.failure(error) }
        guard let choice = answer.choices?.first, let content = choice.message else {
            throw ModelFailure(.malformed, "the answer holds no message")
        }
        guard let word = choice.finish_reason else {
            throw ModelFailure(.truncated, "the answer does not say why it ended")
        }
        let usage = answer.usage.map { ModelEvent.usage(Usage($0)) }
        return [.started(model: answer.model)] + Self.events(of: content) + (usage.map { [$0] } ?? [])
            + [.finished(try Self.finishReason(word))]
    }

    func makeStreamDecoder() -> any StreamDecoder { OpenAIStreamDecoder() }

    func decodeFailure(status: Int, retryAfter: Duration?, body: ByteBuffer) -> ModelFailure {
        // Gemini's compatible endpoint wraps its errors in a list.
        let decoded =
            (try? WireJSON.decode(OpenAIWire.FailureBody.self, from: body))
            ?? (try? WireJSON.decode([OpenAIWire.FailureBody].self, from: body))?.first
        return FailureClassifier.classify(
            status: status, code: decoded?.error?.code, message: decoded?.error?.message ?? decoded?.message ?? "",
            retryAfter: retryAfter)
    }

    func encodeModelList() -> TransportRequest {
        TransportRequest(method: "GET", url: baseURL + "/models", headers: headers)
    }

    func decodeModelList(_ body: ByteBuffer) throws -> [String] {
        try WireJSON.decode(OpenAIWire.ModelList.self, from: body).data.map(\.id)
    }

    func continuesPrefill(model: String) -> Bool { false }

    var headers: [(name: String, value: String)] {
        [("content-type", "application/json")] + (apiKey.map { [("authorization", "Bearer \($0.reveal)")] } ?? [])
    }

    static func events(of content: OpenAIWire.Answer.Content) -> [ModelEvent] {
        var events: [ModelEvent] = []
        if let text = content.reasoning_content ?? content.reasoning, !text.isEmpty { events.append(.reasoning(text)) }
        if let text = content.content?.text, !text.isEmpty { events.append(.text(text)) }
        if let text = content.refusal, !text.isEmpty { events.append(.refusal(text)) }
        for (position, call) in (content.tool_calls ?? []).enumerated() {
            events.append(
                .toolCall(
                    ToolCallFragment(
                        index: call.index ?? position, id: call.id, name: call.function?.name,
                        arguments: call.function?.arguments ?? "")))
        }
        return events
    }

    /// - Throws: ``ModelFailure`` for the words by which compatible servers say that the answer is not whole.
    static func finishReason(_ word: String) throws -> FinishReason {
        switch word {
        case "length": return .length
        case "tool_calls", "function_call": return .toolCalls
        case "content_filter": return .contentFilter
        case "error": throw ModelFailure(.serverError, "the provider stopped with an error")
        case "insufficient_system_resource": throw ModelFailure(.overloaded, "the provider stopped for lack of resources")
        default: return .stop
        }
    }

    static func failure(_ error: OpenAIWire.Failure) -> ModelFailure {
        FailureClassifier.classify(status: error.status ?? 200, code: error.code, message: error.message, retryAfter: nil)
            .inAnswer
    }
}

extension ModelFailure {
    /// An error that came inside an answer: what says nothing more is the server's fault, not the request's.
    var inAnswer: ModelFailure {
        guard kind == .badRequest else { return self }
        var failure = self
        failure.kind = .serverError
        failure.status = nil
        return failure
    }
}

extension Usage {
    /// Cached and audio tokens are inside the prompt's, reasoning and audio tokens inside the completion's.
    init(_ wire: OpenAIWire.Answer.Usage) {
        let cached = wire.prompt_tokens_details?.cached_tokens ?? 0
        let reasoning = wire.completion_tokens_details?.reasoning_tokens ?? 0
        let heard = wire.prompt_tokens_details?.audio_tokens ?? 0
        let spoken = wire.completion_tokens_details?.audio_tokens ?? 0
        self.init(
            input: max(0, (wire.prompt_tokens ?? 0) - cached - heard), cachedInput: cached,
            output: max(0, (wire.completion_tokens ?? 0) - reasoning - spoken), reasoning: reasoning, audioInput: heard,
            audioOutput: spoken)
    }
}
