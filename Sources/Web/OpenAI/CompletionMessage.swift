import LanguageModel

/// One of the `messages` of a completion request.
struct CompletionMessage: Decodable {
    var message: Message

    private enum CodingKeys: String, CodingKey {
        case role, content
        case toolCalls = "tool_calls"
        case toolCallID = "tool_call_id"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let role = try Self.role(try container.decode(String.self, forKey: .role), container)
        let calls = try container.decodeIfPresent([Call].self, forKey: .toolCalls) ?? []
        let content = try container.decodeIfPresent(Content.self, forKey: .content)?.parts ?? []
        if content.isEmpty, calls.isEmpty, role != .assistant {
            throw DecodingError.dataCorruptedError(forKey: .content, in: container, debugDescription: "must not be empty")
        }
        message = Message(
            role: role, content: content,
            toolCalls: calls.map { ToolCall(id: $0.id, name: $0.function.name, arguments: $0.function.arguments) },
            toolCallID: try container.decodeIfPresent(String.self, forKey: .toolCallID))
        if role == .tool, message.toolCallID == nil {
            throw DecodingError.keyNotFound(
                CodingKeys.toolCallID, .init(codingPath: container.codingPath, debugDescription: "is required"))
        }
    }

    private static func role(_ name: String, _ container: KeyedDecodingContainer<CodingKeys>) throws -> Role {
        if name == "developer" { return .system }
        if let role = Role(rawValue: name) { return role }
        throw DecodingError.dataCorruptedError(
            forKey: .role, in: container, debugDescription: "must be one of system, developer, user, assistant, tool")
    }

    private struct Call: Decodable {
        struct Function: Decodable {
            var name: String
            var arguments: String
        }

        private enum CodingKeys: String, CodingKey {
            case id, type, function
        }

        var id: String
        var function: Function

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            try FunctionType.check(container, forKey: .type)
            id = try container.decode(String.self, forKey: .id)
            function = try container.decode(Function.self, forKey: .function)
        }
    }

    /// A string, or a list of parts.
    private struct Content: Decodable {
        var parts: [ContentPart]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                parts = text.isEmpty ? [] : [.text(text)]
            } else {
                parts = try container.decode([Part].self).map(\.part)
            }
        }
    }

    private struct Part: Decodable {
        var part: ContentPart

        private enum CodingKeys: String, CodingKey {
            case type, text, refusal
            case imageURL = "image_url"
        }

        private struct ImageURL: Decodable {
            var url: String
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            switch try container.decode(String.self, forKey: .type) {
            case "text": part = .text(try container.decode(String.self, forKey: .text))
            case "refusal": part = .text(try container.decode(String.self, forKey: .refusal))
            case "image_url":
                part = .image(Self.image(try container.decode(ImageURL.self, forKey: .imageURL).url))
            case let other:
                throw DecodingError.dataCorruptedError(
                    forKey: .type, in: container,
                    debugDescription: "content of type \(other) is not supported; use text or image_url")
            }
        }

        /// A `data:` URL is taken apart, any other is passed on.
        private static func image(_ url: String) -> Image {
            guard url.hasPrefix("data:"), let comma = url.firstIndex(of: ",") else { return .url(url) }
            let header = url[..<comma].dropFirst("data:".count)
            guard header.hasSuffix(";base64") else { return .url(url) }
            return .base64(String(url[url.index(after: comma)...]), mediaType: String(header.dropLast(";base64".count)))
        }
    }
}
