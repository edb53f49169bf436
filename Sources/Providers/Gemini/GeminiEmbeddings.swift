import LanguageModel
import NIOCore

/// `models/{model}:batchEmbedContents`. Source: the public Gemini API reference, v1beta, "Embeddings".
extension GeminiFormat: EmbeddingFormat {
    var largestBatch: Int { 100 }

    func encode(_ call: EmbeddingCall) throws -> TransportRequest {
        let requests = try call.request.texts().map { text in
            EmbeddingsBody.Entry(
                model: "models/\(call.model)", content: .init(parts: [.init(text: text)]),
                outputDimensionality: call.request.dimensions)
        }
        return TransportRequest(
            method: "POST", url: "\(address(of: call.model)):batchEmbedContents", headers: headers,
            body: try WireJSON.encode(EmbeddingsBody(requests: requests)))
    }

    func decodeEmbeddings(_ body: ByteBuffer) throws -> EmbeddingReply {
        let answer = try WireJSON.decode(EmbeddingsAnswer.self, from: body)
        if let error = answer.error { throw Self.failure(error, status: 200).inAnswer }
        guard let embeddings = answer.embeddings else { throw ModelFailure(.malformed, "the answer holds no vectors") }
        return EmbeddingReply(
            embeddings: embeddings.map { $0.values ?? [] },
            usage: answer.usageMetadata?.promptTokenCount.map { Usage(input: $0) })
    }

    func decodeEmbeddingModels(_ body: ByteBuffer) throws -> [String] {
        try modelNames(in: body, that: ["embedContent", "batchEmbedContents"])
    }
}

private struct EmbeddingsBody: Encodable {
    struct Entry: Encodable {
        var model: String
        var content: GeminiWire.Content
        var outputDimensionality: Int?
    }

    var requests: [Entry]
}

private struct EmbeddingsAnswer: Decodable {
    struct Embedding: Decodable {
        var values: [Float]?
    }

    struct Usage: Decodable {
        var promptTokenCount: Int?
    }

    var embeddings: [Embedding]?
    var usageMetadata: Usage?
    var error: GeminiWire.Failure?
}
