import Chat
import LanguageModel
import Ledger
import Logging
import Providers
import Routing
import Synchronization
import TestSupport
import Testing

private final class Watcher: EmbeddingObserver {
    let seen = Mutex<[String]>([])

    func embeddingBegan(_ ask: EmbeddingAsk) { seen.withLock { $0.append("began") } }
    func attemptEnded(_ attempt: Attempt, of ask: EmbeddingAsk) {
        seen.withLock { $0.append(attempt.failure?.rawValue ?? "success") }
    }
    func embeddingEnded(_ run: EmbeddingRun, of ask: EmbeddingAsk) { seen.withLock { $0.append("ended") } }
}

@Suite struct EmbeddingPipelineTests {
    private let clock = TestClock()
    private let watcher = Watcher()

    private func embed(
        _ recorder: MemoryRecorder, script: @escaping @Sendable (Int) -> ScriptedEmbedder.Step = { _ in .vectors(width: 2) }
    ) async throws -> EmbeddingAnswer {
        let embedder = ScriptedEmbedder(clock: clock, listed: ["emb"], usage: Usage(input: 9), script: script)
        let pipeline = EmbeddingPipeline(
            directory: EmbeddingDirectory(
                time: clock, deadlines: { _ in Deadlines() },
                sources: { [EmbeddingSource(name: "test", kind: .openai, provider: embedder)] }),
            runner: EmbeddingRunner(board: BreakerBoard(time: clock), time: clock), recorder: recorder, time: clock,
            observer: watcher, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try await pipeline.embed(["four", "fünf!"], model: "emb", requestID: "r1", surface: .embeddings)
    }

    private func answerRecord(_ recorder: MemoryRecorder) throws -> AnswerRecord {
        guard case .answer(let record)? = recorder.records.withLock({ $0.last }) else {
            throw ModelFailure(.malformed, "no answer is on record")
        }
        return record
    }

    @Test func everyAttemptAndTheAnswerAreOnRecord() async throws {
        let recorder = MemoryRecorder()
        let answer = try await embed(recorder) {
            $0 == 0 ? .fail(ModelFailure(.serverError, "scripted", status: 500)) : .vectors(width: 2)
        }
        #expect(answer.embeddings == [[4, 0], [5, 0]])
        #expect(recorder.log.withLock { $0 } == ["noted", "noted", "recorded"])
        let record = try answerRecord(recorder)
        #expect(record.requestID == "r1")
        #expect(record.surface == "embeddings")
        #expect(record.outcome == .completed)
        #expect(record.model?.description == "test:emb")
        #expect(record.usage == Usage(input: 9))
        #expect(record.attempts == 2)
        #expect(watcher.seen.withLock { $0 } == ["began", "server_error", "success", "ended"])
    }

    @Test func aFailureIsOnRecordWithItsCode() async throws {
        let recorder = MemoryRecorder()
        await #expect(throws: ChatFailure.self) {
            _ = try await embed(recorder) { _ in .fail(ModelFailure(.overloaded, "scripted", status: 503)) }
        }
        let record = try answerRecord(recorder)
        #expect(record.outcome == .failed)
        #expect(record.errorCode == "all_models_unavailable")
        #expect(record.model == nil)
    }

    @Test func whatCannotBeRecordedDoesNotPassForGiven() async {
        await #expect(throws: ChatFailure.unrecorded) { _ = try await embed(MemoryRecorder(fails: true)) }
        await #expect(throws: ChatFailure.unrecorded) { _ = try await embed(MemoryRecorder(isWritable: false)) }
    }
}
