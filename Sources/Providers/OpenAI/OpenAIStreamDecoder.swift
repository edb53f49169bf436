import LanguageModel
import NIOCore

/// One streamed completion. The end is `[DONE]`; servers that leave it out have at least given a finish reason.
struct OpenAIStreamDecoder: StreamDecoder {
    private var parser = EventStreamParser()
    private var started = false
    private var finishReason: FinishReason?
    private var isFinished = false

    mutating func decode(_ bytes: ByteBuffer) throws -> [ModelEvent] {
        parser.append(bytes)
        var events: [ModelEvent] = []
        while !isFinished, let event = try parser.next() { events += try take(event.data) }
        return events
    }

    mutating func end() throws -> [ModelEvent] {
        guard !isFinished else { return [] }
        var events = try readingTheRest { try parser.end().map { try take($0.data) } ?? [] }
        guard !isFinished else { return events }
        guard let finishReason else { throw ModelFailure(.truncated, "the stream ended without its end marker") }
        events.append(.finished(finishReason))
        return events
    }

    private mutating func take(_ data: ByteBuffer) throws -> [ModelEvent] {
        if data.readableBytesView.elementsEqual("[DONE]".utf8) {
            isFinished = true
            return [.finished(finishReason ?? .stop)]
        }
        if let chunk = OpenAITextChunk(data, namesModel: !started) { return try take(chunk) }
        let chunk = try WireJSON.decode(OpenAIWire.Answer.self, from: data)
        if let error = chunk.error { throw OpenAIFormat.failure(error) }
        var events: [ModelEvent] = []
        if !started {
            started = true
            events.append(.started(model: chunk.model))
        }
        if let choice = chunk.choices?.first(where: { ($0.index ?? 0) == 0 }) {
            if let content = choice.delta ?? choice.message { events += OpenAIFormat.events(of: content) }
            if let word = choice.finish_reason { finishReason = try OpenAIFormat.finishReason(word) }
        }
        if let usage = chunk.usage { events.append(.usage(Usage(usage))) }
        return events
    }

    private mutating func take(_ chunk: OpenAITextChunk) throws -> [ModelEvent] {
        var events: [ModelEvent] = []
        if !started {
            started = true
            events.append(.started(model: chunk.model))
        }
        if let text = chunk.text, !text.isEmpty { events.append(.text(text)) }
        if let word = chunk.finishReason { finishReason = try OpenAIFormat.finishReason(word) }
        return events
    }
}
