/// The name of a model everywhere in Understudy: `provider:model`, as in `gemini:gemini-exp-1206`.
///
/// The provider is the key under `providers:` in the configuration; the model is what that provider calls it and may
/// itself contain colons (`local:llama3:8b`).
package struct ModelIdentifier: Hashable, Sendable, CustomStringConvertible {
    package let provider: String
    package let model: String

    package init(provider: String, model: String) {
        self.provider = provider
        self.model = model
    }

    /// Parses `provider:model`; nil when either side is empty or the colon is missing.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let provider = text[..<colon]
        let model = text[text.index(after: colon)...]
        guard !provider.isEmpty, !model.isEmpty else { return nil }
        self.init(provider: String(provider), model: String(model))
    }

    package var description: String { "\(provider):\(model)" }
}

extension ModelIdentifier: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = ModelIdentifier(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected provider:model, found \(text)")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
