import LanguageModel

/// Writes vectors where the protocol's own writer would write words, and leaves errors to that.
struct EmbeddingWriter: WireWriter {
    let base: any WireWriter
    let query: EmbeddingQuery
    /// How long the vectors are.
    let dimensions: Int

    /// `empty` answers without vectors, `missing_end` without the last one.
    func whole(_ reply: Reply) -> String {
        let inputs = reply.pieces.isEmpty ? [] : reply.ending == nil ? query.inputs.dropLast() : query.inputs[...]
        let vectors = inputs.map { PseudoEmbedding.vector(of: $0, dimensions: dimensions) }
        let tokens = OrderedJSON.integer(reply.promptTokens)
        let answer: OrderedJSON =
            switch query.wire {
            case .gemini:
                ["embeddings": .array(vectors.map { ["values": numbers($0)] })]
            case .ollama:
                [
                    "model": .string(reply.model), "embeddings": .array(vectors.map(numbers)), "total_duration": 1_000_000,
                    "load_duration": 1000, "prompt_eval_count": tokens,
                ]
            case .anthropic, .openai:
                [
                    "object": "list",
                    "data": .array(
                        vectors.enumerated().map { index, vector in
                            [
                                "object": "embedding", "index": .integer(index),
                                "embedding": query.isBase64 ? .string(vector.base64) : numbers(vector),
                            ]
                        }),
                    "model": .string(reply.model), "usage": ["prompt_tokens": tokens, "total_tokens": tokens],
                ]
            }
        return answer.text
    }

    private func numbers(_ vector: [Float]) -> OrderedJSON {
        .array(vector.map { .raw($0.description) })
    }

    var streamContentType: String { base.streamContentType }
    var requestIDHeader: String? { base.requestIDHeader }
    func call(from body: JSONValue, route: ChatRoute) throws(UnreadableRequest) -> ChatCall { query.call }
    func opening(_ reply: Reply) -> [String] { [] }
    func events(for piece: Reply.Piece, in reply: Reply) -> [String] { [] }
    func closing(_ reply: Reply) -> [String] { [] }
    func brokenEvent(_ reply: Reply) -> String { base.brokenEvent(reply) }
    func streamError() -> String { base.streamError() }
    func failure(_ error: WireError, model: String, isStreaming: Bool, id: String) -> WireFailure {
        base.failure(error, model: model, isStreaming: isStreaming, id: id)
    }
    func modelList(_ names: [String]) -> String { base.modelList(names) }
}
