import Knowledge
import LanguageModel
import Ledger
import Logging
import Routing
import Synchronization
import TestSupport
import Testing

@testable import Chat

@Suite final class RecalledAnswerTests: Sendable {
    private let clock = TestClock()
    private let cache: AnswerCache
    private let pipeline: ChatPipeline
    private let made = Mutex(0)

    init() {
        cache = AnswerCache(policy: .init(), time: clock)
        pipeline = ChatPipeline(
            runner: ChainRunner(board: BreakerBoard(time: clock), time: clock), recorder: MemoryRecorder(), time: clock,
            observer: Uncounted(), cache: cache, logger: Self.logger)
    }

    private static let forty: @Sendable () async -> Run = { .said("Forty [1].") }
    private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    /// What is emitted and told, and the run.
    private func ask(
        _ text: String = "What does it cost?", emit: @escaping ChainRunner.Emit = { _ in },
        make: @Sendable () async -> Run = RecalledAnswerTests.forty
    ) async -> Run {
        let ask = Ask.about(text)
        return await pipeline.recalled(
            ask, CacheQuestion(ask, found: .one), since: clock.now, logger: Self.logger, onGrounding: { _ in }, emit: emit
        ) {
            made.withLock { $0 += 1 }
            return await make()
        }
    }

    @Test func theSecondAnswerIsTheFirstWithoutAModel() async throws {
        let events = Mutex<[ChatEvent]>([])
        let first = await ask()
        let second = await ask("what does it cost? ", emit: { event in events.withLock { $0.append(event) } })
        let (before, after) = (try first.result.get(), try second.result.get())
        #expect(made.withLock { $0 } == 1)
        #expect(!before.isCached && after.isCached)
        #expect(after.text == before.text && after.grounding == before.grounding && after.model == before.model)
        #expect(after.attempts.isEmpty && second.attempts.isEmpty && after.usage == Usage())
        #expect(events.withLock { $0 } == [.started(model: Run.star), .delta("Forty [1].")])
    }

    @Test func saysHowManyDocumentsAreBeingReadNow() async throws {
        _ = await ask()
        var found = FoundSources.one
        found.indexing = 2
        let again = Ask.about("What does it cost?")
        let told = Mutex<Grounding?>(nil)
        let run = await pipeline.recalled(
            again, CacheQuestion(again, found: found), since: clock.now, logger: Self.logger,
            onGrounding: { grounding in told.withLock { $0 = grounding } }, emit: { _ in }, make: Self.forty)
        let answer = try run.result.get()
        #expect(answer.isCached && answer.grounding?.indexing == 2)
        #expect(told.withLock { $0 } == answer.grounding)
    }

    @Test func aFailureIsNotGivenAgain() async throws {
        _ = await ask(make: { .refused(.cancelled) })
        let second = await ask()
        #expect(try second.result.get().isCached == false)
        #expect(made.withLock { $0 } == 2)
    }

    @Test func whoAsksTheSameMeanwhileWaitsForIt() async throws {
        let (release, gate) = AsyncStream<Void>.makeStream()
        let (began, begun) = AsyncStream<Void>.makeStream()
        async let first = ask(make: {
            begun.yield()
            for await _ in release { break }
            return .said("Forty [1].")
        })
        for await _ in began { break }
        async let second = ask()
        async let third = ask()
        gate.yield()
        let answers = [try await first.result.get(), try await second.result.get(), try await third.result.get()]
        #expect(answers.count { $0.isCached } == 2)
        #expect(made.withLock { $0 } == 1)
    }

    @Test func aFailureFailsNobodyElse() async throws {
        let (release, gate) = AsyncStream<Void>.makeStream()
        let (began, begun) = AsyncStream<Void>.makeStream()
        async let first = ask(make: {
            begun.yield()
            for await _ in release { break }
            return .refused(.cancelled)
        })
        for await _ in began { break }
        async let second = ask()
        gate.yield()
        #expect(await (try? first.result.get()) == nil)
        #expect(try await second.result.get().text == "Forty [1].")
    }

    @Test func aDisabledCacheIsNotAsked() async throws {
        let pipeline = ChatPipeline(
            runner: ChainRunner(board: BreakerBoard(time: clock), time: clock), recorder: MemoryRecorder(), time: clock,
            observer: Uncounted(), cache: AnswerCache(policy: .init(isEnabled: false), time: clock), logger: Self.logger)
        let ask = Ask.about("What does it cost?")
        for _ in 0..<2 {
            let run = await pipeline.recalled(
                ask, CacheQuestion(ask, found: .one), since: .zero, logger: Self.logger, onGrounding: { _ in },
                emit: { _ in }
            ) { .said("Forty [1].") }
            #expect(try run.result.get().isCached == false)
        }
    }
}

/// Nobody who counts.
private struct Uncounted: ChatObserver {
    func answerBegan(_ ask: Ask) {}
    func attemptEnded(_ attempt: Attempt, of ask: Ask) {}
    func answerEnded(_ run: Run, of ask: Ask) {}
}
