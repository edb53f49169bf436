import LanguageModel
import NIOCore

/// Anthropic's Messages. Source: the public API reference, version 2023-06-01.
struct AnthropicFormat: WireFormat {
    let baseURL: String
    let apiKey: Secret?

    func encode(_ call: ModelCall) throws -> TransportRequest {
        TransportRequest(
            method: "POST", url: baseURL + "/v1/messages", headers: headers,
            body: try WireJSON.encode(AnthropicWire.Request(call)))
    }

    func expectedMediaType(streaming: Bool) -> String { streaming ? "text/event-stream" : "application/json" }

    func decodeAnswer(_ body: ByteBuffer) throws -> [ModelEvent] {
        let answer = try WireJSON.decode(AnthropicWire.Answer.self, from: body)
        if let error = answer.error { throw Self.failure(error) }
        guard let content = answer.content, let stopReason = answer.stop_reason else {
            throw ModelFailure(.malformed, "the answer holds no message")
        }
        var events: [ModelEvent] = [.started(model: answer.model)]
        for (index, block) in content.enumerated() { events += try Self.events(of: block, index: index, whole: true) }
        if let usage = answer.usage { events.append(.usage(Usage(usage))) }
        return events + [.finished(Self.finishReason(stopReason))]
    }

    func makeStreamDecoder() -> any StreamDecoder { AnthropicStreamDecoder() }

    func decodeFailure(status: Int, retryAfter: Duration?, body: ByteBuffer) -> ModelFailure {
        let error = (try? WireJSON.decode(AnthropicWire.FailureBody.self, from: body))?.error
        return FailureClassifier.classify(
            status: status, code: error?.type, message: error?.message ?? "", retryAfter: retryAfter)
    }

    func encodeModelList() -> TransportRequest {
        TransportRequest(method: "GET", url: baseURL + "/v1/models?limit=1000", headers: headers)
    }

    func decodeModelList(_ body: ByteBuffer) throws -> [String] {
        try WireJSON.decode(AnthropicWire.ModelList.self, from: body).data.map(\.id)
    }

    /// The families before 4.6 go on from an assistant message; later ones reject it, and so may what is not known.
    func continuesPrefill(model: String) -> Bool {
        let names = ["claude-3", "claude-sonnet-4-", "claude-opus-4-", "claude-haiku-4-"]
        guard names.contains(where: model.hasPrefix) else { return false }
        let later = ["-4-6", "-4-7", "-4-8", "-4-9"]
        return !later.contains { model.contains($0) }
    }

    /// There is a mode for a schema, and none for just any object.
    func takes(_ format: ResponseFormat) -> Bool { format != .jsonObject }

    private var headers: [(name: String, value: String)] {
        [("content-type", "application/json"), ("anthropic-version", "2023-06-01")]
            + (apiKey.map { [("x-api-key", $0.reveal)] } ?? [])
    }

    /// What a block says when it is whole, or when it begins in a stream.
    static func events(of block: AnthropicWire.ReceivedBlock, index: Int, whole: Bool) throws -> [ModelEvent] {
        switch block.type {
        case "text": return block.text.map { $0.isEmpty ? [] : [.text($0)] } ?? []
        case "thinking": return block.thinking.map { $0.isEmpty ? [] : [.reasoning($0)] } ?? []
        case "tool_use":
            let arguments = whole ? try String(buffer: WireJSON.encode(block.input ?? [:])) : ""
            return [.toolCall(ToolCallFragment(index: index, id: block.id, name: block.name, arguments: arguments))]
        default: return []
        }
    }

    static func finishReason(_ word: String?) -> FinishReason {
        switch word {
        case "max_tokens", "model_context_window_exceeded": .length
        case "tool_use": .toolCalls
        case "refusal": .contentFilter
        default: .stop
        }
    }

    static func failure(_ error: AnthropicWire.Failure) -> ModelFailure {
        FailureClassifier.classify(
            status: status(of: error.type), code: error.type, message: error.message ?? "", retryAfter: nil
        )
        .inAnswer
    }

    /// The status under which the provider sends an error of this type when it can still choose one.
    private static func status(of type: String?) -> Int {
        switch type {
        case "authentication_error": 401
        case "permission_error": 403
        case "not_found_error": 404
        case "request_too_large": 413
        case "rate_limit_error": 429
        case "api_error": 500
        case "overloaded_error": 529
        default: 200
        }
    }
}

extension Usage {
    /// The classes are disjoint on the wire already.
    init(_ wire: AnthropicWire.Usage) {
        self.init(
            input: wire.input_tokens ?? 0, cachedInput: wire.cache_read_input_tokens ?? 0,
            cacheWrite: wire.cache_creation_input_tokens ?? 0, output: wire.output_tokens ?? 0)
    }
}
