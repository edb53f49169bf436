package import LanguageModel

/// One place that turns text into vectors.
package protocol EmbeddingProvider: Sendable {
    /// The most inputs that one call may hold.
    var largestBatch: Int { get }

    /// Asks once. Does no retrying and knows no deadline but that of connecting; cancelling the task closes the connection.
    /// - Throws: ``ModelFailure``: `badRequest` when the protocol has no way to say it, `malformed` when the answer does not
    ///   hold exactly one vector an input, all of one length.
    func embed(_ call: EmbeddingCall) async throws -> EmbeddingReply

    /// The models that may be asked for vectors, by the provider's own account. Some list models that only chat, too.
    func embeddingModels() async throws -> [String]
}

/// One question to one model.
package struct EmbeddingCall: Sendable {
    package var model: String
    package var request: EmbeddingRequest
    package var connectTimeout: Duration

    package init(model: String, request: EmbeddingRequest, connectTimeout: Duration = .seconds(5)) {
        self.model = model
        self.request = request
        self.connectTimeout = connectTimeout
    }
}

/// What the model answered.
package struct EmbeddingReply: Sendable, Hashable {
    /// In the order of the inputs.
    package var embeddings: [[Float]]
    /// nil when the provider did not say.
    package var usage: Usage?

    package init(embeddings: [[Float]], usage: Usage? = nil) {
        self.embeddings = embeddings
        self.usage = usage
    }

    /// - Throws: ``ModelFailure`` `malformed` when these cannot be the vectors of `count` inputs.
    func checked(count: Int) throws -> EmbeddingReply {
        guard embeddings.count == count else {
            throw ModelFailure(.malformed, "\(embeddings.count) vectors came for \(count) inputs")
        }
        guard let width = embeddings.first?.count, width > 0 else { throw ModelFailure(.malformed, "a vector is empty") }
        for vector in embeddings {
            guard vector.count == width else {
                throw ModelFailure(.malformed, "vectors of different lengths came: \(width) and \(vector.count)")
            }
            guard vector.allSatisfy(\.isFinite) else { throw ModelFailure(.malformed, "a vector holds what is no number") }
        }
        return self
    }
}
