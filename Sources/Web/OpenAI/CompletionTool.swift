import LanguageModel

/// One of the `tools` of a completion request.
struct CompletionTool: Decodable {
    private struct Function: Decodable {
        var name: String
        var description: String?
        var parameters: JSONValue?
    }

    private enum CodingKeys: String, CodingKey {
        case function
    }

    var tool: Tool

    init(from decoder: any Decoder) throws {
        let function = try decoder.container(keyedBy: CodingKeys.self).decode(Function.self, forKey: .function)
        tool = Tool(
            name: function.name, description: function.description,
            parameters: function.parameters ?? ["type": "object", "properties": [:]])
    }
}

/// `tool_choice`: a word, or the one function that must be called.
struct CompletionToolChoice: Decodable {
    private struct Named: Decodable {
        struct Function: Decodable {
            var name: String
        }

        var function: Function
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
