import LanguageModel
import NIOCore

/// How a protocol that has embeddings says them: pure functions beside ``WireFormat``, which reads the errors.
protocol EmbeddingFormat: Sendable {
    /// The most inputs that one request may hold.
    var largestBatch: Int { get }

    /// The request that puts `call` to the provider.
    /// - Throws: ``ModelFailure`` `badRequest` when the protocol has no way to say it.
    func encode(_ call: EmbeddingCall) throws -> TransportRequest

    /// The vectors of an answer (status 2xx), in the order of the inputs.
    /// - Throws: ``ModelFailure``; also for an error that came under a 200.
    func decodeEmbeddings(_ body: ByteBuffer) throws -> EmbeddingReply

    /// Identifiers of the models that may embed, from the provider's list of models.
    func decodeEmbeddingModels(_ body: ByteBuffer) throws -> [String]
}

extension EmbeddingRequest {
    /// The inputs, for protocols that take nothing but text.
    /// - Throws: ``ModelFailure`` `badRequest` when some are tokens.
    func texts() throws -> [String] {
        try inputs.map { input in
            guard case .text(let text) = input else {
                throw ModelFailure(.badRequest, "this provider takes text only, not lists of token ids")
            }
            return text
        }
    }
}
