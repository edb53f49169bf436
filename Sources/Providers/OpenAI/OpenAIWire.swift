import LanguageModel

/// The chat completions protocol's own types, as far as they are used here.
enum OpenAIWire {
    struct Request: Encodable {
        var model: String
        var messages: [Message]
        var temperature: Double?
        var topP: Double?
        var maxTokens: Int?
        /// OpenAI's own newer models take only the newer name.
        var usesCompletionTokens: Bool
        var stop: [String]
        var tools: [Tool]
        var toolChoice: LanguageModel.ToolChoice?
        var responseFormat: ResponseFormat?
        var streams: Bool
        var extra: [String: JSONValue]

        func encode(to encoder: any Encoder) throws {
            var body = encoder.container(keyedBy: WireKey.self)
            for (name, value) in extra { try body.encode(value, forKey: WireKey(name)) }
            try body.encode(model, forKey: "model")
            try body.encode(messages, forKey: "messages")
            try body.encodeIfPresent(temperature, forKey: "temperature")
            try body.encodeIfPresent(topP, forKey: "top_p")
            try body.encodeIfPresent(maxTokens, forKey: usesCompletionTokens ? "max_completion_tokens" : "max_tokens")
            if !stop.isEmpty { try body.encode(stop, forKey: "stop") }
            if !tools.isEmpty { try body.encode(tools, forKey: "tools") }
            switch toolChoice {
            case nil: break
            case .auto: try body.encode("auto", forKey: "tool_choice")
            case .some(.none): try body.encode("none", forKey: "tool_choice")
            case .required: try body.encode("required", forKey: "tool_choice")
            case .named(let name): try body.encode(NamedChoice(function: .init(name: name)), forKey: "tool_choice")
            }
            try body.encodeIfPresent(responseFormat.map(Format.init), forKey: "response_format")
            if streams {
                try body.encode(true, forKey: "stream")
                try body.encode(["include_usage": true], forKey: "stream_options")
            }
        }
    }

    struct Format: Encodable {
        struct Schema: Encodable {
            var name: String
            var description: String?
            var strict: Bool?
            var schema: JSONValue
        }

        var type: String
        var json_schema: Schema?

        init(_ format: ResponseFormat) {
            switch format {
            case .jsonObject: type = "json_object"
            case .jsonSchema(let schema):
                type = "json_schema"
                json_schema = Schema(
                    name: schema.name, description: schema.description, strict: schema.isStrict, schema: schema.schema)
            }
        }
    }

    struct NamedChoice: Encodable {
        struct Function: Encodable {
            var name: String
        }

        var type = "function"
        var function: Function
    }

    struct Message: Encodable {
        var message: LanguageModel.Message

        func encode(to encoder: any Encoder) throws {
            var body = encoder.container(keyedBy: WireKey.self)
            try body.encode(message.role, forKey: "role")
            try body.encodeIfPresent(message.toolCallID, forKey: "tool_call_id")
            if !message.toolCalls.isEmpty { try body.encode(message.toolCalls.map(Call.init), forKey: "tool_calls") }
            let hasImage = message.content.contains { if case .image = $0 { true } else { false } }
            if hasImage {
                try body.encode(message.content.map(Part.init), forKey: "content")
            } else if message.content.isEmpty, !message.toolCalls.isEmpty {
                try body.encodeNil(forKey: "content")
            } else {
                try body.encode(message.text, forKey: "content")
            }
        }
    }

    struct Part: Encodable {
        var part: ContentPart

        init(_ part: ContentPart) { self.part = part }

        func encode(to encoder: any Encoder) throws {
            var body = encoder.container(keyedBy: WireKey.self)
            switch part {
            case .text(let text):
                try body.encode("text", forKey: "type")
                try body.encode(text, forKey: "text")
            case .image(.url(let url)):
                try body.encode("image_url", forKey: "type")
                try body.encode(["url": url], forKey: "image_url")
            case .image(.base64(let data, let mediaType)):
                try body.encode("image_url", forKey: "type")
                try body.encode(["url": "data:\(mediaType);base64,\(data)"], forKey: "image_url")
            }
        }
    }

    struct Call: Encodable {
        struct Function: Encodable {
            var name: String
            var arguments: String
        }

        var id: String
        var type = "function"
        var function: Function

        init(_ call: ToolCall) {
            id = call.id
            function = Function(name: call.name, arguments: call.arguments)
        }
    }

    struct Tool: Encodable {
        var type = "function"
        var function: LanguageModel.Tool
    }

    /// A whole answer, or one chunk of a streamed one.
    struct Answer: Decodable {
        struct Choice: Decodable {
            var index: Int?
            var message: Content?
            var delta: Content?
            var finish_reason: String?
        }

        struct Content: Decodable {
            var content: Text?
            var reasoning_content: String?
            var reasoning: String?
            var refusal: String?
            var tool_calls: [Call]?
        }

        /// A string, or the list of parts that some servers answer with; parts without text are thinking.
        struct Text: Decodable {
            private struct Part: Decodable {
                var text: String?
            }

            let text: String

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let text = try? container.decode(String.self) {
                    self.text = text
                } else {
                    text = try container.decode([Part].self).compactMap(\.text).joined()
                }
            }
        }

        struct Call: Decodable {
            struct Function: Decodable {
                var name: String?
                var arguments: String?
            }

            var index: Int?
            var id: String?
            var function: Function?
        }

        struct Usage: Decodable {
            struct PromptDetails: Decodable {
                var cached_tokens: Int?
                var audio_tokens: Int?
            }

            struct CompletionDetails: Decodable {
                var reasoning_tokens: Int?
                var audio_tokens: Int?
            }

            var prompt_tokens: Int?
            var completion_tokens: Int?
            var prompt_tokens_details: PromptDetails?
            var completion_tokens_details: CompletionDetails?
        }

        var model: String?
        var choices: [Choice]?
        var usage: Usage?
        var error: Failure?
    }

    /// `{"message":…}`, or just words, as some compatible servers have it.
    struct Failure: Decodable {
        var message: String
        var code: String?

        init(from decoder: any Decoder) throws {
            if let words = try? decoder.singleValueContainer().decode(String.self) {
                message = words
                return
            }
            let body = try decoder.container(keyedBy: WireKey.self)
            message = try body.decodeIfPresent(String.self, forKey: "message") ?? ""
            let code =
                (try? body.decodeIfPresent(String.self, forKey: "code"))
                ?? (try? body.decode(Int.self, forKey: "code")).map(String.init)
            let type = try? body.decodeIfPresent(String.self, forKey: "type")
            self.code = [code, type].compactMap { $0 }.joined(separator: " ")
        }

        /// The HTTP status that the error carries inside, if it does.
        var status: Int? { code?.split(separator: " ").compactMap { Int($0) }.first }
    }

    struct FailureBody: Decodable {
        var error: Failure?
        var message: String?
    }

    struct ModelList: Decodable {
        struct Model: Decodable {
            var id: String
        }

        var data: [Model]
    }
}

/// A key of any name.
struct WireKey: CodingKey, ExpressibleByStringLiteral {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringLiteral value: String) { stringValue = value }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
