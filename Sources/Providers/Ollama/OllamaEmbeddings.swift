import LanguageModel
import NIOCore

/// Ollama's `/api/embed`. Source: the public API document of Ollama.
extension OllamaFormat: EmbeddingFormat {
    /// The protocol names no limit; small enough that a machine without a graphics card answers in time.
    var largestBatch: Int { 256 }

    func encode(_ call: EmbeddingCall) throws -> TransportRequest {
        let body = EmbeddingsBody(model: call.model, input: try call.request.texts(), dimensions: call.request.dimensions)
        return TransportRequest(
            method: "POST", url: baseURL + "/api/embed", headers: [("content-type", "application/json")],
            body: try WireJSON.encode(body))
    }

    func decodeEmbeddings(_ body: ByteBuffer) throws -> EmbeddingReply {
        let answer = try WireJSON.decode(EmbeddingsAnswer.self, from: body)
        if let error = answer.error {
            throw FailureClassifier.classify(status: 200, code: nil, message: error, retryAfter: nil).inAnswer
        }
        guard let embeddings = answer.embeddings else { throw ModelFailure(.malformed, "the answer holds no vectors") }
        return EmbeddingReply(embeddings: embeddings, usage: answer.prompt_eval_count.map { Usage(input: $0) })
    }

    func decodeEmbeddingModels(_ body: ByteBuffer) throws -> [String] { try decodeModelList(body) }
}

private struct EmbeddingsBody: Encodable {
    var model: String
    var input: [String]
    var dimensions: Int?
    /// An input that is too long shall be an error, as everywhere else, and not half embedded.
    var truncate = false
}

private struct EmbeddingsAnswer: Decodable {
    var embeddings: [[Float]]?
    var prompt_eval_count: Int?
    var error: String?
}
