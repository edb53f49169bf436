import LanguageModel

/// The shape of a JSON value, in the words of JSON Schema 2020-12, as OpenAPI 3.1 takes them.
struct APISchema: Sendable, Hashable {
    private(set) var json: [String: JSONValue]
    /// Whether the member of an object that has this shape may be missing.
    private(set) var isOptional = false

    private init(_ json: [String: JSONValue]) {
        self.json = json
    }

    /// A schema that is written elsewhere.
    init(schema: JSONValue) {
        self.init(schema.objectValue ?? [:])
    }

    static let anything = APISchema([:])
    static let string = APISchema(["type": "string"])
    static let integer = APISchema(["type": "integer"])
    static let number = APISchema(["type": "number"])
    static let boolean = APISchema(["type": "boolean"])
    /// A moment as ISO 8601 with its zone.
    static let date = APISchema(["type": "string", "format": "date-time"])

    /// One of the shapes that an area names in its `schemas`.
    static func ref(_ name: String) -> APISchema {
        APISchema(["$ref": .string("#/components/schemas/\(name)")])
    }

    static func list(of element: APISchema) -> APISchema {
        APISchema(["type": "array", "items": .object(element.json)])
    }

    /// An object with these members, of which all must be there that are not ``optional``. Others may be.
    static func object(_ members: KeyValuePairs<String, APISchema>) -> APISchema {
        var json: [String: JSONValue] = [
            "type": "object",
            "properties": .object(
                Dictionary(members.map { ($0.key, JSONValue.object($0.value.json)) }, uniquingKeysWith: { _, last in last })),
        ]
        let required = members.filter { !$0.value.isOptional }.map { JSONValue.string($0.key) }
        if !required.isEmpty { json["required"] = .array(required) }
        return APISchema(json)
    }

    /// An object whose members, whatever their names, have this shape.
    static func map(of value: APISchema) -> APISchema {
        APISchema(["type": "object", "additionalProperties": .object(value.json)])
    }

    static func oneOf(_ words: String...) -> APISchema {
        APISchema(["type": "string", "enum": .array(words.map(JSONValue.string))])
    }

    static func any(of shapes: APISchema...) -> APISchema {
        APISchema(["anyOf": .array(shapes.map { .object($0.json) })])
    }

    /// The same, and it may be missing from its object.
    var optional: APISchema {
        var schema = self
        schema.isOptional = true
        return schema
    }

    /// The same, and it may be null.
    var nullable: APISchema {
        var schema = self
        if case .string(let type)? = json["type"] {
            schema.json["type"] = [.string(type), "null"]
            if case .array(let words)? = json["enum"] { schema.json["enum"] = .array(words + [.null]) }
        } else {
            schema.json = ["anyOf": [.object(json), ["type": "null"]]]
        }
        return schema
    }

    func about(_ description: String) -> APISchema { with("description", .string(description)) }

    /// Any other keyword: `.string.with("maxLength", 200)`.
    func with(_ keyword: String, _ value: JSONValue) -> APISchema {
        var schema = self
        schema.json[keyword] = value
        return schema
    }
}
