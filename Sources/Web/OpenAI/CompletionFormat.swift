import LanguageModel

/// `response_format` of `POST /v1/chat/completions`.
struct CompletionFormat: Decodable {
    /// nil for plain text.
    var format: ResponseFormat?

    private struct Schema: Decodable {
        var name: String
        var description: String?
        var strict: Bool?
        var schema: JSONValue?
    }

    init(from decoder: any Decoder) throws {
        let body = try decoder.container(keyedBy: AnyKey.self)
        switch try body.decode(String.self, forKey: "type") {
        case "text": format = nil
        case "json_object": format = .jsonObject
        case "json_schema": format = .jsonSchema(try Self.schema(body.decode(Schema.self, forKey: "json_schema")))
        default: throw APIError.invalid("response_format.type", "must be text, json_object or json_schema")
        }
    }

    private static func schema(_ asked: Schema) throws -> ResponseFormat.Schema {
        let place = "response_format.json_schema"
        let isName = asked.name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "-")
        }
        guard isName, (1...64).contains(asked.name.utf8.count) else {
            throw APIError.invalid("\(place).name", "must have 1 to 64 letters a to z, digits, underscores and hyphens")
        }
        let schema = asked.schema ?? [:]
        guard case .object = schema else { throw APIError.invalid("\(place).schema", "must be an object") }
        do {
            _ = try JSONSchema(schema, ignoresUnsupported: true)
        } catch {
            throw APIError.invalid("\(place).schema", "is not a valid JSON Schema: \(error)")
        }
        return ResponseFormat.Schema(
            name: asked.name, description: asked.description, schema: schema, isStrict: asked.strict)
    }
}
