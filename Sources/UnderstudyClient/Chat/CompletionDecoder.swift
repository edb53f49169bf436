import Foundation

/// The wire's form of a completion, whole or a chunk of a streamed one.
struct CompletionWire: Decodable {
    struct Choice: Decodable {
        var message: Piece?
        var delta: Piece?
        var finish_reason: String?
    }

    struct Piece: Decodable {
        var content: String?
        var tool_calls: [Call]?
    }

    struct Call: Decodable {
        struct Function: Decodable {
            var name: String?
            var arguments: String?
        }

        var index: Int?
        var id: String?
        var function: Function?

        var call: ToolCall {
            ToolCall(id: id ?? "", name: function?.name ?? "", arguments: function?.arguments ?? "")
        }
    }

    struct Usage: Decodable {
        struct Prompt: Decodable { var cached_tokens: Int? }
        struct Completion: Decodable { var reasoning_tokens: Int? }

        var prompt_tokens: Int
        var completion_tokens: Int
        var total_tokens: Int
        var prompt_tokens_details: Prompt?
        var completion_tokens_details: Completion?

        var tokens: TokenUsage {
            TokenUsage(
                prompt: prompt_tokens, completion: completion_tokens, total: total_tokens,
                cached: prompt_tokens_details?.cached_tokens ?? 0,
                reasoning: completion_tokens_details?.reasoning_tokens ?? 0)
        }
    }

    var id: String
    var model: String
    var choices: [Choice]
    var usage: Usage?

    /// A whole completion's body.
    static func completion(_ body: Data, requestID: String?) throws -> Completion {
        guard let wire = try? JSONDecoder().decode(CompletionWire.self, from: body), let choice = wire.choices.first,
            let message = choice.message, let reason = choice.finish_reason
        else { throw UnderstudyError.unreadable("it is not a chat completion") }
        return Completion(
            id: wire.id, model: wire.model, path: [wire.model], text: message.content ?? "",
            toolCalls: (message.tool_calls ?? []).map(\.call), finishReason: FinishReason(rawValue: reason),
            usage: wire.usage?.tokens, requestID: requestID)
    }
}

/// Reads the chunks of a streamed completion, and adds them up.
struct CompletionDecoder: EventDecoder {
    private(set) var isFinished = false
    private var completion: Completion
    private var hasStarted = false
    private var hasReason = false

    init(requestID: String?) {
        completion = Completion(
            id: "", model: "", path: [], text: "", finishReason: .stop, requestID: requestID)
    }

    mutating func decode(_ event: ServerSentEvent) throws -> [CompletionEvent] {
        if event.data == "[DONE]" {
            guard hasReason else { throw UnderstudyError.interrupted("the stream ended without a reason") }
            isFinished = true
            return completion.toolCalls.map(CompletionEvent.toolCall) + [.finished(completion)]
        }
        let data = Data(event.data.utf8)
        guard let chunk = try? JSONDecoder().decode(CompletionWire.self, from: data) else {
            if let envelope = try? JSONDecoder().decode(ErrorEnvelope.self, from: data) {
                throw UnderstudyError.refused(ServerRefusal(envelope))
            }
            throw UnderstudyError.unreadable("a piece of the answer is not the JSON that was expected")
        }
        return take(chunk)
    }

    private mutating func take(_ chunk: CompletionWire) -> [CompletionEvent] {
        var events: [CompletionEvent] = []
        if !hasStarted {
            hasStarted = true
            completion.id = chunk.id
            events.append(.started(model: chunk.model))
        } else if chunk.model != completion.model {
            events.append(.modelSwitched(from: completion.model, to: chunk.model))
        }
        if chunk.model != completion.model {
            completion.model = chunk.model
            completion.path.append(chunk.model)
        }
        if let usage = chunk.usage { completion.usage = usage.tokens }
        guard let choice = chunk.choices.first else { return events }
        if let text = choice.delta?.content, !text.isEmpty {
            completion.text += text
            events.append(.text(text))
        }
        for call in choice.delta?.tool_calls ?? [] { add(call) }
        if let reason = choice.finish_reason {
            hasReason = true
            completion.finishReason = FinishReason(rawValue: reason)
        }
        return events
    }

    /// Other servers of this protocol send a call in fragments, which belong together by their index.
    private mutating func add(_ fragment: CompletionWire.Call) {
        guard let index = fragment.index, completion.toolCalls.indices.contains(index) else {
            return completion.toolCalls.append(fragment.call)
        }
        completion.toolCalls[index].name += fragment.function?.name ?? ""
        completion.toolCalls[index].arguments += fragment.function?.arguments ?? ""
    }
}
