/// The form that an answer must have.
package enum ResponseFormat: Sendable, Hashable {
    /// Some JSON object.
    case jsonObject
    case jsonSchema(Schema)

    /// A JSON Schema with a name, as providers' structured modes take it.
    package struct Schema: Sendable, Hashable {
        /// Letters, digits, underscores and hyphens, at most 64.
        package var name: String
        package var description: String?
        package var schema: JSONValue
        /// Whether a provider that can hold its model to every word of the schema shall; nil leaves it to the provider.
        package var isStrict: Bool?

        package init(name: String, description: String? = nil, schema: JSONValue, isStrict: Bool? = nil) {
            self.name = name
            self.description = description
            self.schema = schema
            self.isStrict = isStrict
        }
    }

    /// What a model is told that has no mode for it.
    package var instruction: String {
        switch self {
        case .jsonObject:
            "Reply with one JSON object and nothing else: no words before or after it, no code fence."
        case .jsonSchema(let schema):
            """
            Reply with one JSON value and nothing else: no words before or after it, no code fence. It must be valid against \
            this JSON Schema:
            \(schema.schema.json)
            """
        }
    }
}

extension ChatRequest {
    /// The same request with its form asked for in words instead of by the provider's own mode for it.
    package var askingForFormatInWords: ChatRequest {
        guard let responseFormat else { return self }
        var request = self
        request.responseFormat = nil
        // After the other instructions, so that it is the last word of them.
        let place = request.messages.prefix { $0.role == .system }.count
        request.messages.insert(Message(.system, responseFormat.instruction), at: place)
        return request
    }
}
