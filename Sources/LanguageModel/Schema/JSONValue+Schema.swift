import Foundation

extension JSONValue {
    /// The JSON that `text` is, and nothing but it; nil for anything else.
    package init?(json text: some StringProtocol) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) else { return nil }
        self = value
    }

    /// As JSON text, keys sorted.
    package var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    package var numberValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    package var arrayValue: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// Whether both are the same JSON: 1 and 1.0 are.
    package func isSameJSON(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.array(let mine), .array(let others)):
            return mine.count == others.count && zip(mine, others).allSatisfy { $0.isSameJSON(as: $1) }
        case (.object(let mine), .object(let others)):
            return mine.count == others.count
                && mine.allSatisfy { name, value in others[name].map { value.isSameJSON(as: $0) } ?? false }
        default:
            if let mine = numberValue, let others = other.numberValue { return mine == others }
            return self == other
        }
    }

    /// Short, for a message.
    var quoted: String {
        if case .number(let value) = self, let whole = Int(exactly: value) { return String(whole) }
        return String(json.prefix(60))
    }

    /// Without the member at the end of `path`, whose steps are those of a JSON Pointer.
    func removing(_ path: ArraySlice<Substring>) -> JSONValue {
        guard let step = path.first else { return self }
        let name = String(step).replacing("~1", with: "/").replacing("~0", with: "~")
        switch self {
        case .object(var members):
            if path.count == 1 {
                members[name] = nil
            } else {
                members[name] = members[name]?.removing(path.dropFirst())
            }
            return .object(members)
        case .array(var elements):
            guard let index = Int(name), elements.indices.contains(index) else { return self }
            elements[index] = elements[index].removing(path.dropFirst())
            return .array(elements)
        default:
            return self
        }
    }
}
