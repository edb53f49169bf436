import Foundation
import LanguageModel

/// What a model says that is asked for JSON, and the ways in which it gets that wrong.
enum StructuredText {
    /// nil when no JSON is asked for and the fixed answer is none: then the model speaks as it does.
    static func reply(to call: ChatCall, by behaviour: Behaviour, fault: Fault) -> String? {
        let fixed = behaviour.answer.flatMap { JSONValue(json: $0) }.flatMap { $0.objectValue == nil ? nil : $0 }
        guard let value = fixed ?? call.form.map({ SchemaSample.value(of: $0.schema ?? [:]) }) else { return nil }
        switch fault {
        case .prose:
            return "Of course! I would begin with the most important part, take one step after another, and keep an eye on time."
        case .fencedJSON: return "Here is what I suggest:\n\n```json\n\(value.json)\n```\n\nTell me if anything is to be changed."
        case .truncatedJSON: return String(value.json.prefix(value.json.count / 2))
        case .wrongTypes: return distorted(value).json
        case .extraKeys: return extended(value).json
        case .translated: return translated(value).json
        // As it was written, so that an operator finds the very answer again.
        default: return fixed == nil ? value.json : behaviour.answer
        }
    }

    private static func distorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string: 7
        case .integer, .number, .bool: "seven"
        case .null: true
        case .array(let elements): .array(elements.map(distorted))
        case .object(let members): .object(members.mapValues(distorted))
        }
    }

    private static func extended(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(extended))
        case .object(let members):
            var members = members.mapValues(extended)
            members["a_remark"] = "I hope that this helps!"
            return .object(members)
        default: return value
        }
    }

    private static func translated(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(translated))
        case .object(let members):
            .object(Dictionary(members.map { ("\($0.key)_auf_deutsch", translated($0.value)) }) { first, _ in first })
        default: value
        }
    }
}

/// A value that fits a schema, always the same one.
enum SchemaSample {
    static func value(of schema: JSONValue) -> JSONValue {
        value(of: schema, in: schema, number: 1, depth: 0)
    }

    private static func value(of schema: JSONValue, in root: JSONValue, number: Int, depth: Int) -> JSONValue {
        guard depth < 16 else { return .null }
        func part(_ schema: JSONValue, _ number: Int = number) -> JSONValue {
            value(of: schema, in: root, number: number, depth: depth + 1)
        }
        if let reference = schema["$ref"]?.stringValue { return part(target(of: reference, in: root)) }
        if let constant = schema["const"] { return constant }
        if let first = schema["enum"]?.arrayValue?.first { return first }
        if let options = schema["anyOf"]?.arrayValue, let option = options.first(where: { $0["type"] != "null" }) {
            return part(option)
        }
        switch type(of: schema) {
        case "array":
            let least = schema["minItems"]?.integerValue ?? 0
            let count = max(least, min(2, schema["maxItems"]?.integerValue ?? 2))
            return .array((0..<count).map { part(schema["items"] ?? [:], $0 + 1) })
        case "boolean": return true
        case "integer", "number":
            return .integer(max(schema["minimum"]?.integerValue ?? 0, min(30, schema["maximum"]?.integerValue ?? 30)))
        case "null": return .null
        case "string": return .string(text(schema, number))
        default: return .object((schema["properties"]?.objectValue ?? [:]).mapValues { part($0) })
        }
    }

    private static func type(of schema: JSONValue) -> String? {
        schema["type"]?.stringValue ?? schema["type"]?.arrayValue?.compactMap(\.stringValue).first { $0 != "null" }
    }

    private static func text(_ schema: JSONValue, _ number: Int) -> String {
        switch schema["format"] {
        case "date": return "2026-12-01"
        case "date-time": return "2026-12-01T09:00:00Z"
        default:
            let text = "\(schema["description"]?.stringValue ?? schema["title"]?.stringValue ?? "Sample text") (\(number))"
            return String(text.prefix(schema["maxLength"]?.integerValue ?? 200))
        }
    }

    private static func target(of reference: String, in root: JSONValue) -> JSONValue {
        reference.dropFirst(2).split(separator: "/").reduce(root) { schema, step in schema[String(step)] ?? [:] }
    }
}
