import LanguageModel

/// One request for vectors, whatever protocol it came in.
struct EmbeddingQuery: Sendable {
    static let mostDimensions = 8192

    var wire: WireProtocol
    var model: String
    /// Token ids stand as words.
    var inputs: [String]
    /// The length asked for; nil leaves it to the model.
    var dimensions: Int?
    /// Vectors as Base64 instead of numbers.
    var isBase64 = false

    /// - Throws: ``UnreadableRequest`` in the words of the protocol's own providers.
    init(from body: JSONValue, route: ChatRoute) throws(UnreadableRequest) {
        wire = route.wire
        switch wire {
        case .gemini:
            let requests = try body.list("requests")
            guard requests.count <= 100 else {
                throw UnreadableRequest(message: "* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch")
            }
            model = route.model ?? ""
            inputs = requests.map { $0["content"]?["parts"]?.contentText ?? "" }
            dimensions = requests.first?["outputDimensionality"]?.integerValue
        case .anthropic, .ollama, .openai:
            model = try body.modelName()
            let input = body["input"]
            let isTokens = input?.arrayValue?.first?.integerValue != nil
            let items = isTokens ? input.map { [$0] } : input?.arrayValue ?? input.map { [$0] }
            inputs = (items ?? []).map { item in
                item.stringValue ?? (item.arrayValue ?? []).compactMap { $0.integerValue.map(String.init) }.joined(separator: " ")
            }
            dimensions = body["dimensions"]?.integerValue
            isBase64 = wire == .openai && body["encoding_format"] == "base64"
            guard wire != .ollama || !isTokens, inputs.count <= 2048 else {
                throw UnreadableRequest(message: "invalid input type")
            }
        }
        guard !inputs.isEmpty, inputs.allSatisfy({ !$0.isEmpty }) else {
            throw UnreadableRequest(message: "'$.input' is invalid: it must not be empty")
        }
        if let dimensions, !(1...Self.mostDimensions).contains(dimensions) {
            throw UnreadableRequest(message: "'dimensions' must be from 1 to \(Self.mostDimensions)")
        }
    }

    /// The request as the rest of the simulator counts it: one prompt of all the words.
    var call: ChatCall {
        ChatCall(
            model: model, isStreaming: false, messages: inputs.map { ChatCall.Turn(role: .user, text: $0) }, toolNames: [],
            maxTokens: nil, stop: [])
    }
}
