import Chat
import Knowledge
import LanguageModel
import Ledger
import Logging
import Routing
import Synchronization
import TestSupport
import Testing

@testable import App

private final class Notes: Recorder, EmbeddingObserver {
    let surfaces = Mutex<[String]>([])
    var isWritable: Bool { true }

    func note(_ record: LedgerRecord) {}
    func record(_ record: LedgerRecord) async throws {
        if case .answer(let answer) = record { surfaces.withLock { $0.append(answer.surface) } }
    }

    func embeddingBegan(_ ask: EmbeddingAsk) {}
    func attemptEnded(_ attempt: Attempt, of ask: EmbeddingAsk) {}
    func embeddingEnded(_ run: EmbeddingRun, of ask: EmbeddingAsk) {}
}

@Suite struct PipelineEmbedderTests {
    private let clock = TestClock()
    private let notes = Notes()

    private func embedder(_ script: @escaping @Sendable (Int) -> ScriptedEmbedder.Step) -> PipelineEmbedder {
        let provider = ScriptedEmbedder(clock: clock, script: script)
        let pipeline = EmbeddingPipeline(
            directory: EmbeddingDirectory(
                time: clock, deadlines: { _ in Deadlines() },
                sources: {
                    [
                        EmbeddingSource(name: "p", kind: .openai, provider: provider),
                        EmbeddingSource(name: "chat", kind: .anthropic, provider: nil),
                    ]
                }),
            runner: EmbeddingRunner(board: BreakerBoard(time: clock), time: clock), recorder: notes, time: clock,
            observer: notes, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        return PipelineEmbedder(pipeline: pipeline, makeID: { "r" })
    }

    @Test func passagesGoDownTheRoadOfAllEmbeddings() async throws {
        let vectors = try await embedder { _ in .vectors(width: 2) }.embed(["four", "fünf!"], model: "p:emb", dimensions: nil)
        #expect(vectors == [[4, 0], [5, 0]])
        #expect(notes.surfaces.withLock { $0 } == ["documents"])
    }

    @Test func anOutageSaysWhenToComeBack() async throws {
        let embedder = embedder { _ in .fail(ModelFailure(.rateLimited, "slow down", status: 429, retryAfter: .seconds(40))) }
        await #expect {
            try await embedder.embed(["a"], model: "p:emb", dimensions: nil)
        } throws: { error in
            guard case EmbeddingTrouble.away(let wait, _) = error else { return false }
            return wait >= .seconds(40)
        }
    }

    @Test func whatTheProviderDeclinesIsTheTextsFault() async throws {
        let embedder = embedder { _ in .fail(ModelFailure(.badRequest, "input is empty", status: 400)) }
        await #expect(throws: EmbeddingTrouble.refused("input is empty")) {
            try await embedder.embed([""], model: "p:emb", dimensions: nil)
        }
    }

    @Test(arguments: ["chat:emb", "nobody"]) func aModelThatCannotEmbedIsAMistakeOfTheConfiguration(_ model: String) async throws
    {
        await #expect {
            try await embedder { _ in .vectors(width: 2) }.embed(["a"], model: model, dimensions: nil)
        } throws: {
            if case EmbeddingTrouble.misconfigured = $0 { true } else { false }
        }
    }
}
