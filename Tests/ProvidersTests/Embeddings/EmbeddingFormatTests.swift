import Foundation
import LanguageModel
import NIOCore
import Testing

@testable import Providers

private let key = Secret("sk-test-0123456789")
private let openAI = OpenAIFormat(baseURL: "http://host/v1", apiKey: key)
private let gemini = GeminiFormat(baseURL: "http://host", apiKey: key)
private let ollama = OllamaFormat(baseURL: "http://host")

private let request = EmbeddingRequest(
    inputs: [.text("first"), .text("zweiter Satz")], dimensions: 3, extra: ["user": "u1", "model": "never"])

extension EmbeddingFormat {
    fileprivate func put(_ request: EmbeddingRequest) throws -> (TransportRequest, JSONValue) {
        let sent = try encode(EmbeddingCall(model: "emb-1", request: request))
        return (sent, try JSONDecoder().decode(JSONValue.self, from: Data((sent.body ?? ByteBuffer()).readableBytesView)))
    }

    fileprivate func read(_ body: String) throws -> EmbeddingReply { try decodeEmbeddings(ByteBuffer(string: body)) }

    fileprivate func failure(_ body: String) -> ModelFailure.Kind? {
        do {
            _ = try read(body)
            return nil
        } catch {
            return (error as? ModelFailure)?.kind
        }
    }
}

@Suite struct EmbeddingRequestTests {
    @Test func openAIRequestHoldsEverything() throws {
        let (sent, body) = try openAI.put(request)
        #expect(sent.url == "http://host/v1/embeddings")
        #expect(sent.header("authorization") == "Bearer \(key.reveal)")
        #expect(
            body == [
                "model": "emb-1", "input": ["first", "zweiter Satz"], "dimensions": 3, "encoding_format": "base64", "user": "u1",
            ])
    }

    @Test func openAITakesTokenIds() throws {
        let (_, body) = try openAI.put(EmbeddingRequest(inputs: [.tokens([1, 2]), .tokens([3])]))
        #expect(body["input"] == [[1, 2], [3]])
        #expect(body["dimensions"] == nil)
    }

    @Test func geminiRequestHoldsEverything() throws {
        let (sent, body) = try gemini.put(request)
        #expect(sent.url == "http://host/v1beta/models/emb-1:batchEmbedContents")
        #expect(sent.header("x-goog-api-key") == key.reveal)
        #expect(
            body["requests"]?[1] == [
                "model": "models/emb-1", "content": ["parts": [["text": "zweiter Satz"]]], "outputDimensionality": 3,
            ])
    }

    @Test func ollamaRequestHoldsEverythingAndForbidsTruncation() throws {
        let (sent, body) = try ollama.put(request)
        #expect(sent.url == "http://host/api/embed")
        #expect(body == ["model": "emb-1", "input": ["first", "zweiter Satz"], "dimensions": 3, "truncate": false])
    }

    @Test func protocolsOfTextRefuseTokenIds() {
        let tokens = EmbeddingRequest(inputs: [.tokens([1])])
        let formats: [any EmbeddingFormat] = [gemini, ollama]
        for format in formats {
            let failure = #expect(throws: ModelFailure.self) { _ = try format.put(tokens) }
            #expect(failure?.kind == .badRequest)
        }
    }
}

@Suite struct EmbeddingAnswerTests {
    private let vectors: [[Float]] = [[1, -2], [0.5, 0]]

    @Test func openAIAnswersAreReadAsNumbersOrBase64InTheOrderOfTheirIndex() throws {
        let mixed =
            #"{"data":[{"index":1,"embedding":[0.5,0]},{"index":0,"embedding":"AACAPwAAAMA="}],"usage":{"prompt_tokens":7}}"#
        #expect(try openAI.read(mixed) == EmbeddingReply(embeddings: vectors, usage: Usage(input: 7)))
        let bare = #"{"data":[{"embedding":[1,-2]},{"embedding":[0.5,0]}]}"#
        #expect(try openAI.read(bare) == EmbeddingReply(embeddings: vectors))
    }

    @Test func geminiAnswersAreRead() throws {
        let body = #"{"embeddings":[{"values":[1,-2]},{"values":[0.5,0]}]}"#
        #expect(try gemini.read(body) == EmbeddingReply(embeddings: vectors))
        let counted = #"{"embeddings":[{"values":[1]}],"usageMetadata":{"promptTokenCount":4}}"#
        #expect(try gemini.read(counted).usage == Usage(input: 4))
    }

    @Test func ollamaAnswersAreRead() throws {
        let body = #"{"model":"emb-1","embeddings":[[1,-2],[0.5,0]],"prompt_eval_count":5}"#
        #expect(try ollama.read(body) == EmbeddingReply(embeddings: vectors, usage: Usage(input: 5)))
    }

    @Test func unreadableAnswersAreMalformed() {
        #expect(openAI.failure(#"{"data":[{"embedding":"AACA"}]}"#) == .malformed)
        #expect(openAI.failure(#"{"data":[{"embedding":[1e300]}]}"#) == .malformed)
        #expect(openAI.failure(#"{"data":[{"index":0,"embedding":[1]},{"index":2,"embedding":[1]}]}"#) == .malformed)
        let formats: [any EmbeddingFormat] = [openAI, gemini, ollama]
        for format in formats {
            for body in ["{}", "[]", "nonsense", ""] { #expect(format.failure(body) == .malformed, "\(body)") }
        }
    }

    @Test func errorsUnderA200AreTheProviders() {
        #expect(openAI.failure(#"{"error":{"message":"oops","type":"server_error"}}"#) == .serverError)
        #expect(
            gemini.failure(#"{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}"#) == .overloaded)
        #expect(ollama.failure(#"{"error":"unexpected EOF"}"#) == .serverError)
    }

    @Test(
        arguments: [
            ([[1], [2]], 1, false), ([[1]], 2, false), ([[1], [2]], 2, true), ([[1], [2, 3]], 2, false), ([[]], 1, false),
            ([[.infinity]], 1, false), ([], 0, false),
        ] as [([[Float]], Int, Bool)])
    func onlyOneVectorAnInputAllOfOneLengthWillDo(embeddings: [[Float]], count: Int, isGood: Bool) {
        let reply = EmbeddingReply(embeddings: embeddings)
        #expect(((try? reply.checked(count: count)) != nil) == isGood)
    }

    @Test func onlyModelsThatEmbedAreListedWhereTheListTells() throws {
        let list = """
            {"models":[{"name":"models/chat","supportedGenerationMethods":["generateContent"]},\
            {"name":"models/emb","supportedGenerationMethods":["embedContent"]},{"name":"models/quiet"}]}
            """
        #expect(try gemini.decodeEmbeddingModels(ByteBuffer(string: list)) == ["emb", "quiet"])
        #expect(try gemini.decodeModelList(ByteBuffer(string: list)) == ["chat", "quiet"])
    }
}
