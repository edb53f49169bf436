import LanguageModel

extension HTTPProvider: EmbeddingProvider where Format: EmbeddingFormat {
    /// 2,048 vectors of 3,072 numbers, written out as text, fit.
    private static var embeddingsLimit: Int { 96 << 20 }

    var largestBatch: Int { format.largestBatch }

    func embed(_ call: EmbeddingCall) async throws -> EmbeddingReply {
        do {
            var request = try format.encode(call)
            request.connectTimeout = call.connectTimeout
            let response = try await succeeded(request)
            try expect("application/json", in: response)
            let body = try await collect(response.body, limit: Self.embeddingsLimit)
            return try format.decodeEmbeddings(body).checked(count: call.request.inputs.count)
        } catch let failure as ModelFailure {
            throw failure.without(apiKey).quotingNothing(of: call.request)
        }
    }

    func embeddingModels() async throws -> [String] {
        do {
            let response = try await succeeded(format.encodeModelList())
            return try format.decodeEmbeddingModels(await collect(response.body, limit: Self.answerLimit))
        } catch let failure as ModelFailure {
            throw failure.without(apiKey)
        }
    }
}
