import LanguageModel

/// Google's `generateContent` and `streamGenerateContent?alt=sse`.
struct GeminiWriter: WireWriter {
    let streamContentType = "text/event-stream"
    let hasStartEvent = false

    func call(from body: JSONValue, route: ChatRoute) throws(UnreadableRequest) -> ChatCall {
        guard let model = route.model else { throw UnreadableRequest(message: "the path names no model") }
        var messages = try body.list("contents").map { content in
            let parts = content["parts"] ?? .array([])
            let isToolResult = parts.arrayValue?.contains { $0["functionResponse"] != nil } ?? false
            let role: Role = content["role"] == "model" ? .assistant : isToolResult ? .tool : .user
            return ChatCall.Turn(role: role, text: parts.contentText)
        }
        guard !messages.isEmpty else {
            throw UnreadableRequest(message: "* GenerateContentRequest.contents: contents is not specified")
        }
        if let system = body["systemInstruction"] ?? body["system_instruction"] {
            messages.insert(ChatCall.Turn(role: .system, text: system["parts"]?.contentText ?? ""), at: 0)
        }
        let tools = (body["tools"]?.arrayValue ?? []).flatMap { tool in
            (tool["functionDeclarations"] ?? tool["function_declarations"])?.arrayValue ?? []
        }
        let isForbidden = body["toolConfig"]?["functionCallingConfig"]?["mode"] == "NONE"
        let settings = body["generationConfig"] ?? body["generation_config"]
        var call = ChatCall(
            model: model, isStreaming: route.isStreaming, messages: messages,
            toolNames: isForbidden ? [] : tools.compactMap { $0["name"]?.stringValue },
            maxTokens: settings?["maxOutputTokens"]?.integerValue, stop: settings?["stopSequences"]?.strings ?? [])
        if settings?["responseMimeType"] == "application/json" {
            call.form = .init(schema: settings?["responseJsonSchema"] ?? settings?["responseSchema"])
        }
        return call
    }

    /// The protocol has no start event: an answer begins with its first words. Where a start must come twice, this is a
    /// chunk without words.
    func opening(_ reply: Reply) -> [String] {
        [serverSentEvent(chunk(reply, parts: [["text": ""]], ending: nil))]
    }

    func events(for piece: Reply.Piece, in reply: Reply) -> [String] {
        [serverSentEvent(chunk(reply, parts: parts([piece]), ending: nil))]
    }

    func closing(_ reply: Reply) -> [String] {
        [
            serverSentEvent(
                chunk(reply, parts: reply.ending == .stop && reply.outputTokens > 0 ? [["text": ""]] : [], ending: reply.ending))
        ]
    }

    func brokenEvent(_ reply: Reply) -> String {
        let event = serverSentEvent(chunk(reply, parts: [["text": "broken"]], ending: nil))
        return event.prefix(event.count / 2) + "\n\n"
    }

    func streamError() -> String {
        serverSentEvent(error(503, "UNAVAILABLE", "The model is overloaded. Please try again later."))
    }

    func whole(_ reply: Reply) -> String {
        var pieces = reply.pieces
        if !reply.text.isEmpty { pieces = [.text(reply.text)] }
        return chunk(reply, parts: parts(pieces), ending: reply.ending).text
    }

    func failure(_ error: WireError, model: String, isStreaming: Bool, id: String) -> WireFailure {
        let (status, name, message): (Int, String, String)
        var details: [OrderedJSON] = []
        switch error {
        case .badRequest(let text): (status, name, message) = (400, "INVALID_ARGUMENT", text)
        case .contentPolicy:
            let blocked: OrderedJSON = [
                "promptFeedback": ["blockReason": "PROHIBITED_CONTENT"],
                "usageMetadata": ["promptTokenCount": 1, "totalTokenCount": 1], "modelVersion": .string(model),
                "responseId": .string(id),
            ]
            return isStreaming
                ? WireFailure(status: 200, contentType: streamContentType, body: serverSentEvent(blocked))
                : WireFailure(status: 200, body: blocked.text)
        case .contextTooLong(let tokens, let window):
            (status, name, message) = (
                400, "INVALID_ARGUMENT",
                "The input token count (\(tokens)) exceeds the maximum number of tokens allowed (\(window))."
            )
        case .modelNotFound(let detail):
            (status, name, message) = (
                404, "NOT_FOUND",
                "models/\(model) is not found for API version v1beta, or is not supported for generateContent.\(detail)"
            )
        case .overloaded: (status, name, message) = (503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
        case .prefillRejected:
            (status, name, message) = (
                400, "INVALID_ARGUMENT", "Please ensure that multiturn requests end with a user role or a function response."
            )
        case .rateLimited(let seconds):
            (status, name, message) = (
                429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details."
            )
            if let seconds {
                details = [["@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": .string("\(seconds)s")]]
            }
        case .serverError: (status, name, message) = (500, "INTERNAL", "An internal error has occurred. Please retry.")
        case .unauthorized:
            (status, name, message) = (401, "UNAUTHENTICATED", "API key not valid. Please pass a valid API key.")
            details = [
                [
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com",
                    "metadata": ["service": "generativelanguage.googleapis.com"],
                ]
            ]
        case .unknownPath(let target): (status, name, message) = (404, "NOT_FOUND", "Not Found: \(target)")
        }
        return WireFailure(status: status, body: self.error(status, name, message, details).text)
    }

    func modelList(_ names: [String]) -> String {
        let models = names.map {
            [
                "name": .string("models/\($0)"), "version": "001", "displayName": .string($0), "inputTokenLimit": 1_048_576,
                "outputTokenLimit": 8192, "supportedGenerationMethods": ["generateContent", "embedContent", "countTokens"],
            ] as OrderedJSON
        }
        return (["models": .array(models)] as OrderedJSON).text
    }

    private func error(_ status: Int, _ name: String, _ message: String, _ details: [OrderedJSON] = []) -> OrderedJSON {
        var members: [(String, OrderedJSON)] = [
            ("code", .integer(status)), ("message", .string(message)), ("status", .string(name)),
        ]
        if !details.isEmpty { members.append(("details", .array(details))) }
        return ["error": .object(members)]
    }

    private func parts(_ pieces: [Reply.Piece]) -> [OrderedJSON] {
        pieces.compactMap { piece in
            switch piece {
            case .text(let text): ["text": .string(text)]
            case .refusal: nil
            case .toolCall(_, let name, let arguments): ["functionCall": ["name": .string(name), "args": .raw(arguments)]]
            }
        }
    }

    private func chunk(_ reply: Reply, parts: [OrderedJSON], ending: Reply.Ending?) -> OrderedJSON {
        let content: OrderedJSON = parts.isEmpty ? ["role": "model"] : ["parts": .array(parts), "role": "model"]
        var candidate: [(String, OrderedJSON)] = ending == .refusal ? [] : [("content", content)]
        switch ending {
        case nil: break
        case .stop, .toolCalls: candidate.append(("finishReason", "STOP"))
        case .length: candidate.append(("finishReason", "MAX_TOKENS"))
        case .refusal: candidate.append(("finishReason", "SAFETY"))
        }
        candidate.append(("index", 0))
        return [
            "candidates": [.object(candidate)],
            "usageMetadata": [
                "promptTokenCount": .integer(reply.promptTokens), "candidatesTokenCount": .integer(reply.outputTokens),
                "totalTokenCount": .integer(reply.promptTokens + reply.outputTokens),
            ],
            "modelVersion": .string(reply.model), "responseId": .string(reply.id),
        ]
    }
}
