import LanguageModel

/// The body of `POST /v1/embeddings`.
struct EmbeddingBody: Decodable {
    enum Encoding: String {
        case base64, float
    }

    static let mostInputs = 2048
    static let mostDimensions = 100_000

    var model: String
    var encoding: Encoding
    var request: EmbeddingRequest

    init(from decoder: any Decoder) throws {
        let body = try decoder.container(keyedBy: AnyKey.self)
        model = try body.decode(String.self, forKey: "model")
        guard !model.isEmpty else { throw APIError.invalid("model", "must not be empty") }
        let word = try body.decodeIfPresent(String.self, forKey: "encoding_format") ?? Encoding.float.rawValue
        guard let encoding = Encoding(rawValue: word) else {
            throw APIError.invalid("encoding_format", "must be \"float\" or \"base64\"")
        }
        self.encoding = encoding
        request = EmbeddingRequest(inputs: try body.decode(Inputs.self, forKey: "input").values)
        if let number = try body.decodeIfPresent(Double.self, forKey: "dimensions") {
            guard let dimensions = Int(exactly: number), (1...Self.mostDimensions).contains(dimensions) else {
                throw APIError.invalid("dimensions", "must be a whole number from 1 to \(Self.mostDimensions)")
            }
            request.dimensions = dimensions
        }
        for key in body.allKeys where !Self.known.contains(key.stringValue) {
            request.extra[key.stringValue] = try body.decode(JSONValue.self, forKey: key)
        }
    }

    private static let known: Set<String> = ["dimensions", "encoding_format", "input", "model"]
}

/// `input`: a string, a list of strings, a list of token ids, or a list of such lists.
private struct Inputs: Decodable {
    var values: [EmbeddingRequest.Input]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            values = [.text(text)]
        } else if let texts = try? container.decode([String].self) {
            values = texts.map { .text($0) }
        } else if let tokens = try? container.decode([Int].self) {
            values = [.tokens(tokens)]
        } else if let lists = try? container.decode([[Int]].self) {
            values = lists.map { .tokens($0) }
        } else {
            throw APIError.invalid("input", "must be a string, a list of strings, a list of token ids or a list of such lists")
        }
        guard !values.isEmpty else { throw APIError.invalid("input", "must not be empty") }
        guard values.count <= EmbeddingBody.mostInputs else {
            throw APIError.invalid("input", "must hold at most \(EmbeddingBody.mostInputs) items")
        }
        for (index, value) in values.enumerated() {
            switch value {
            case .text(""), .tokens([]):
                throw APIError.invalid(values.count == 1 ? "input" : "input[\(index)]", "must not be empty")
            case .tokens(let tokens) where tokens.contains { $0 < 0 }:
                throw APIError.invalid("input", "a token id must not be negative")
            case .text, .tokens: break
            }
        }
    }
}
