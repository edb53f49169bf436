/// What turns texts into vectors: one model, asked under the rules that hold for all models.
package protocol PassageEmbedder: Sendable {
    /// One vector for each text, in order, all of one length.
    /// - Parameters:
    ///   - model: `provider:model`.
    ///   - dimensions: how long the vectors shall be; nil leaves it to the model.
    /// - Throws: ``EmbeddingTrouble``, `CancellationError`.
    func embed(_ texts: [String], model: String, dimensions: Int?) async throws -> [[Float]]
}

/// Why there are no vectors.
package enum EmbeddingTrouble: Error, Sendable, Hashable, CustomStringConvertible {
    /// The model is out; it may answer after so long.
    case away(retryAfter: Duration, String)
    /// The texts are at fault: one of them is too long, or the provider declines it.
    case refused(String)
    /// No such model, no key, or it may not be asked.
    case misconfigured(String)

    package var description: String {
        switch self {
        case .away(_, let reason): "the embedding model does not answer: \(reason)"
        case .refused(let reason): "the embedding model declined: \(reason)"
        case .misconfigured(let reason): "the embedding model cannot be asked: \(reason)"
        }
    }
}

/// Which model embeds, as the configuration has it.
package struct EmbeddingChoice: Sendable, Hashable {
    /// `provider:model`
    package var model: String
    /// nil leaves it to the model.
    package var dimensions: Int?

    package init(model: String, dimensions: Int? = nil) {
        self.model = model
        self.dimensions = dimensions
    }
}
