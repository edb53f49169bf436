import LanguageModel

/// The body of `POST /v1/chat/completions`: what Understudy understands of it, and the rest as it came.
struct CompletionRequest: Decodable {
    var model: String
    var streams: Bool
    var includesUsage: Bool
    var request: ChatRequest

    init(from decoder: any Decoder) throws {
        let body = try decoder.container(keyedBy: AnyKey.self)
        model = try body.decode(String.self, forKey: "model")
        streams = try body.decodeIfPresent(Bool.self, forKey: "stream") ?? false
        includesUsage = try body.decodeIfPresent(StreamOptions.self, forKey: "stream_options")?.include_usage ?? false
        let messages = try body.decode([CompletionMessage].self, forKey: "messages").map(\.message)
        request = ChatRequest(
            messages: messages,
            temperature: try body.decodeIfPresent(Double.self, forKey: "temperature"),
            topP: try body.decodeIfPresent(Double.self, forKey: "top_p"),
            maxTokens: try body.wholeNumber("max_completion_tokens") ?? body.wholeNumber("max_tokens"),
            stop: try body.decodeIfPresent(StopSequences.self, forKey: "stop")?.values ?? [],
            tools: try body.decodeIfPresent([CompletionTool].self, forKey: "tools")?.map(\.tool) ?? [],
            toolChoice: try body.decodeIfPresent(CompletionToolChoice.self, forKey: "tool_choice")?.choice,
            responseFormat: try body.decodeIfPresent(CompletionFormat.self, forKey: "response_format")?.format)
        for key in body.allKeys where !Self.known.contains(key.stringValue) {
            request.extra[key.stringValue] = try body.decode(JSONValue.self, forKey: key)
        }
        try validate(choices: body.wholeNumber("n"))
    }

    private static let known: Set<String> = [
        "max_completion_tokens", "max_tokens", "messages", "model", "n", "response_format", "stop", "stream", "stream_options",
        "temperature",
        "tool_choice", "tools", "top_p",
    ]

    private struct StreamOptions: Decodable {
        var include_usage: Bool?
    }

    private func validate(choices: Int?) throws {
        guard !model.isEmpty else { throw APIError.invalid("model", "must not be empty") }
        guard !request.messages.isEmpty else { throw APIError.invalid("messages", "must hold at least one message") }
        if let choices, choices != 1 { throw APIError.invalid("n", "only one choice is supported") }
        if let temperature = request.temperature, !(0...2).contains(temperature) {
            throw APIError.invalid("temperature", "must be between 0 and 2")
        }
        if let topP = request.topP, !(0...1).contains(topP) { throw APIError.invalid("top_p", "must be between 0 and 1") }
        if let maxTokens = request.maxTokens, !(1...10_000_000).contains(maxTokens) {
            throw APIError.invalid("max_tokens", "must be at least 1")
        }
        if request.stop.count > 16 { throw APIError.invalid("stop", "must hold at most 16 sequences") }
        if request.tools.count > 512 { throw APIError.invalid("tools", "must hold at most 512 tools") }
    }
}

/// A key of any name.
struct AnyKey: CodingKey, ExpressibleByStringLiteral {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringLiteral value: String) { stringValue = value }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<AnyKey> {
    /// By way of `Double`, because the decoder takes a number that no `Int` holds for broken JSON and names no field.
    fileprivate func wholeNumber(_ key: AnyKey) throws -> Int? {
        guard let number = try decodeIfPresent(Double.self, forKey: key) else { return nil }
        guard let whole = Int(exactly: number) else { throw APIError.invalid(key.stringValue, "must be a whole number") }
        return whole
    }
}

/// `stop`: one string or a list.
private struct StopSequences: Decodable {
    var values: [String]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let one = try? container.decode(String.self) {
            values = [one]
        } else {
            values = try container.decode([String].self)
        }
    }
}
