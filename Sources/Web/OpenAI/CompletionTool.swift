import LanguageModel

/// `type` of a tool, a call or a choice: `function`, the only sort there is, which may go without saying.
enum FunctionType {
    static func check<Key>(_ container: KeyedDecodingContainer<Key>, forKey key: Key) throws {
        guard container.contains(key), try container.decode(String.self, forKey: key) != "function" else { return }
        throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "must be function")
    }
}

/// One of the `tools` of a completion request.
struct CompletionTool: Decodable {
    private struct Function: Decodable {
        var name: String
        var description: String?
        var parameters: [String: JSONValue]?
    }

    private enum CodingKeys: String, CodingKey {
        case type, function
    }

    var tool: Tool

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try FunctionType.check(container, forKey: .type)
        let function = try container.decode(Function.self, forKey: .function)
        tool = Tool(
            name: function.name, description: function.description,
            parameters: function.parameters.map(JSONValue.object) ?? ["type": "object", "properties": [:]])
    }
}

/// `tool_choice`: a word, or the one function that must be called.
struct CompletionToolChoice: Decodable {
    private struct Named: Decodable {
        struct Function: Decodable {
            var name: String
        }

        private enum CodingKeys: String, CodingKey {
            case type, function
        }

        var function: Function

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            try FunctionType.check(container, forKey: .type)
            function = try container.decode(Function.self, forKey: .function)
        }
    }

    var choice: ToolChoice

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let word = try? container.decode(String.self) else {
            choice = .named(try container.decode(Named.self).function.name)
            return
        }
        switch word {
        case "auto": choice = .auto
        case "none": choice = .none
        case "required": choice = .required
        default:
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "must be auto, none, required or a function")
        }
    }
}
