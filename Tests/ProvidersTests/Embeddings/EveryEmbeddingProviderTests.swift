import LanguageModel
import Providers
import Simulator
import Testing

/// What every provider of vectors must satisfy, against the simulated one.
@Suite(.timeLimit(.minutes(20))) struct EveryEmbeddingProviderTests {
    static let kinds: [ProviderKind] = [.gemini, .ollama, .openai]
    private static let key = "sk-test-0123456789"

    private func ask(
        _ kind: ProviderKind, _ model: String, _ request: EmbeddingRequest, key: String = key,
        script: Script = Script(pace: 0, apiKey: nil)
    ) async throws -> EmbeddingReply {
        let transport = NIOTransport()
        do {
            let reply = try await SimulatorServer.serving(script) { _, url in
                try await provider(kind, url, key, transport).embed(
                    EmbeddingCall(model: model, request: request, connectTimeout: patience))
            }
            try await transport.shutdown()
            return reply
        } catch {
            try await transport.shutdown()
            throw error
        }
    }

    private func provider(
        _ kind: ProviderKind, _ url: String, _ key: String, _ transport: any Transport
    ) throws -> any EmbeddingProvider {
        let configuration = ProviderConfiguration(
            name: "sim", kind: kind, apiKey: Secret(key), baseURL: kind == .openai ? url + "/v1" : url)
        return try #require(makeEmbeddingProvider(configuration, transport: transport))
    }

    private func failure(
        _ kind: ProviderKind, _ model: String, key: String = key, script: Script = Script(pace: 0)
    ) async -> ModelFailure? {
        do {
            _ = try await ask(kind, model, EmbeddingRequest(inputs: [.text("one"), .text("two")]), key: key, script: script)
            return nil
        } catch {
            return error as? ModelFailure
        }
    }

    @Test(arguments: kinds)
    func oneVectorComesForEachTextInOrder(kind: ProviderKind) async throws {
        let texts = ["the cat sat", "ein ganz anderer Satz", "日本 🚀"]
        let together = try await ask(kind, "emb", EmbeddingRequest(inputs: texts.map { .text($0) }))
        #expect(together.embeddings.count == 3)
        for (text, vector) in zip(texts, together.embeddings) {
            #expect(vector.count == 16)
            #expect(try await ask(kind, "emb", EmbeddingRequest(inputs: [.text(text)])).embeddings == [vector])
        }
    }

    @Test func everyProtocolCarriesTheSameNumbers() async throws {
        var replies: [[[Float]]] = []
        for kind in Self.kinds {
            replies.append(try await ask(kind, "emb", EmbeddingRequest(inputs: [.text("same")])).embeddings)
        }
        #expect(replies.allSatisfy { $0 == replies[0] })
    }

    @Test(arguments: kinds)
    func dimensionsAreAskedFor(kind: ProviderKind) async throws {
        let request = EmbeddingRequest(inputs: [.text("a"), .text("b")], dimensions: 5)
        #expect(try await ask(kind, "emb", request).embeddings.map(\.count) == [5, 5])
        #expect(try await ask(kind, "emb+dimensions=8", request).embeddings.map(\.count) == [8, 8])
    }

    @Test(arguments: kinds)
    func usageIsThatOfTheProviderOrNone(kind: ProviderKind) async throws {
        let usage = try await ask(kind, "emb", EmbeddingRequest(inputs: [.text("three little words")])).usage
        #expect(usage == (kind == .gemini ? nil : Usage(input: 3)))
    }

    @Test func tokenIdsReachTheProtocolThatTakesThem() async throws {
        let tokens = EmbeddingRequest(inputs: [.tokens([15, 7]), .tokens([9])])
        let reply = try await ask(.openai, "emb", tokens)
        #expect(reply.embeddings.count == 2)
        #expect(reply.usage == Usage(input: 3))
    }

    @Test(
        arguments: kinds,
        [
            ("sim-rate_limit", ModelFailure.Kind.rateLimited), ("sim-rate_limit_bare", .rateLimited),
            ("sim-overloaded", .overloaded),
            ("sim-server_error", .serverError), ("sim-bad_gateway", .serverError), ("sim-unauthorized", .unauthorized),
            ("sim-model_not_found", .modelNotFound), ("sim-context_too_long", .contextTooLong),
            ("sim-malformed_chunk", .malformed), ("sim-wrong_content_type", .malformed), ("sim-empty", .malformed),
            ("sim-missing_end", .malformed), ("sim-reset", .reset), ("sim-cut_after", .reset), ("sim-error_in_200", .serverError),
        ])
    func faultsAreToldApart(kind: ProviderKind, fault: (String, ModelFailure.Kind)) async {
        let failure = await failure(kind, fault.0)
        #expect(failure?.kind == fault.1, "\(String(describing: failure))")
        #expect(failure?.retryAfter == (fault.0 == "sim-rate_limit" ? .seconds(2) : nil))
    }

    @Test(arguments: kinds, ["sim-byte_by_byte", "sim-none", "sim-duplicate_start"])
    func whatOnlyLooksLikeAFaultIsNone(kind: ProviderKind, model: String) async {
        #expect(await failure(kind, model) == nil)
    }

    @Test(arguments: [ProviderKind.gemini, .openai])
    func aWrongKeyIsUnauthorizedAndNeverQuoted(kind: ProviderKind) async {
        let failure = await failure(kind, "emb", key: "wrong-key", script: Script(pace: 0, apiKey: "right"))
        #expect(failure?.kind == .unauthorized)
        #expect(failure?.message.contains("wrong-key") == false)
    }

    @Test(arguments: kinds)
    func cancellationEndsASilentRequest(kind: ProviderKind) async throws {
        let transport = NIOTransport()
        try await SimulatorServer.serving(Script(pace: 0)) { server, url in
            let provider = try provider(kind, url, Self.key, transport)
            let call = EmbeddingCall(
                model: "sim-silence", request: EmbeddingRequest(inputs: [.text("hello")]), connectTimeout: patience)
            let task = Task { try await provider.embed(call) }
            while server.log.entries.isEmpty { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            while server.log.entries.contains(where: { $0.outcome == .open }) { await Task.yield() }
        }
        try await transport.shutdown()
    }

    @Test(arguments: kinds)
    func modelsAreListed(kind: ProviderKind) async throws {
        let transport = NIOTransport()
        let models = try await SimulatorServer.serving(Script(models: ["only-one": Behaviour()])) { _, url in
            try await provider(kind, url, Self.key, transport).embeddingModels()
        }
        try await transport.shutdown()
        #expect(models == ["only-one"])
    }

    @Test(arguments: [ProviderKind.anthropic, .builtin])
    func someKindsHaveNoEmbeddings(kind: ProviderKind) {
        #expect(
            makeEmbeddingProvider(
                ProviderConfiguration(name: "n", kind: kind), transport: ScriptedTransport(Reply(type: nil, ""))) == nil)
    }
}
