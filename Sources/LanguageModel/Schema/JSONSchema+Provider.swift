extension JSONSchema {
    /// The schema without the words that not every provider's structured mode takes: limits on length, count and size, and
    /// patterns. They are held to afterwards, by ``problems(in:)``.
    package var portable: JSONValue { Self.portable(source) }

    /// Whether every object names all its members as required and forbids others, which providers' strict modes demand.
    package var isStrict: Bool {
        nodes.allSatisfy { node in
            guard node.types?.contains(.object) == true || !node.properties.isEmpty else { return true }
            return node.additional == .forbidden && Set(node.required) == Set(node.properties.keys)
        }
    }

    private static let particular: Set<String> = [
        "exclusiveMaximum", "exclusiveMinimum", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum",
        "pattern",
    ]

    private static func portable(_ schema: JSONValue) -> JSONValue {
        guard case .object(let words) = schema else { return schema }
        var kept: [String: JSONValue] = [:]
        for (word, value) in words where !particular.contains(word) {
            switch (word, value) {
            // The names in these are members', not keywords.
            case ("properties", .object(let members)), ("$defs", .object(let members)):
                kept[word] = .object(members.mapValues(portable))
            case ("anyOf", .array(let options)): kept[word] = .array(options.map(portable))
            case ("items", _), ("additionalProperties", _): kept[word] = portable(value)
            default: kept[word] = value
            }
        }
        return .object(kept)
    }
}
