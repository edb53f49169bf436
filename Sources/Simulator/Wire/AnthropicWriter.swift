import LanguageModel

/// Anthropic's messages.
struct AnthropicWriter: WireWriter {
    let streamContentType = "text/event-stream; charset=utf-8"
    let requestIDHeader: String? = "request-id"

    func call(from body: JSONValue, route: ChatRoute) throws(UnreadableRequest) -> ChatCall {
        guard let maxTokens = body["max_tokens"]?.integerValue else {
            throw UnreadableRequest(message: "max_tokens: Field required")
        }
        var messages = try body.list("messages").map { message in
            let blocks = message["content"]?.arrayValue ?? []
            let isToolResult = blocks.contains { $0["type"] == "tool_result" }
            let role: Role = message["role"] == "assistant" ? .assistant : isToolResult ? .tool : .user
            return ChatCall.Turn(role: role, text: message["content"]?.contentText ?? "")
        }
        guard !messages.isEmpty else { throw UnreadableRequest(message: "messages: at least one message is required") }
        if let system = body["system"] { messages.insert(ChatCall.Turn(role: .system, text: system.contentText), at: 0) }
        let tools = body["tool_choice"]?["type"] == "none" ? [] : body["tools"]?.arrayValue ?? []
        var call = ChatCall(
            model: try body.modelName(), isStreaming: body["stream"]?.isTrue ?? false, messages: messages,
            toolNames: tools.compactMap { $0["name"]?.stringValue }, maxTokens: maxTokens,
            stop: body["stop_sequences"]?.strings ?? [])
        call.form = (body["output_config"]?["format"]?["schema"]).map { .init(schema: $0) }
        return call
    }

    func opening(_ reply: Reply) -> [String] {
        let start = event(
            "message_start",
            ("message", message(reply, content: [], ending: nil, output: 1)))
        switch reply.pieces.first {
        case .text, .refusal: return [start, blockStart(["type": "text", "text": ""]), event("ping")]
        case .toolCall, nil: return [start, event("ping")]
        }
    }

    func events(for piece: Reply.Piece, in reply: Reply) -> [String] {
        switch piece {
        case .text(let text), .refusal(let text): [blockDelta(["type": "text_delta", "text": .string(text)])]
        case .toolCall(let id, let name, let arguments):
            [blockStart(["type": "tool_use", "id": .string("toolu_\(id)"), "name": .string(name), "input": [:]])]
                + halves(arguments).map { blockDelta(["type": "input_json_delta", "partial_json": .string($0)]) }
                + [event("content_block_stop", ("index", 0))]
        }
    }

    func closing(_ reply: Reply) -> [String] {
        let delta = event(
            "message_delta", ("delta", ["stop_reason": stopReason(reply.ending), "stop_sequence": nil]),
            ("usage", ["output_tokens": .integer(reply.outputTokens)]))
        switch reply.pieces.first {
        case .text, .refusal: return [event("content_block_stop", ("index", 0)), delta, event("message_stop")]
        case .toolCall, nil: return [delta, event("message_stop")]
        }
    }

    func brokenEvent(_ reply: Reply) -> String {
        let event = blockDelta(["type": "text_delta", "text": "broken"])
        return event.prefix(event.count - 20) + "\n\n"
    }

    func streamError() -> String {
        serverSentEvent(error("overloaded_error", "Overloaded", id: nil), named: "error")
    }

    func whole(_ reply: Reply) -> String {
        var content: [OrderedJSON] = []
        let text = reply.text + (reply.refusal ?? "")
        if !text.isEmpty { content.append(["type": "text", "text": .string(text)]) }
        for case .toolCall(let id, let name, let arguments) in reply.pieces {
            content.append(["type": "tool_use", "id": .string("toolu_\(id)"), "name": .string(name), "input": .raw(arguments)])
        }
        return message(reply, content: content, ending: reply.ending, output: reply.outputTokens).text
    }

    func failure(_ error: WireError, model: String, isStreaming: Bool, id: String) -> WireFailure {
        let (status, type, message): (Int, String, String) =
            switch error {
            case .badRequest(let message): (400, "invalid_request_error", message)
            case .contentPolicy: (400, "invalid_request_error", "Output blocked by content filtering policy")
            case .contextTooLong(let tokens, let window):
                (400, "invalid_request_error", "prompt is too long: \(tokens) tokens > \(window) maximum")
            case .modelNotFound(let detail): (404, "not_found_error", "model: \(model)\(detail)")
            case .overloaded: (529, "overloaded_error", "Overloaded")
            case .prefillRejected:
                (
                    400, "invalid_request_error",
                    "This model does not support assistant message prefill. The conversation must end with a user message."
                )
            case .rateLimited:
                (429, "rate_limit_error", "This request would exceed your organization's rate limit. Please try again later.")
            case .serverError: (500, "api_error", "Internal server error")
            case .unauthorized: (401, "authentication_error", "invalid x-api-key")
            case .unknownPath(let target): (404, "not_found_error", "Not Found: \(target)")
            }
        return WireFailure(status: status, body: self.error(type, message, id: id).text)
    }

    func modelList(_ names: [String]) -> String {
        let models = names.map {
            ["type": "model", "id": .string($0), "display_name": .string($0), "created_at": "2024-01-01T00:00:00Z"] as OrderedJSON
        }
        let first = names.first.map(OrderedJSON.string) ?? nil
        let last = names.last.map(OrderedJSON.string) ?? nil
        return (["data": .array(models), "has_more": false, "first_id": first, "last_id": last] as OrderedJSON).text
    }

    private func error(_ type: String, _ message: String, id: String?) -> OrderedJSON {
        var members: [(String, OrderedJSON)] = [
            ("type", "error"), ("error", ["type": .string(type), "message": .string(message)]),
        ]
        if let id { members.append(("request_id", .string("req_\(id)"))) }
        return .object(members)
    }

    private func event(_ name: String, _ members: (String, OrderedJSON)...) -> String {
        serverSentEvent(.object([("type", .string(name))] + members), named: name)
    }

    private func blockStart(_ block: OrderedJSON) -> String {
        event("content_block_start", ("index", 0), ("content_block", block))
    }

    private func blockDelta(_ delta: OrderedJSON) -> String {
        event("content_block_delta", ("index", 0), ("delta", delta))
    }

    private func message(_ reply: Reply, content: [OrderedJSON], ending: Reply.Ending?, output: Int) -> OrderedJSON {
        [
            "id": .string("msg_\(reply.id)"), "type": "message", "role": "assistant", "model": .string(reply.model),
            "content": .array(content), "stop_reason": stopReason(ending), "stop_sequence": nil,
            "usage": [
                "input_tokens": .integer(reply.promptTokens), "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
                "output_tokens": .integer(output),
            ],
        ]
    }

    private func stopReason(_ ending: Reply.Ending?) -> OrderedJSON {
        switch ending {
        case nil: nil
        case .stop: "end_turn"
        case .length: "max_tokens"
        case .toolCalls: "tool_use"
        case .refusal: "refusal"
        }
    }
}
