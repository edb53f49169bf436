/// What is to be turned into vectors.
package struct EmbeddingRequest: Sendable, Hashable {
    /// One thing to embed.
    package enum Input: Sendable, Hashable {
        case text(String)
        /// Already in the model's own tokens.
        case tokens([Int])
    }

    package var inputs: [Input]
    /// The length that the vectors shall have; nil leaves it to the model.
    package var dimensions: Int?
    /// Parameters of the OpenAI-compatible API that Understudy does not know; passed on to providers of that kind.
    package var extra: [String: JSONValue]

    package init(inputs: [Input], dimensions: Int? = nil, extra: [String: JSONValue] = [:]) {
        self.inputs = inputs
        self.dimensions = dimensions
        self.extra = extra
    }

    /// The same request in pieces of at most `size` inputs, in order.
    package func batches(of size: Int) -> [EmbeddingRequest] {
        stride(from: 0, to: inputs.count, by: max(1, size)).map { start in
            var batch = self
            batch.inputs = Array(inputs[start..<min(start + max(1, size), inputs.count)])
            return batch
        }
    }

    /// A rough count, for models that report none.
    package var estimatedUsage: Usage {
        let tokens = inputs.reduce(0) { sum, input in
            switch input {
            case .text(let text): sum + Usage.estimatedTokens(in: text)
            case .tokens(let tokens): sum + tokens.count
            }
        }
        return Usage(input: tokens, isEstimated: true)
    }
}

/// The vectors of a whole request.
package struct EmbeddingAnswer: Sendable, Hashable {
    package var model: ModelIdentifier
    /// One vector for each input, in the order of the inputs; all of one length, never empty.
    package var embeddings: [[Float]]
    package var usage: Usage
    package var attempts: [Attempt]
    package var latency: Duration

    package init(model: ModelIdentifier, embeddings: [[Float]], usage: Usage, attempts: [Attempt], latency: Duration) {
        self.model = model
        self.embeddings = embeddings
        self.usage = usage
        self.attempts = attempts
        self.latency = latency
    }
}
