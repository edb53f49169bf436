import Foundation
import LanguageModel

/// Ollama's `/api/chat`: one JSON object a line.
struct OllamaWriter: WireWriter {
    let streamContentType = "application/x-ndjson"
    let hasStartEvent = false

    func call(from body: JSONValue, route: ChatRoute) throws(UnreadableRequest) -> ChatCall {
        let messages = try body.list("messages").map { message in
            ChatCall.Turn(
                role: message["role"]?.stringValue.flatMap(Role.init(rawValue:)) ?? .user,
                text: message["content"]?.contentText ?? "")
        }
        let options = body["options"]
        let limit = options?["num_predict"]?.integerValue
        var call = ChatCall(
            model: try body.modelName(), isStreaming: body["stream"] != .bool(false), messages: messages,
            toolNames: (body["tools"]?.arrayValue ?? []).compactMap { $0["function"]?["name"]?.stringValue },
            maxTokens: limit.flatMap { $0 < 0 ? nil : $0 }, stop: options?["stop"]?.strings ?? [])
        call.form = body["format"].map { .init(schema: $0.objectValue == nil ? nil : $0) }
        return call
    }

    /// The protocol has no start event; see ``GeminiWriter/opening(_:)``.
    func opening(_ reply: Reply) -> [String] {
        [line(reply, message: ["role": "assistant", "content": ""])]
    }

    func events(for piece: Reply.Piece, in reply: Reply) -> [String] {
        [line(reply, message: message([piece]))]
    }

    func closing(_ reply: Reply) -> [String] {
        [line(reply, message: ["role": "assistant", "content": ""], ending: reply.ending)]
    }

    func brokenEvent(_ reply: Reply) -> String {
        let event = line(reply, message: ["role": "assistant", "content": "broken"])
        return event.prefix(event.count / 2) + "\n"
    }

    func streamError() -> String {
        error("an error was encountered while running the model: unexpected EOF").text + "\n"
    }

    func whole(_ reply: Reply) -> String {
        object(reply, message: message(reply.pieces), ending: reply.ending).text
    }

    func failure(_ error: WireError, model: String, isStreaming: Bool, id: String) -> WireFailure {
        let (status, message): (Int, String) =
            switch error {
            case .badRequest(let message): (400, message)
            case .contentPolicy: (400, "the prompt was rejected by the content policy")
            case .contextTooLong: (400, "the input length exceeds the context length")
            case .modelNotFound(let detail): (404, "model '\(model)' not found\(detail)")
            case .overloaded: (503, "server busy, please try again.  maximum pending requests exceeded")
            case .prefillRejected: (400, "prefill is not supported: the conversation must end with a user message")
            case .rateLimited: (429, "too many requests: rate limit exceeded")
            case .serverError: (500, "llama runner process has terminated: exit status 2")
            case .unauthorized: (401, "unauthorized")
            case .unknownPath: (404, "404 page not found")
            }
        return WireFailure(status: status, contentType: "application/json; charset=utf-8", body: self.error(message).text)
    }

    func modelList(_ names: [String]) -> String {
        let models = names.map {
            [
                "name": .string($0), "model": .string($0), "modified_at": "2024-01-01T00:00:00Z", "size": 1_000_000_000,
                "digest": .string(String(repeating: "0", count: 64)),
                "details": ["format": "gguf", "family": "simulator", "parameter_size": "1B", "quantization_level": "Q4_0"],
            ] as OrderedJSON
        }
        return (["models": .array(models)] as OrderedJSON).text
    }

    private func error(_ message: String) -> OrderedJSON {
        ["error": .string(message)]
    }

    private func message(_ pieces: [Reply.Piece]) -> OrderedJSON {
        var text = ""
        var calls: [OrderedJSON] = []
        for piece in pieces {
            switch piece {
            case .text(let words), .refusal(let words): text += words
            case .toolCall(_, let name, let arguments):
                calls.append(["function": ["name": .string(name), "arguments": .raw(arguments)]])
            }
        }
        let plain: [(String, OrderedJSON)] = [("role", "assistant"), ("content", .string(text))]
        return .object(calls.isEmpty ? plain : plain + [("tool_calls", .array(calls))])
    }

    private func line(_ reply: Reply, message: OrderedJSON, ending: Reply.Ending? = nil) -> String {
        object(reply, message: message, ending: ending).text + "\n"
    }

    private func object(_ reply: Reply, message: OrderedJSON, ending: Reply.Ending?) -> OrderedJSON {
        let created = Date(timeIntervalSince1970: reply.created).formatted(.iso8601)
        var members: [(String, OrderedJSON)] = [
            ("model", .string(reply.model)), ("created_at", .string(created)), ("message", message),
        ]
        guard let ending else { return .object(members + [("done", false)]) }
        let total = Int(reply.duration.milliseconds * 1e6)
        members += [
            ("done_reason", ending == .length ? "length" : "stop"), ("done", true), ("total_duration", .integer(total)),
            ("load_duration", 0), ("prompt_eval_count", .integer(reply.promptTokens)), ("prompt_eval_duration", 0),
            ("eval_count", .integer(reply.outputTokens)), ("eval_duration", .integer(total)),
        ]
        return .object(members)
    }
}
