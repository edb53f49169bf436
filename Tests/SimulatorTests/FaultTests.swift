import LanguageModel
import Testing

@testable import Simulator

@Suite(.timeLimit(.minutes(20)))
struct FaultTests {
    private func ask(
        _ speaker: Speaker, _ model: String, pace: Double = 0, tools: Bool = false,
        until enough: @escaping @Sendable (RawAnswer) -> Bool = { _ in false }
    ) async throws -> (RawAnswer, RequestLog.Entry?) {
        try await SimulatorServer.serving(Script(pace: pace)) { server, _ in
            let answer = try await speaker.ask(server.start(), model: model, tools: tools, until: enough)
            return (answer, server.log.entries.first)
        }
    }

    @Test(arguments: Speaker.all)
    func answersAsItShould(_ speaker: Speaker) async throws {
        let (answer, entry) = try await ask(speaker, "any-model")
        #expect(answer.status == 200)
        #expect(speaker.words(answer) == AnswerText.numbered(40))
        #expect(speaker.isWhole(answer))
        #expect(entry?.outcome == .completed && entry?.tokens == 40 && entry?.streaming == speaker.isStreaming)
        #expect(entry?.model == "any-model" && entry?.protocol == speaker.wire && entry?.connections == 1)
    }

    @Test(arguments: Speaker.all)
    func failsBeforeTheAnswerWithTheProtocolsOwnStatus(_ speaker: Speaker) async throws {
        let overloaded = speaker.wire == .anthropic ? 529 : 503
        let expected: [(Fault, Int)] = [
            (.rateLimit, 429), (.rateLimitBare, 429), (.serverError, 500), (.badGateway, 502), (.overloaded, overloaded),
            (.contextTooLong, 400), (.contentPolicy, speaker.wire == .gemini ? 200 : 400), (.unauthorized, 401),
            (.modelNotFound, 404), (.wrongContentType, 200), (.errorIn200, 200),
        ]
        for (fault, status) in expected {
            let (answer, entry) = try await ask(speaker, "sim-\(fault.rawValue)")
            #expect(answer.status == status, "\(fault)")
            #expect(!speaker.isWhole(answer), "\(fault)")
            #expect(entry?.fault == fault && entry?.outcome == .completed && entry?.status == status)
            #expect(answer.head.contains("retry-after: 2") == (fault == .rateLimit))
        }
        #expect(try await ask(speaker, "m+rate-limit=7").0.head.contains("retry-after: 7"))
        #expect(try await ask(speaker, "m+wrong_content_type").0.head.contains("content-type: text/html"))
        #expect(try await ask(speaker, "m+error_in_200").0.body.contains("\"error\""))
    }

    @Test(arguments: Speaker.all)
    func resetsBeforeAnyHeader(_ speaker: Speaker) async throws {
        let (answer, entry) = try await ask(speaker, "reset")
        #expect(answer.bytes.isEmpty)
        #expect(answer.wasReset)
        #expect(entry?.outcome == .cut && entry?.status == nil)
    }

    @Test(arguments: Speaker.all)
    func cutsAfterTheAskedTokens(_ speaker: Speaker) async throws {
        let (answer, entry) = try await ask(speaker, "x+cut-after=3")
        #expect(!speaker.isWhole(answer))
        #expect(entry?.outcome == .cut && entry?.tokens == 3)
        if speaker.isStreaming {
            #expect(speaker.words(answer) == "alpha1 beta2 gamma3 ")
            #expect(!answer.endsItsChunks)
        } else {
            #expect(speaker.values(answer).isEmpty)
        }
    }

    @Test(arguments: Speaker.all)
    func endsCleanlyWithoutItsMarker(_ speaker: Speaker) async throws {
        let (answer, entry) = try await ask(speaker, "x+missing-end=3")
        #expect(speaker.words(answer) == "alpha1 beta2 gamma3 ")
        #expect(!speaker.isWhole(answer))
        #expect(answer.endsItsChunks == speaker.isStreaming)
        #expect(entry?.outcome == .completed)
    }

    @Test(arguments: Speaker.all)
    func stallsUntilTheCallerLeaves(_ speaker: Speaker) async throws {
        let server = SimulatorServer(script: Script(pace: 0))
        let port = try await server.start()
        for (model, mark) in [("x+stall-after=2", "beta2"), ("x+endless+words=2", "naïve4")] where speaker.isStreaming {
            _ = try await speaker.ask(port, model: model) { $0.text.contains(mark) }
        }
        if !speaker.isStreaming {
            _ = try await speaker.ask(port, model: "x+stall-after=2") { $0.text.contains("content-length") }
            _ = try await speaker.ask(port, model: "x+endless") { $0.bytes.count > 1_000_000 }
        }
        while server.log.entries.contains(where: { $0.outcome == .open }) { await Task.yield() }
        #expect(server.log.entries.map(\.outcome) == [.clientLeft, .clientLeft])
        await server.stop()
    }

    @Test(arguments: Speaker.all)
    func breaksJSONInTheMiddle(_ speaker: Speaker) async throws {
        let (answer, _) = try await ask(speaker, "malformed_chunk")
        #expect(answer.status == 200)
        if speaker.isStreaming {
            #expect(speaker.words(answer) == AnswerText.numbered(40))
        } else {
            #expect(speaker.values(answer).isEmpty)
            #expect(answer.head.contains("content-length: \(answer.body.utf8.count)"))
        }
    }

    @Test(arguments: Speaker.all)
    func splitsEveryByte(_ speaker: Speaker) async throws {
        let (answer, _) = try await ask(speaker, "byte-by-byte")
        #expect(speaker.words(answer) == AnswerText.numbered(40))
        #expect(speaker.isWhole(answer))
        if speaker.isStreaming { #expect(answer.text.contains("\r\n1\r\n")) }
    }

    @Test(arguments: Speaker.all)
    func deliversAWholeAnswerInSpiteOfTheFault(_ speaker: Speaker) async throws {
        for model in ["slow_first_token=10ms", "slow_drip=1ms", "huge_headers", "duplicate_start", "x+pace=5000"] {
            let (answer, _) = try await ask(speaker, model, pace: 0)
            #expect(answer.status == 200)
            #expect(speaker.words(answer) == AnswerText.numbered(40), "\(model)")
            #expect(speaker.isWhole(answer), "\(model)")
        }
        #expect(try await ask(speaker, "huge_headers").0.head.utf8.count > 256_000)
    }

    @Test(arguments: Speaker.all)
    func sendsItsErrorInTheStream(_ speaker: Speaker) async throws {
        let (answer, _) = try await ask(speaker, "error_in_stream=2")
        #expect(answer.status == (speaker.isStreaming ? 200 : 500))
        #expect(answer.body.contains("error"))
        #expect(!speaker.isWhole(answer))
        if speaker.isStreaming { #expect(speaker.words(answer) == "alpha1 beta2 ") }
    }

    @Test(arguments: Speaker.all)
    func declinesAndStaysEmpty(_ speaker: Speaker) async throws {
        let (refusal, _) = try await ask(speaker, "refusal")
        #expect(refusal.status == 200 && speaker.isWhole(refusal))
        let (empty, _) = try await ask(speaker, "empty")
        #expect(empty.status == 200 && speaker.isWhole(empty))
        #expect(speaker.words(empty).isEmpty)
    }

    @Test(arguments: Speaker.all)
    func callsTheFirstTool(_ speaker: Speaker) async throws {
        let (answer, _) = try await ask(speaker, "gpt+tool_call", tools: true)
        #expect(answer.body.contains("\"clock\""))
        #expect(speaker.isWhole(answer))
        #expect(speaker.words(answer).isEmpty)
    }

    @Test(arguments: Speaker.all)
    func saysNothingAtAllWhenSilent(_ speaker: Speaker) async throws {
        let server = SimulatorServer()
        let port = try await server.start()
        async let answer = speaker.ask(port, model: "silence")
        while server.log.entries.isEmpty { await Task.yield() }
        await server.stop()
        #expect(try await answer.bytes.isEmpty)
    }
}
