import LanguageModel
import NIOCore

/// One streamed message; the end is `message_stop`.
struct AnthropicStreamDecoder: StreamDecoder {
    private var parser = EventStreamParser()
    private var usage = AnthropicWire.Usage()
    private var stopReason: String?
    /// The block of a tool call whose arguments have not begun.
    private var silentCall: Int?
    private var started = false
    private var isFinished = false

    mutating func decode(_ bytes: ByteBuffer) throws -> [ModelEvent] {
        parser.append(bytes)
        var events: [ModelEvent] = []
        while !isFinished, let event = try parser.next() { events += try take(event.data) }
        return events
    }

    mutating func end() throws -> [ModelEvent] {
        guard !isFinished else { return [] }
        let events = try readingTheRest { try parser.end().map { try take($0.data) } ?? [] }
        guard isFinished else { throw ModelFailure(.truncated, "the stream ended without its end marker") }
        return events
    }

    private mutating func take(_ data: ByteBuffer) throws -> [ModelEvent] {
        let event = try WireJSON.decode(AnthropicWire.Event.self, from: data)
        switch event.type {
        case "message_start":
            merge(event.message?.usage)
            guard !started else { return [] }
            started = true
            return [.started(model: event.message?.model)]
        case "content_block_start":
            guard let block = event.content_block else { return [] }
            if block.type == "tool_use" { silentCall = event.index ?? 0 }
            return try AnthropicFormat.events(of: block, index: event.index ?? 0, whole: false)
        case "content_block_delta":
            return event.delta.map { events(of: $0, index: event.index ?? 0) } ?? []
        case "content_block_stop":
            // A call without arguments is sent without a word of them; an empty text is no JSON.
            guard let call = silentCall, call == event.index ?? 0 else { return [] }
            silentCall = nil
            return [.toolCall(ToolCallFragment(index: call, arguments: "{}"))]
        case "message_delta":
            merge(event.usage)
            stopReason = event.delta?.stop_reason ?? stopReason
            return []
        case "message_stop":
            isFinished = true
            return [.usage(Usage(usage)), .finished(AnthropicFormat.finishReason(stopReason))]
        case "error":
            throw AnthropicFormat.failure(event.error ?? .init(type: nil, message: "an error without words"))
        default:
            return []
        }
    }

    private mutating func events(of delta: AnthropicWire.Event.Delta, index: Int) -> [ModelEvent] {
        switch delta.type {
        case "text_delta": return delta.text.map { $0.isEmpty ? [] : [.text($0)] } ?? []
        case "thinking_delta": return delta.thinking.map { $0.isEmpty ? [] : [.reasoning($0)] } ?? []
        case "input_json_delta":
            guard let piece = delta.partial_json, !piece.isEmpty else { return [] }
            silentCall = nil
            return [.toolCall(ToolCallFragment(index: index, arguments: piece))]
        default: return []
        }
    }

    /// Later counts are cumulative and replace earlier ones.
    private mutating func merge(_ later: AnthropicWire.Usage?) {
        usage.input_tokens = later?.input_tokens ?? usage.input_tokens
        usage.cache_read_input_tokens = later?.cache_read_input_tokens ?? usage.cache_read_input_tokens
        usage.cache_creation_input_tokens = later?.cache_creation_input_tokens ?? usage.cache_creation_input_tokens
        usage.output_tokens = later?.output_tokens ?? usage.output_tokens
    }
}
