import LanguageModel
import Logging
import Providers
import Routing
import Synchronization
import TestSupport
import Testing

/// One model that embeds, its board and its clock.
private struct EmbeddingStage {
    let clock: TestClock
    let board: BreakerBoard
    let embedder: ScriptedEmbedder
    let id = ModelIdentifier(provider: "test", model: "emb")

    init(
        largestBatch: Int = 100, usage: Usage? = nil,
        script: @escaping @Sendable (Int) -> ScriptedEmbedder.Step = { _ in .vectors(width: 2) }
    ) {
        let clock = TestClock()
        self.clock = clock
        board = BreakerBoard(time: clock, jitter: { 0.5 })
        embedder = ScriptedEmbedder(clock: clock, largestBatch: largestBatch, usage: usage, script: script)
    }

    func run(_ request: EmbeddingRequest = EmbeddingRequest(inputs: [.text("hello")])) async -> EmbeddingRun {
        await EmbeddingRunner(board: board, time: clock).run(
            request, on: EmbeddingModel(id: id, provider: embedder),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), onAttempt: { _, _ in })
    }
}

extension EmbeddingRun {
    fileprivate var answer: EmbeddingAnswer? { try? result.get() }
    fileprivate var failure: ChatFailure? {
        if case .failure(let failure) = result { return failure }
        return nil
    }
    fileprivate var failures: [ModelFailure.Kind?] { attempts.map(\.failure) }
}

@Suite(.timeLimit(.minutes(20))) struct EmbeddingRunnerTests {
    private func failing(_ kind: ModelFailure.Kind, status: Int? = nil, retryAfter: Duration? = nil) -> ScriptedEmbedder.Step {
        .fail(ModelFailure(kind, "scripted", status: status, retryAfter: retryAfter))
    }

    @Test func vectorsKeepTheOrderOfTheirInputsOverBatches() async {
        let stage = EmbeddingStage(largestBatch: 3, usage: Usage(input: 4))
        let run = await stage.run(EmbeddingRequest(inputs: (0..<8).map { .tokens([$0]) }))
        #expect(run.answer?.embeddings.map { $0[0] } == [0, 1, 2, 3, 4, 5, 6, 7])
        #expect(stage.embedder.calls.map(\.request.inputs.count) == [3, 3, 2])
        #expect(run.answer?.usage == Usage(input: 12))
        #expect(run.failures == [nil, nil, nil])
    }

    @Test func tokensAreEstimatedWhereTheProviderCountsNone() async {
        #expect(await EmbeddingStage().run().answer?.usage == Usage(input: 2, isEstimated: true))
    }

    @Test(arguments: [(ModelFailure.Kind.reset, nil), (.serverError, 500), (.serverError, 502)] as [(ModelFailure.Kind, Int?)])
    func aTransientFailureIsTriedOnceMore(kind: ModelFailure.Kind, status: Int?) async {
        let step = failing(kind, status: status)
        let once = EmbeddingStage { $0 == 0 ? step : .vectors(width: 2) }
        let run = await once.run()
        #expect(run.answer?.embeddings.count == 1)
        #expect(run.failures == [kind, nil])
        let always = EmbeddingStage { _ in step }
        guard case .exhausted(let outage) = await always.run().failure else { return #expect(Bool(false)) }
        #expect(outage.models.map(\.reason) == [kind])
        #expect(always.embedder.calls.count == 2)
    }

    @Test func aShortRetryAfterIsWaitedFor() async {
        let step = failing(.rateLimited, status: 429, retryAfter: .seconds(2))
        let stage = EmbeddingStage { $0 == 0 ? step : .vectors(width: 2) }
        async let run = stage.run()
        await stage.clock.settle { stage.embedder.calls.count == 1 && stage.clock.hasSleeper(until: .seconds(2)) }
        stage.clock.advance(by: .seconds(2))
        #expect(await run.answer != nil)
    }

    @Test func aLongRetryAfterIsToldToTheCallerAndHonoured() async {
        let step = failing(.rateLimited, status: 429, retryAfter: .seconds(40))
        let stage = EmbeddingStage { $0 == 0 ? step : .vectors(width: 2) }
        for _ in 0..<2 {
            guard case .exhausted(let outage) = await stage.run().failure else { return #expect(Bool(false)) }
            #expect(outage.retryAfter == .seconds(40))
            #expect(outage.models.map(\.reason) == [.rateLimited])
        }
        #expect(stage.embedder.calls.count == 1)
        stage.clock.advance(by: .seconds(40))
        #expect(await stage.run().answer != nil)
    }

    @Test func silenceEndsAtTheDeadlineAndIsNotRetried() async {
        let stage = EmbeddingStage { _ in .hang }
        async let run = stage.run()
        await stage.clock.settle(sleepers: 2)
        stage.clock.advance(by: .seconds(60))
        let ended = await run
        #expect(ended.failures == [.firstTokenTimeout])
        #expect(stage.clock.sleepers == 0)
    }

    @Test func aCallerWhoLeavesEndsTheCallAndSaysNothingAgainstTheModel() async {
        let stage = EmbeddingStage { _ in .hang }
        let task = Task { await stage.run() }
        await stage.clock.settle(sleepers: 2)
        task.cancel()
        let ended = await task.value
        #expect(ended.failure == .cancelled)
        #expect(ended.failures == [.cancelled])
        #expect(stage.board.phase(of: stage.id) == .closed)
        #expect(stage.clock.sleepers == 0)
    }

    @Test func threeFailuresOpenTheBreaker() async {
        let step = failing(.serverError, status: 500)
        let stage = EmbeddingStage { _ in step }
        _ = await stage.run()
        _ = await stage.run()
        _ = await stage.run()
        #expect(stage.embedder.calls.count == 3)
        #expect(stage.board.phase(of: stage.id) != .closed)
    }

    @Test func vectorsOfAnotherLengthThanAskedForAreTheCallersMatter() async {
        let stage = EmbeddingStage()
        for _ in 0..<4 {
            let run = await stage.run(EmbeddingRequest(inputs: [.text("a")], dimensions: 7))
            #expect(run.failures == [.malformed])
            guard case .rejected(let cause) = run.failure else { return #expect(Bool(false)) }
            #expect(cause.message == "7 dimensions were asked for, and the model gives 2")
        }
        #expect(stage.board.phase(of: stage.id) == .closed)
        #expect(await stage.run().answer != nil)
    }

    @Test func batchesWhoseVectorsDifferInLengthAreMalformed() async {
        let stage = EmbeddingStage(largestBatch: 1) { .vectors(width: $0 + 2) }
        let run = await stage.run(EmbeddingRequest(inputs: [.text("a"), .text("b")]))
        #expect(run.failures == [nil, .malformed])
        guard case .exhausted = run.failure else { return #expect(Bool(false)) }
    }

    @Test func aModelThatDoesNotExistIsTheCallersMatter() async {
        let step = failing(.modelNotFound, status: 404)
        let stage = EmbeddingStage { _ in step }
        for _ in 0..<4 {
            guard case .rejected(let cause) = await stage.run().failure else { return #expect(Bool(false)) }
            #expect(cause.kind == .modelNotFound)
        }
        #expect(stage.board.phase(of: stage.id) == .closed)
    }

    @Test func anInputThatIsTooLongIsSaidToBe() async {
        let step = failing(.contextTooLong, status: 400)
        #expect(await EmbeddingStage { _ in step }.run().failure == .contextTooLong("scripted"))
    }
}

@Suite(.timeLimit(.minutes(20))) struct EmbeddingDirectoryTests {
    private let clock = TestClock()

    private func directory(_ sources: [(String, ScriptedEmbedder?)]) -> EmbeddingDirectory {
        let sources = sources.map { EmbeddingSource(name: $0.0, kind: $0.1 == nil ? .anthropic : .openai, provider: $0.1) }
        return EmbeddingDirectory(time: clock, deadlines: { _ in Deadlines() }, sources: { sources })
    }

    private func embedder(_ models: String...) -> ScriptedEmbedder { ScriptedEmbedder(clock: clock, listed: models) }

    @Test func aProvidersModelIsTakenAtItsWord() async throws {
        let a = embedder("one")
        let directory = directory([("a", a)])
        #expect(try await directory.model(named: "a:anything:7b").id == ModelIdentifier(provider: "a", model: "anything:7b"))
        #expect(a.listings == 0)
    }

    @Test func aNameAloneMustBeOnExactlyOneList() async throws {
        let directory = directory([("a", embedder("one", "both")), ("b", embedder("two:latest", "both")), ("c", nil)])
        #expect(try await directory.model(named: "one").id.description == "a:one")
        #expect(try await directory.model(named: "two:latest").id.description == "b:two:latest")
        await #expect(throws: EmbeddingNameError.ambiguous(name: "both", candidates: ["a:both", "b:both"])) {
            _ = try await directory.model(named: "both")
        }
    }

    @Test func anUnknownNameIsAnsweredWithTheNearest() async {
        let directory = directory([("a", embedder("text-embedding-3-small"))])
        let nearest = "a:text-embedding-3-small"
        for name in ["text-embeding-3-smal", "b:text-embedding-3-small"] {
            await #expect(throws: EmbeddingNameError.unknown(name: name, nearest: nearest)) {
                _ = try await directory.model(named: name)
            }
        }
        await #expect(throws: EmbeddingNameError.unknown(name: "zzz", nearest: nil)) {
            _ = try await directory.model(named: "zzz")
        }
    }

    @Test func aNameIsNeverItsOwnNearest() async {
        let directory = directory([("a", embedder("model-1", "model-2"))])
        #expect(await directory.unknown("a:model-1") == .unknown(name: "a:model-1", nearest: "a:model-2"))
    }

    @Test func aProviderWithoutEmbeddingsSaysSo() async {
        await #expect(throws: EmbeddingNameError.noEmbeddings(provider: "c", kind: .anthropic)) {
            _ = try await directory([("c", nil)]).model(named: "c:claude")
        }
    }

    @Test func listsAreKeptForAMinute() async throws {
        let a = embedder("one")
        let directory = directory([("a", a)])
        for _ in 0..<3 { _ = try await directory.model(named: "one") }
        #expect(a.listings == 1)
        clock.advance(by: .seconds(60))
        _ = try await directory.model(named: "one")
        #expect(a.listings == 2)
    }
}
