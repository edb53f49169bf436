import LanguageModel
import NIOCore

/// Ollama's `/api/chat`. Source: the public API document of Ollama.
struct OllamaFormat: WireFormat {
    let baseURL: String

    func encode(_ call: ModelCall) throws -> TransportRequest {
        TransportRequest(
            method: "POST", url: baseURL + "/api/chat", headers: [("content-type", "application/json")],
            body: try WireJSON.encode(OllamaWire.Request(call)))
    }

    func expectedMediaType(streaming: Bool) -> String { streaming ? "application/x-ndjson" : "application/json" }

    func decodeAnswer(_ body: ByteBuffer) throws -> [ModelEvent] {
        var reader = OllamaAnswerReader()
        let events = try reader.take(WireJSON.decode(OllamaWire.Answer.self, from: body))
        guard reader.isFinished else { throw ModelFailure(.truncated, "the answer says that it is not done") }
        return events
    }

    func makeStreamDecoder() -> any StreamDecoder { OllamaStreamDecoder() }

    func decodeFailure(status: Int, retryAfter: Duration?, body: ByteBuffer) -> ModelFailure {
        let message = (try? WireJSON.decode(OllamaWire.Answer.self, from: body))?.error ?? ""
        return FailureClassifier.classify(status: status, code: nil, message: message, retryAfter: retryAfter)
    }

    func encodeModelList() -> TransportRequest {
        TransportRequest(method: "GET", url: baseURL + "/api/tags", headers: [])
    }

    func decodeModelList(_ body: ByteBuffer) throws -> [String] {
        try WireJSON.decode(OllamaWire.ModelList.self, from: body).models?.map(\.name) ?? []
    }

    /// Chat templates close the assistant's turn only when told to, so local models go on from what is there.
    func continuesPrefill(model: String) -> Bool { true }
}

/// One streamed answer: a JSON object a line, the last one with `done`.
struct OllamaStreamDecoder: StreamDecoder {
    private var lines = LineSplitter()
    private var reader = OllamaAnswerReader()

    mutating func decode(_ bytes: ByteBuffer) throws -> [ModelEvent] {
        lines.append(bytes)
        var events: [ModelEvent] = []
        while !reader.isFinished, let line = try lines.next() { events += try take(line) }
        return events
    }

    mutating func end() throws -> [ModelEvent] {
        guard !reader.isFinished else { return [] }
        let events = try readingTheRest { try lines.rest().map { try take($0) } ?? [] }
        guard reader.isFinished else { throw ModelFailure(.truncated, "the stream ended without its end marker") }
        return events
    }

    private mutating func take(_ line: ByteBuffer) throws -> [ModelEvent] {
        guard line.readableBytesView.contains(where: { $0 > 0x20 }) else { return [] }
        return try reader.take(WireJSON.decode(OllamaWire.Answer.self, from: line))
    }
}

/// Turns the lines of an answer into events; an unstreamed answer is a single line.
struct OllamaAnswerReader {
    private(set) var isFinished = false
    private var started = false
    private var calls = 0

    mutating func take(_ answer: OllamaWire.Answer) throws -> [ModelEvent] {
        if let error = answer.error {
            throw FailureClassifier.classify(status: 200, code: nil, message: error, retryAfter: nil).inAnswer
        }
        var events: [ModelEvent] = []
        if !started {
            started = true
            events.append(.started(model: answer.model))
        }
        if let text = answer.message?.thinking, !text.isEmpty { events.append(.reasoning(text)) }
        if let text = answer.message?.content, !text.isEmpty { events.append(.text(text)) }
        for call in answer.message?.tool_calls ?? [] {
            let arguments = try String(buffer: WireJSON.encode(call.function.arguments ?? [:]))
            // Older servers give no identifier. Another provider, should the conversation move on to it, wants them unique
            // over all turns, and the moment of the answer is.
            let id = call.id ?? "call_\(answer.created_at.map { "\($0.filter(\.isNumber))_" } ?? "")\(calls)"
            events.append(.toolCall(ToolCallFragment(index: calls, id: id, name: call.function.name, arguments: arguments)))
            calls += 1
        }
        guard answer.done == true else { return events }
        isFinished = true
        if answer.prompt_eval_count != nil || answer.eval_count != nil {
            events.append(.usage(Usage(input: answer.prompt_eval_count ?? 0, output: answer.eval_count ?? 0)))
        }
        events.append(.finished(answer.done_reason == "length" ? .length : calls > 0 ? .toolCalls : .stop))
        return events
    }
}
