import LanguageModel
import Testing

@testable import Simulator

@Suite(.timeLimit(.minutes(20))) struct SimulatedEmbeddingTests {
    private func exchange(_ path: String, _ body: String, script: Script = Script(pace: 0)) async throws -> RawAnswer {
        try await SimulatorServer.serving(script) { server, _ in
            try await RawClient.send(RawClient.request("POST", path, body), to: server.start())
        }
    }

    @Test func vectorsAreTheSameForTheSameTextAndOfLengthOne() {
        let vector = PseudoEmbedding.vector(of: "To be, or not to be", dimensions: 64)
        #expect(vector == PseudoEmbedding.vector(of: "To be, or not to be", dimensions: 64))
        #expect(vector != PseudoEmbedding.vector(of: "To be or not to be", dimensions: 64))
        #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 0.001)
        let single = PseudoEmbedding.vector(of: "?", dimensions: 1)
        #expect(single == [1] || single == [-1])
    }

    @Test func textsThatShareWordsAreNear() {
        func nearness(_ a: String, _ b: String) -> Float {
            zip(PseudoEmbedding.vector(of: a, dimensions: 256), PseudoEmbedding.vector(of: b, dimensions: 256))
                .reduce(0) { $0 + $1.0 * $1.1 }
        }
        let question = "how is the piano tuned"
        #expect(nearness(question, "the piano is tuned once a year") > nearness(question, "refunds take five days") + 0.2)
    }

    @Test func answersInTheFormOfEachProtocol() async throws {
        let openAI = try await exchange("/v1/embeddings", #"{"model":"m","input":["a","b c"],"dimensions":2}"#)
        #expect(openAI.body.contains(#""object":"list","data":[{"object":"embedding","index":0,"embedding":["#))
        #expect(openAI.body.contains(#""usage":{"prompt_tokens":3,"total_tokens":3}"#))
        let base64 = try await exchange("/embeddings", #"{"model":"m","input":[1,2],"encoding_format":"base64"}"#)
        #expect(base64.body.contains(#""index":0,"embedding":""#) && !base64.body.contains(#""index":1"#))
        let gemini = try await exchange(
            "/v1beta/models/m:batchEmbedContents", #"{"requests":[{"content":{"parts":[{"text":"a"}]}}]}"#)
        #expect(gemini.body.hasPrefix(#"{"embeddings":[{"values":["#))
        let ollama = try await exchange("/api/embed", #"{"model":"m","input":"a"}"#)
        #expect(ollama.body.contains(#""embeddings":[["#) && ollama.body.contains(#""prompt_eval_count":1"#))
    }

    @Test func aScriptSetsTheLength() async throws {
        let script = Script(pace: 0, models: ["m": Behaviour(dimensions: 3)])
        let answer = try await exchange("/api/embed", #"{"model":"m","input":"a","dimensions":5}"#, script: script)
        #expect(answer.body.split(separator: ",").count == 7)
    }

    @Test func refusesWhatProvidersRefuse() async throws {
        for body in [#"{"model":"m"}"#, #"{"model":"m","input":[]}"#, #"{"model":"m","input":""}"#, #"{"input":"a"}"#, "{"] {
            #expect(try await exchange("/v1/embeddings", body).status == 400, "\(body)")
        }
        #expect(try await exchange("/v1/embeddings", #"{"model":"m","input":"a","dimensions":0}"#).status == 400)
        #expect(try await exchange("/api/embed", #"{"model":"m","input":[1]}"#).status == 400)
        let many = (0...100).map { _ in #"{"content":{"parts":[{"text":"a"}]}}"# }.joined(separator: ",")
        #expect(try await exchange("/v1beta/models/m:batchEmbedContents", "{\"requests\":[\(many)]}").status == 400)
    }
}
