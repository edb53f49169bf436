package import LanguageModel

/// A call that is about to be made, as far as limits must know.
package struct PlannedCall: Sendable {
    package var requestID: String
    package var keyID: String?
    package var userID: String?
    package var assistant: String?
    /// Who may come to answer, in order.
    package var models: [ModelIdentifier]
    /// More than the prompt can have.
    package var inputTokens: Int
    /// The most that the answer may have; nil where the request leaves it open.
    package var outputTokens: Int?
    /// What nobody waits for, such as a title. It counts, and leaves the last fifth of every limit to people.
    package var isErrand: Bool

    package init(
        requestID: String, keyID: String?, userID: String?, assistant: String? = nil, models: [ModelIdentifier],
        inputTokens: Int, outputTokens: Int?, isErrand: Bool = false
    ) {
        self.requestID = requestID
        self.keyID = keyID
        self.userID = userID
        self.assistant = assistant
        self.models = models
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.isErrand = isErrand
    }
}

extension ChatRequest {
    /// No fewer tokens than the prompt has: a token is a byte of text at the least. Pictures are counted as the dearest models
    /// count large ones.
    package var mostInputTokens: Int {
        // The words for a form that a model has no mode for are among them.
        var tokens = responseFormat == nil ? 64 : 320
        for message in messages {
            tokens += 16
            for part in message.content {
                switch part {
                case .text(let text): tokens += text.utf8.count
                case .image: tokens += Self.tokensOfPicture
                }
            }
            for call in message.toolCalls { tokens += 32 + call.name.utf8.count + call.arguments.utf8.count }
        }
        for tool in tools {
            tokens += 32 + tool.name.utf8.count + (tool.description?.utf8.count ?? 0) + tool.parameters.mostTokens
        }
        if case .jsonSchema(let form) = responseFormat { tokens += (form.description?.utf8.count ?? 0) + form.schema.mostTokens }
        for (name, value) in extra { tokens += name.utf8.count + value.mostTokens }
        return tokens
    }

    private static let tokensOfPicture = 50_000
}

extension EmbeddingRequest {
    /// No fewer tokens than the inputs have.
    package var mostInputTokens: Int {
        inputs.reduce(0) { sum, input in
            switch input {
            case .text(let text): sum + 8 + text.utf8.count
            case .tokens(let tokens): sum + tokens.count
            }
        }
    }
}

extension JSONValue {
    fileprivate var mostTokens: Int {
        switch self {
        case .string(let text): text.utf8.count + 2
        case .array(let items): items.reduce(2) { $0 + $1.mostTokens + 1 }
        case .object(let members): members.reduce(2) { $0 + $1.key.utf8.count + 4 + $1.value.mostTokens }
        default: 24
        }
    }
}

extension PriceBook {
    /// The most that one answer of `model` can cost; nil when a price is unknown that it may come to.
    func mostCost(of model: ModelIdentifier, input: Int, output: Int, at moment: Double) -> Money? {
        guard let prices = prices(of: model, at: moment), let inputPrice = prices.input else { return nil }
        guard let outputPrice = output > 0 ? prices.output : .free else { return nil }
        let dearestInput =
            [inputPrice, prices.cachedInput, prices.cacheWrite, prices.audioInput].compactMap { $0?.picodollars }.max() ?? 0
        let dearestOutput = [outputPrice, prices.reasoning, prices.audioOutput].compactMap { $0?.picodollars }.max() ?? 0
        guard let forInput = Money(picodollars: dearestInput).times(input),
            let forOutput = Money(picodollars: dearestOutput).times(output)
        else { return Money(picodollars: .max) }
        return forInput.adding(forOutput) ?? Money(picodollars: .max)
    }
}
