import LanguageModel

/// The Messages protocol's own types, as far as they are used here.
enum AnthropicWire {
    struct Request: Encodable {
        var model: String
        var max_tokens: Int
        var system: String?
        var messages: [Message]
        var temperature: Double?
        var top_p: Double?
        var stop_sequences: [String]?
        var tools: [Tool]?
        var tool_choice: Choice?
        var output_config: OutputConfiguration?
        var stream: Bool?
    }

    struct OutputConfiguration: Encodable {
        struct Format: Encodable {
            var type = "json_schema"
            var schema: JSONValue
        }

        var format: Format
    }

    struct Message: Encodable {
        var role: String
        var content: [Block]
    }

    struct Tool: Encodable {
        var name: String
        var description: String?
        var input_schema: JSONValue
    }

    struct Choice: Encodable {
        var type: String
        var name: String?
    }

    /// A content block that is sent.
    enum Block: Encodable {
        case text(String)
        case image(Image)
        case toolUse(ToolCall, input: JSONValue)
        case toolResult(id: String, text: String)

        func encode(to encoder: any Encoder) throws {
            var block = encoder.container(keyedBy: WireKey.self)
            switch self {
            case .text(let text):
                try block.encode("text", forKey: "type")
                try block.encode(text, forKey: "text")
            case .image(.url(let url)):
                try block.encode("image", forKey: "type")
                try block.encode(["type": "url", "url": url], forKey: "source")
            case .image(.base64(let data, let mediaType)):
                try block.encode("image", forKey: "type")
                try block.encode(["type": "base64", "media_type": mediaType, "data": data], forKey: "source")
            case .toolUse(let call, let input):
                try block.encode("tool_use", forKey: "type")
                try block.encode(call.id, forKey: "id")
                try block.encode(call.name, forKey: "name")
                try block.encode(input, forKey: "input")
            case .toolResult(let id, let text):
                try block.encode("tool_result", forKey: "type")
                try block.encode(id, forKey: "tool_use_id")
                try block.encode(text, forKey: "content")
            }
        }
    }

    /// A content block that is received.
    struct ReceivedBlock: Decodable {
        var type: String
        var text: String?
        var thinking: String?
        var id: String?
        var name: String?
        var input: JSONValue?
    }

    struct Usage: Decodable {
        var input_tokens: Int?
        var cache_read_input_tokens: Int?
        var cache_creation_input_tokens: Int?
        var output_tokens: Int?
    }

    struct Answer: Decodable {
        var type: String?
        var model: String?
        var content: [ReceivedBlock]?
        var stop_reason: String?
        var usage: Usage?
        var error: Failure?
    }

    struct Failure: Decodable {
        var type: String?
        var message: String?
    }

    struct FailureBody: Decodable {
        var error: Failure
    }

    /// One event of a streamed answer; which fields are there depends on `type`.
    struct Event: Decodable {
        struct Delta: Decodable {
            var type: String?
            var text: String?
            var thinking: String?
            var partial_json: String?
            var stop_reason: String?
        }

        var type: String
        var message: Answer?
        var index: Int?
        var content_block: ReceivedBlock?
        var delta: Delta?
        var usage: Usage?
        var error: Failure?
    }

    struct ModelList: Decodable {
        struct Model: Decodable {
            var id: String
        }

        var data: [Model]
    }
}
