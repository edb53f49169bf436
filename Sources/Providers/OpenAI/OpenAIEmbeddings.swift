import LanguageModel
import NIOCore

/// `POST /embeddings`. Source: the public API reference, "Create embeddings".
extension OpenAIFormat: EmbeddingFormat {
    var largestBatch: Int { 2048 }

    func encode(_ call: EmbeddingCall) throws -> TransportRequest {
        TransportRequest(
            method: "POST", url: baseURL + "/embeddings", headers: headers + [("accept", "application/json")],
            body: try WireJSON.encode(EmbeddingsBody(call: call)))
    }

    func decodeEmbeddings(_ body: ByteBuffer) throws -> EmbeddingReply {
        let answer = try WireJSON.decode(EmbeddingsAnswer.self, from: body)
        if let error = answer.error { throw Self.failure(error) }
        guard let data = answer.data else { throw ModelFailure(.malformed, "the answer holds no vectors") }
        let vectors = data.enumerated().map { (index: $1.index ?? $0, vector: $1.embedding.numbers) }
            .sorted { $0.index < $1.index }
        guard vectors.map(\.index) == Array(vectors.indices) else {
            throw ModelFailure(.malformed, "the answer does not say which vector is which input's")
        }
        return EmbeddingReply(
            embeddings: vectors.map(\.vector), usage: answer.usage?.prompt_tokens.map { Usage(input: $0) })
    }

    func decodeEmbeddingModels(_ body: ByteBuffer) throws -> [String] { try decodeModelList(body) }
}

private struct EmbeddingsBody: Encodable {
    var call: EmbeddingCall

    func encode(to encoder: any Encoder) throws {
        var body = encoder.container(keyedBy: WireKey.self)
        for (name, value) in call.request.extra { try body.encode(value, forKey: WireKey(name)) }
        try body.encode(call.model, forKey: "model")
        // Much shorter than numbers written out; servers that do not know it send those, which are taken too.
        try body.encode("base64", forKey: "encoding_format")
        try body.encodeIfPresent(call.request.dimensions, forKey: "dimensions")
        var inputs = body.nestedUnkeyedContainer(forKey: "input")
        for input in call.request.inputs {
            switch input {
            case .text(let text): try inputs.encode(text)
            case .tokens(let tokens): try inputs.encode(tokens)
            }
        }
    }
}

private struct EmbeddingsAnswer: Decodable {
    struct Item: Decodable {
        var index: Int?
        var embedding: Vector
    }

    /// Numbers, or Base64 of them.
    struct Vector: Decodable {
        var numbers: [Float]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            guard let text = try? container.decode(String.self) else {
                numbers = try container.decode([Float].self)
                return
            }
            guard let numbers = [Float](base64: text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not Base64 of floats")
            }
            self.numbers = numbers
        }
    }

    struct Usage: Decodable {
        var prompt_tokens: Int?
    }

    var data: [Item]?
    var usage: Usage?
    var error: OpenAIWire.Failure?
}
