import LanguageModel

/// OpenAI's chat completions.
struct OpenAIWriter: WireWriter {
    let streamContentType = "text/event-stream; charset=utf-8"
    let requestIDHeader: String? = "x-request-id"

    func call(from body: JSONValue, route: ChatRoute) throws(UnreadableRequest) -> ChatCall {
        let messages = try body.list("messages").map { message in
            let role =
                switch message["role"]?.stringValue {
                case "system", "developer": Role.system
                case "assistant": Role.assistant
                case "tool", "function": Role.tool
                default: Role.user
                }
            return ChatCall.Turn(role: role, text: message["content"]?.contentText ?? "")
        }
        guard !messages.isEmpty else { throw UnreadableRequest(message: "[] is too short - 'messages'") }
        let tools = body["tool_choice"] == "none" ? [] : body["tools"]?.arrayValue ?? []
        var call = ChatCall(
            model: try body.modelName(), isStreaming: body["stream"]?.isTrue ?? false, messages: messages,
            toolNames: tools.compactMap { $0["function"]?["name"]?.stringValue },
            maxTokens: (body["max_completion_tokens"] ?? body["max_tokens"])?.integerValue, stop: body["stop"]?.strings ?? [])
        let format = body["response_format"]
        if format?["type"] == "json_object" { call.form = .init() }
        if format?["type"] == "json_schema" { call.form = .init(schema: format?["json_schema"]?["schema"]) }
        call.wantsStreamUsage = body["stream_options"]?["include_usage"]?.isTrue ?? false
        return call
    }

    func opening(_ reply: Reply) -> [String] {
        switch reply.pieces.first {
        case .toolCall: [chunk(reply, ["role": "assistant", "content": nil])]
        case .refusal: [chunk(reply, ["role": "assistant", "content": nil, "refusal": ""])]
        default: [chunk(reply, ["role": "assistant", "content": "", "refusal": nil])]
        }
    }

    func events(for piece: Reply.Piece, in reply: Reply) -> [String] {
        switch piece {
        case .text(let text): [chunk(reply, ["content": .string(text)])]
        case .refusal(let text): [chunk(reply, ["refusal": .string(text)])]
        case .toolCall(let id, let name, let arguments):
            [
                chunk(
                    reply,
                    [
                        "tool_calls": [
                            [
                                "index": 0, "id": .string("call_\(id)"), "type": "function",
                                "function": ["name": .string(name), "arguments": ""],
                            ]
                        ]
                    ])
            ]
                + halves(arguments).map {
                    chunk(reply, ["tool_calls": [["index": 0, "function": ["arguments": .string($0)]]]])
                }
        }
    }

    func closing(_ reply: Reply) -> [String] {
        var events = [chunk(reply, [:], ending: finishReason(reply.ending))]
        if reply.wantsStreamUsage {
            events.append(serverSentEvent(envelope(reply, "chat.completion.chunk", choices: [], usage: usage(reply))))
        }
        return events + ["data: [DONE]\n\n"]
    }

    func brokenEvent(_ reply: Reply) -> String {
        let event = chunk(reply, ["content": "broken"])
        return event.prefix(event.count / 2) + "\n\n"
    }

    func streamError() -> String {
        serverSentEvent(error("The server had an error while processing your request. Sorry about that!", "server_error"))
    }

    func whole(_ reply: Reply) -> String {
        var message: [(String, OrderedJSON)] = [("role", "assistant")]
        var calls: [OrderedJSON] = []
        for case .toolCall(let id, let name, let arguments) in reply.pieces {
            calls.append([
                "id": .string("call_\(id)"), "type": "function",
                "function": ["name": .string(name), "arguments": .string(arguments)],
            ])
        }
        message.append(("content", calls.isEmpty && reply.refusal == nil ? .string(reply.text) : nil))
        message.append(("refusal", reply.refusal.map(OrderedJSON.string) ?? nil))
        if !calls.isEmpty { message.append(("tool_calls", .array(calls))) }
        let choice: OrderedJSON = [
            "index": 0, "message": .object(message), "logprobs": nil, "finish_reason": finishReason(reply.ending),
        ]
        return envelope(reply, "chat.completion", choices: [choice], usage: usage(reply)).text
    }

    func failure(_ error: WireError, model: String, isStreaming: Bool, id: String) -> WireFailure {
        let (status, json): (Int, OrderedJSON) =
            switch error {
            case .badRequest(let message): (400, self.error(message, "invalid_request_error"))
            case .contentPolicy:
                (
                    400,
                    self.error(
                        "Your request was rejected as a result of our safety system.", "invalid_request_error",
                        code: "content_policy_violation")
                )
            case .contextTooLong(let tokens, let window):
                (
                    400,
                    self.error(
                        "This model's maximum context length is \(window) tokens. However, your messages resulted in \(tokens) "
                            + "tokens. Please reduce the length of the messages.", "invalid_request_error", param: "messages",
                        code: "context_length_exceeded")
                )
            case .modelNotFound(let detail):
                (
                    404,
                    self.error(
                        "The model `\(model)` does not exist or you do not have access to it.\(detail)", "invalid_request_error",
                        code: "model_not_found")
                )
            case .overloaded:
                (
                    503,
                    self.error("The engine is currently overloaded, please try again later", "server_error", code: "overloaded")
                )
            case .prefillRejected:
                (
                    400,
                    self.error(
                        "This model does not support assistant message prefill. The conversation must end with a user message.",
                        "invalid_request_error", param: "messages")
                )
            case .rateLimited(let seconds):
                (
                    429,
                    self.error(
                        "Rate limit reached for \(model) on requests per min (RPM): Limit 3, Used 3, Requested 1."
                            + (seconds.map { " Please try again in \($0)s." } ?? ""), "requests", code: "rate_limit_exceeded")
                )
            case .serverError:
                (500, self.error("The server had an error while processing your request. Sorry about that!", "server_error"))
            case .unauthorized:
                (401, self.error("Incorrect API key provided.", "invalid_request_error", code: "invalid_api_key"))
            case .unknownPath(let target): (404, self.error("Invalid URL (\(target))", "invalid_request_error"))
            }
        return WireFailure(status: status, body: json.text)
    }

    func modelList(_ names: [String]) -> String {
        let models = names.map {
            ["id": .string($0), "object": "model", "created": 1_700_000_000, "owned_by": "simulator"] as OrderedJSON
        }
        return (["object": "list", "data": .array(models)] as OrderedJSON).text
    }

    private func error(_ message: String, _ type: String, param: String? = nil, code: String? = nil) -> OrderedJSON {
        [
            "error": [
                "message": .string(message), "type": .string(type), "param": param.map(OrderedJSON.string) ?? nil,
                "code": code.map(OrderedJSON.string) ?? nil,
            ]
        ]
    }

    private func chunk(_ reply: Reply, _ delta: OrderedJSON, ending: OrderedJSON = nil) -> String {
        let choice: OrderedJSON = ["index": 0, "delta": delta, "logprobs": nil, "finish_reason": ending]
        return serverSentEvent(
            envelope(reply, "chat.completion.chunk", choices: [choice], usage: reply.wantsStreamUsage ? .null : nil))
    }

    /// `usage` nil leaves the member out; `.null` writes it as null, as streams that will report usage do.
    private func envelope(_ reply: Reply, _ object: String, choices: [OrderedJSON], usage: OrderedJSON?) -> OrderedJSON {
        var members: [(String, OrderedJSON)] = [
            ("id", .string("chatcmpl-\(reply.id)")), ("object", .string(object)), ("created", .integer(Int(reply.created))),
            ("model", .string(reply.model)), ("system_fingerprint", "fp_simulator"), ("choices", .array(choices)),
        ]
        if let usage { members.append(("usage", usage)) }
        return .object(members)
    }

    private func usage(_ reply: Reply) -> OrderedJSON {
        [
            "prompt_tokens": .integer(reply.promptTokens), "completion_tokens": .integer(reply.outputTokens),
            "total_tokens": .integer(reply.promptTokens + reply.outputTokens), "prompt_tokens_details": ["cached_tokens": 0],
            "completion_tokens_details": ["reasoning_tokens": 0],
        ]
    }

    private func finishReason(_ ending: Reply.Ending?) -> OrderedJSON {
        switch ending {
        case nil: nil
        case .stop, .refusal: "stop"
        case .length: "length"
        case .toolCalls: "tool_calls"
        }
    }
}
