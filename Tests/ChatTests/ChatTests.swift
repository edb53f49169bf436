import Chat
import LanguageModel
import Ledger
import Logging
import Providers
import Routing
import Synchronization
import TestSupport
import Testing
import Usage

@Suite struct AnswerRelayTests {
    @Test func aReaderMayStartFromTheBeginningAtAnyTime() async throws {
        let relay = AnswerRelay(capacity: nil)
        try await relay.write(.delta("a"))
        try await relay.write(.delta("b"))
        #expect(await relay.events(from: 0) == [.delta("a"), .delta("b")])
        #expect(await relay.events(from: 1) == [.delta("b")])
        relay.end()
        #expect(await relay.events(from: 0).count == 2)
        #expect(await relay.events(from: 2).isEmpty)
    }

    @Test func aSlowReaderHoldsTheWriterBackAndMissesNothing() async {
        let relay = AnswerRelay(capacity: 2)
        let written = Mutex(0)
        let writer = Task {
            for number in 0..<100 {
                try await relay.write(.delta("\(number)"))
                written.withLock { $0 += 1 }
            }
            relay.end()
        }
        var read: [ChatEvent] = []
        while true {
            let events = await relay.events(from: read.count)
            if events.isEmpty { break }
            #expect(events.count <= 2)
            read += events
            #expect(written.withLock { $0 } <= read.count + 2)
        }
        #expect(read == (0..<100).map { .delta("\($0)") })
        _ = await writer.result
    }

    @Test func aWriterWhoseReaderLeftIsTold() async {
        let relay = AnswerRelay(capacity: 1)
        relay.abandon()
        await #expect(throws: CancellationError.self) { try await relay.write(.delta("a")) }
    }

    @Test func aCancelledReaderStopsWaiting() async {
        let relay = AnswerRelay(capacity: nil)
        let reader = Task { await relay.events(from: 0) }
        await Task.yield()
        reader.cancel()
        #expect(await reader.value.isEmpty)
    }
}

/// Keeps what it is given, in order.
final class MemoryRecorder: Recorder {
    struct Full: Error {}
    let log = Mutex<[String]>([])
    let records = Mutex<[LedgerRecord]>([])
    let isWritable: Bool
    let fails: Bool

    init(fails: Bool = false, isWritable: Bool = true) {
        self.fails = fails
        self.isWritable = isWritable
    }

    func note(_ record: LedgerRecord) {
        log.withLock { $0.append("noted") }
        records.withLock { $0.append(record) }
    }

    func record(_ record: LedgerRecord) async throws {
        if fails { throw Full() }
        log.withLock { $0.append("recorded") }
        records.withLock { $0.append(record) }
    }
}

private struct Unwatched: ChatObserver {
    func answerBegan(_ ask: Ask) {}
    func attemptEnded(_ attempt: Attempt, of ask: Ask) {}
    func answerEnded(_ run: Run, of ask: Ask) {}
}

@Suite struct ChatPipelineTests {
    private let clock = TestClock()

    private func answer(
        _ recorder: MemoryRecorder, prices: [String: TokenPrices] = [:]
    ) async -> Result<Answer, ChatFailure> {
        let scripts: [[ScriptedProvider.Step]] = [
            .fails(.overloaded),
            [.event(.text("Hello")), .event(.usage(Usage(input: 3, output: 2))), .fail(ModelFailure(.truncated, "cut"))],
            [.event(.text(", you")), .event(.usage(Usage(input: 5, output: 4))), .event(.finished(.stop))],
        ]
        let models = scripts.enumerated().map { index, script in
            ChainModel(
                id: ModelIdentifier(provider: "test", model: "\(index)"), name: "\(index)",
                provider: ScriptedProvider(clock: clock) { _, _ in script })
        }
        let pipeline = ChatPipeline(
            runner: ChainRunner(board: BreakerBoard(time: clock), time: clock), recorder: recorder, time: clock,
            observer: Unwatched(),
            prices: PriceList(
                PriceBook(
                    configured: Dictionary(
                        uniqueKeysWithValues: prices.map { (ModelIdentifier(provider: "test", model: $0.key), $0.value) })),
                time: clock), logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let ask = Ask(
            requestID: "r1", surface: .page, chain: Chain(name: "default", models: models),
            request: ChatRequest(messages: [Message(.user, "hello")]), streamed: true)
        return await pipeline.answer(ask) { event in
            switch event {
            case .done: recorder.log.withLock { $0.append("done") }
            case .failed(let failure): recorder.log.withLock { $0.append(failure.code) }
            default: break
            }
        }
    }

    @Test func recordsBeforeItSaysThatItIsDone() async throws {
        let recorder = MemoryRecorder()
        let answer = try await answer(recorder).get()
        #expect(answer.text == "Hello, you")
        #expect(recorder.log.withLock { $0 } == ["noted", "noted", "noted", "recorded", "done"])
        let records = recorder.records.withLock { $0 }
        let attempts = records.compactMap { if case .attempt(let attempt) = $0 { attempt } else { nil } }
        #expect(attempts.map(\.number) == [1, 2, 3])
        #expect(attempts.map(\.attempt.failure) == [.overloaded, .truncated, nil])
        guard case .answer(let record) = records.last else { return #expect(Bool(false)) }
        #expect(record.outcome == .completed)
        #expect(record.usage == Usage(input: 8, output: 6))
        #expect(record.attempts == 3)
        #expect(record.model?.model == "2")
        #expect(record.textBytes == 10)
        #expect(record.textSHA256 == AnswerRecord.digest(of: "Hello, you"))
    }

    @Test func everyAttemptCostsWhatItsOwnModelCosts() async throws {
        var cheap = TokenPrices()
        (cheap.input, cheap.output) = (try TokenPrice(perMillion: "0.15"), try TokenPrice(perMillion: "0.6"))
        var dear = cheap
        dear.output = try TokenPrice(perMillion: "10")
        let recorder = MemoryRecorder()
        _ = try await answer(recorder, prices: ["1": cheap, "2": dear]).get()
        let records = recorder.records.withLock { $0 }
        let costs = records.map { record in
            switch record {
            case .attempt(let attempt): attempt.attempt.cost?.description
            case .answer(let answer): answer.exactCost?.description
            }
        }
        #expect(costs == [nil, "0.00000165", "0.00004075", "0.0000424"])
        guard case .answer(let record) = records.last else { return #expect(Bool(false)) }
        #expect(record.cost == 0.0000424)
        #expect(record.isFallback == true)
    }

    @Test func aSingleUnknownPriceMakesTheCostUnknown() async throws {
        let recorder = MemoryRecorder()
        _ = try await answer(recorder, prices: ["2": .free]).get()
        guard case .answer(let record) = recorder.records.withLock({ $0.last }) else { return #expect(Bool(false)) }
        #expect(record.exactCost == nil)
        #expect(record.cost == nil)
    }

    @Test func anAnswerThatCannotBeRecordedDoesNotPassForGiven() async {
        let recorder = MemoryRecorder(fails: true)
        #expect(await answer(recorder) == .failure(.unrecorded))
        #expect(recorder.log.withLock { $0.last } == "ledger_unavailable")
    }

    @Test func noAnswerIsBegunWhileTheLedgerCannotBeWritten() async {
        let recorder = MemoryRecorder(isWritable: false)
        #expect(await answer(recorder) == .failure(.unrecorded))
        #expect(recorder.log.withLock { $0 } == ["ledger_unavailable"])
    }
}
