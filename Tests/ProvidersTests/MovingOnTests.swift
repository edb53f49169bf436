import LanguageModel
import NIOCore
import Providers
import Testing

/// What must hold of one provider's answer for another to take the conversation over.
@Suite struct MovingOnTests {
    @Test(arguments: [ProviderKind.gemini, .ollama])
    func callsOfDifferentAnswersNeverShareAnIdentifier(kind: ProviderKind) async throws {
        let first = try await identifiers(kind, answer: 1)
        let second = try await identifiers(kind, answer: 2)
        #expect(first.count == 2)
        #expect(Set(first + second).count == 4)
    }

    @Test func wholeAnswerWithoutFinishReasonIsTruncated() async throws {
        let body = #"{"model":"m","choices":[{"index":0,"message":{"content":"Half an"},"finish_reason":null}]}"#
        #expect(try await failure(.openai, body)?.kind == .truncated)
    }

    @Test(arguments: [("error", ModelFailure.Kind.serverError), ("insufficient_system_resource", .overloaded)])
    func finishReasonThatMeansFailureIsNotAnEnd(word: String, kind: ModelFailure.Kind) async throws {
        let body = #"{"model":"m","choices":[{"index":0,"message":{"content":"Half an"},"finish_reason":"\#(word)"}]}"#
        #expect(try await failure(.openai, body)?.kind == kind)
    }

    @Test func contentInPartsIsRead() async throws {
        let body = """
            {"choices":[{"message":{"content":[{"type":"thinking","thinking":[]},{"type":"text","text":"Hel"},\
            {"type":"text","text":"lo"}]},"finish_reason":"stop"}]}
            """
        #expect(try await events(.openai, body).contains(.text("Hello")))
    }

    @Test(arguments: [ProviderKind.openai, .anthropic, .gemini, .ollama])
    func unreadableAnswerIsNotQuoted(kind: ProviderKind) async throws {
        let failure = try await failure(kind, #"{"model":"m","secret confession"#)
        #expect(failure?.kind == .malformed)
        #expect(failure?.message.contains("confession") == false)
    }

    @Test func anthropicIsGivenOnlyOneWayOfSampling() async throws {
        let transport = FixedAnswer(body: "{}")
        let provider = makeProvider(ProviderConfiguration(name: "a", kind: .anthropic), transport: transport)
        let request = ChatRequest(messages: [Message(.user, "Hi")], temperature: 1.5, topP: 0.9)
        _ = try? await provider.ask(ModelCall(model: "m", request: request, streams: false)) { _ in }
        let body = await transport.lastBody
        #expect(body.contains(#""temperature":1"#))
        #expect(!body.contains("top_p"))
    }

    /// The identifiers of two calls in one answer.
    private func identifiers(_ kind: ProviderKind, answer: Int) async throws -> [String] {
        let body =
            kind == .gemini
            ? """
            {"responseId":"r\(answer)","candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{}}},\
            {"functionCall":{"name":"g","args":{}}}]},"finishReason":"STOP"}]}
            """
            : """
            {"model":"m","created_at":"2026-01-01T00:00:0\(answer).5Z","done":true,"message":{"role":"assistant","content":"",\
            "tool_calls":[{"function":{"name":"f","arguments":{}}},{"function":{"name":"g","arguments":{}}}]}}
            """
        return try await events(kind, body).compactMap { event in
            if case .toolCall(let fragment) = event { fragment.id } else { nil }
        }
    }

    private func failure(_ kind: ProviderKind, _ body: String) async throws -> ModelFailure? {
        do {
            _ = try await events(kind, body)
            return nil
        } catch let failure as ModelFailure {
            return failure
        }
    }

    private func events(_ kind: ProviderKind, _ body: String) async throws -> [ModelEvent] {
        let provider = makeProvider(ProviderConfiguration(name: "p", kind: kind), transport: FixedAnswer(body: body))
        var events: [ModelEvent] = []
        let call = ModelCall(model: "m", request: ChatRequest(messages: [Message(.user, "Hi")]), streams: false)
        try await provider.ask(call) { events.append($0) }
        return events
    }
}

/// Answers every request with the same JSON and remembers what it was asked.
private actor FixedAnswer: Transport {
    private let body: String
    private(set) var lastBody = ""

    init(body: String) {
        self.body = body
    }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        lastBody = request.body.map { String(buffer: $0) } ?? ""
        let pieces = AsyncStream<ByteBuffer> { continuation in
            continuation.yield(ByteBuffer(string: body))
            continuation.finish()
        }
        return TransportResponse(status: 200, headers: [("content-type", "application/json")], body: TransportBody(pieces))
    }
}
