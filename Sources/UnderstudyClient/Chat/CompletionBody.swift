import Foundation

/// A ``CompletionRequest`` on the wire.
struct CompletionBody: Encodable {
    var request: CompletionRequest
    var streams: Bool

    func encode(to encoder: any Encoder) throws {
        var body = encoder.container(keyedBy: AnyKey.self)
        for (name, value) in request.extra { try body.encode(value, forKey: AnyKey(name)) }
        try body.encode(request.model, forKey: "model")
        try body.encode(request.messages.map(Message.init), forKey: "messages")
        try body.encodeIfPresent(request.temperature, forKey: "temperature")
        try body.encodeIfPresent(request.topP, forKey: "top_p")
        try body.encodeIfPresent(request.maxTokens, forKey: "max_completion_tokens")
        if !request.stop.isEmpty { try body.encode(request.stop, forKey: "stop") }
        if !request.tools.isEmpty { try body.encode(request.tools.map(Self.json), forKey: "tools") }
        try body.encodeIfPresent(request.toolChoice.map(Self.json), forKey: "tool_choice")
        if streams {
            try body.encode(true, forKey: "stream")
            try body.encode(["include_usage": true], forKey: "stream_options")
        }
    }

    private struct Message: Encodable {
        var message: ChatMessage

        func encode(to encoder: any Encoder) throws {
            var body = encoder.container(keyedBy: AnyKey.self)
            try body.encode(message.role, forKey: "role")
            // Text alone goes as a string, which every server understands.
            let texts = message.content.compactMap { part in if case .text(let text) = part { text } else { nil } }
            if message.content.isEmpty, !message.toolCalls.isEmpty {
                try body.encodeNil(forKey: "content")
            } else if texts.count == message.content.count, texts.count < 2 {
                try body.encode(texts.first ?? "", forKey: "content")
            } else {
                try body.encode(message.content.map(CompletionBody.json), forKey: "content")
            }
            if !message.toolCalls.isEmpty { try body.encode(message.toolCalls.map(CompletionBody.json), forKey: "tool_calls") }
            try body.encodeIfPresent(message.toolCallID, forKey: "tool_call_id")
        }
    }

    private static func json(_ part: ContentPart) -> JSONValue {
        switch part {
        case .text(let text): ["type": "text", "text": .string(text)]
        case .imageURL(let url): ["type": "image_url", "image_url": ["url": .string(url.absoluteString)]]
        case .image(let data, let mediaType):
            ["type": "image_url", "image_url": ["url": .string("data:\(mediaType);base64,\(data.base64EncodedString())")]]
        }
    }

    private static func json(_ call: ToolCall) -> JSONValue {
        [
            "id": .string(call.id), "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
        ]
    }

    private static func json(_ tool: ChatTool) -> JSONValue {
        var function: [String: JSONValue] = ["name": .string(tool.name), "parameters": tool.parameters]
        function["description"] = tool.description.map(JSONValue.string)
        return ["type": "function", "function": .object(function)]
    }

    private static func json(_ choice: ToolChoice) -> JSONValue {
        switch choice {
        case .auto: "auto"
        case .none: "none"
        case .required: "required"
        case .named(let name): ["type": "function", "function": ["name": .string(name)]]
        }
    }
}

/// A key of any name.
struct AnyKey: CodingKey, ExpressibleByStringLiteral {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringLiteral value: String) { stringValue = value }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
