import LanguageModel
import NIOCore

/// Turns the chunks of a Gemini answer into events; an unstreamed answer is a single chunk.
struct GeminiAnswerReader {
    private var started = false
    private var finishReason: String?
    private var calls = 0
    /// Each chunk repeats the count so far.
    private var usage: GeminiWire.Answer.Usage?

    mutating func take(_ chunk: GeminiWire.Answer) throws -> [ModelEvent] {
        if let error = chunk.error { throw GeminiFormat.failure(error, status: 200).inAnswer }
        if let reason = chunk.promptFeedback?.blockReason {
            throw ModelFailure(.contentPolicy, "the prompt was blocked: \(reason)")
        }
        var events: [ModelEvent] = []
        if !started {
            started = true
            events.append(.started(model: chunk.modelVersion))
        }
        if let candidate = chunk.candidates?.first(where: { ($0.index ?? 0) == 0 }) {
            for part in candidate.content?.parts ?? [] { events += read(part, of: chunk.responseId) }
            if let reason = candidate.finishReason { finishReason = reason }
        }
        usage = chunk.usageMetadata ?? usage
        return events
    }

    /// The last events. They wait for the body's end, because some models give a finish reason with every chunk.
    /// - Throws: ``ModelFailure`` when no chunk said why the answer ended, or when it ended for a fault.
    func finish() throws -> [ModelEvent] {
        (usage.map { [.usage(Usage($0))] } ?? []) + [.finished(try reason())]
    }

    private func reason() throws -> FinishReason {
        switch finishReason {
        case nil:
            throw ModelFailure(.truncated, "the stream ended without its end marker")
        case "MAX_TOKENS":
            return .length
        case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY":
            return .contentFilter
        case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL":
            throw ModelFailure(.malformed, "the model made a tool call that cannot be read")
        default:
            return calls > 0 ? .toolCalls : .stop
        }
    }

    private mutating func read(_ part: GeminiWire.Part, of responseID: String?) -> [ModelEvent] {
        if let call = part.functionCall {
            defer { calls += 1 }
            let arguments = (try? WireJSON.encode(call.args ?? [:])).map { String(buffer: $0) } ?? "{}"
            // Calls mostly come without an identifier. Another provider, should the conversation move on to it, wants them
            // unique over all turns, and the response's own is.
            let id = call.id ?? "call_\(responseID.map { "\($0)_" } ?? "")\(calls)"
            return [.toolCall(ToolCallFragment(index: calls, id: id, name: call.name, arguments: arguments))]
        }
        guard let text = part.text, !text.isEmpty else { return [] }
        return [part.thought == true ? .reasoning(text) : .text(text)]
    }
}

extension Usage {
    /// Cached tokens are inside the prompt's; thoughts are beside the candidates'. Sound is inside each of them.
    fileprivate init(_ wire: GeminiWire.Answer.Usage) {
        let cached = wire.cachedContentTokenCount ?? 0
        let fresh = max(0, (wire.promptTokenCount ?? 0) - cached) + (wire.toolUsePromptTokenCount ?? 0)
        let heard =
            max(0, wire.promptTokensDetails.audio - wire.cacheTokensDetails.audio) + wire.toolUsePromptTokensDetails.audio
        let spoken = wire.candidatesTokensDetails.audio
        self.init(
            input: max(0, fresh - heard), cachedInput: cached, output: max(0, (wire.candidatesTokenCount ?? 0) - spoken),
            reasoning: wire.thoughtsTokenCount ?? 0, audioInput: heard, audioOutput: spoken)
    }
}

extension [GeminiWire.Answer.Modality]? {
    fileprivate var audio: Int {
        self?.reduce(0) { $0 + ($1.modality == "AUDIO" ? $1.tokenCount ?? 0 : 0) } ?? 0
    }
}
