extension JSONSchema {
    /// The schema of answers that `text` is. Answers are looked for as objects and arrays, so it must be a schema of those.
    /// - Throws: ``JSONSchemaError`` with the place and the reason.
    package init(ofAnswers text: String) throws(JSONSchemaError) {
        guard let source = JSONValue(json: text), case .object(let words) = source else {
            throw JSONSchemaError(pointer: "", reason: "must be a JSON object")
        }
        try self.init(source)
        if let type = words["type"] {
            let types = type.arrayValue ?? [type]
            guard types.contains("object") || types.contains("array") else {
                throw JSONSchemaError(pointer: "/type", reason: "an answer is an object or an array")
            }
        }
    }
}
