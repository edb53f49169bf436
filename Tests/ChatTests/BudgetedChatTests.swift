import Foundation
import LanguageModel
import Ledger
import Logging
import Providers
import Routing
import Storage
import Synchronization
import TestSupport
import Testing
import Usage

@testable import Chat

private struct Unwatched: ChatObserver, BudgetObserver {
    func answerBegan(_ ask: Ask) {}
    func attemptEnded(_ attempt: Attempt, of ask: Ask) {}
    func answerEnded(_ run: Run, of ask: Ask) {}
    func refused(_ refusal: LimitRefusal) {}
    func reserved(_ amount: Money) {}
    func settled(_ spent: Money?) {}
    func warned(_ warning: BudgetWarning) {}
    func failed(_ error: any Error) {}
}

/// An answer costs a microdollar a token, prompts nothing.
@Suite struct BudgetedChatTests {
    private static let model = ModelIdentifier(provider: "test", model: "priced")
    private static let unpriced = ModelIdentifier(provider: "test", model: "unpriced")

    private let clock = TestClock()
    private let folder = TestFolder.path()
    private let recorder = MemoryRecorder()
    private let budgets: BudgetKeeper
    private let prices: PriceList

    init() async throws {
        var free = TokenPrices.free
        free.output = try TokenPrice(perMillion: "1")
        prices = PriceList(PriceBook(configured: [Self.model: free]), time: clock)
        budgets = BudgetKeeper(
            database: try await TestDatabase.migrated(.sqlite, in: folder),
            configured: [LimitRule(target: LimitTarget(.key, "k"), values: LimitValues(perDay: Money("0.0001")))],
            policy: BudgetPolicy(outputTokens: 60), prices: prices, time: clock, person: { _ in nil }, observer: Unwatched())
    }

    private func answer(
        _ provider: ScriptedProvider, key: String? = "k", stands: [ModelIdentifier] = [], maxTokens: Int? = nil,
        emit: @escaping ChainRunner.Emit = { _ in }
    ) async -> Result<Answer, ChatFailure> {
        let pipeline = ChatPipeline(
            runner: ChainRunner(board: BreakerBoard(time: clock), time: clock), recorder: recorder, time: clock,
            observer: Unwatched(), prices: prices, budgets: budgets,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let models = ([Self.model] + stands).map { ChainModel(id: $0, name: $0.model, provider: provider) }
        let ask = Ask(
            requestID: UUID().uuidString, surface: .openAI, chain: Chain(name: "default", models: models), keyID: key,
            request: ChatRequest(messages: [Message(.user, "hello")], maxTokens: maxTokens), streamed: true)
        return await pipeline.answer(ask, emit: emit)
    }

    private func speaker(output: Int) -> ScriptedProvider {
        ScriptedProvider(clock: clock) { _, _ in
            [.event(.text("Hello")), .event(.usage(Usage(input: 3, output: output))), .event(.finished(.stop))]
        }
    }

    private var spent: Int64 {
        get async throws { try await budgets.standings(keyID: "k", userID: nil).first?.used ?? -1 }
    }

    @Test func anAnswersLengthHasAnEndWhereMoneyIsLimited() async throws {
        let provider = speaker(output: 1)
        _ = try await answer(provider).get()
        _ = try await answer(provider, maxTokens: 7).get()
        _ = try await answer(provider, key: nil).get()
        #expect(provider.calls.map(\.request.maxTokens) == [60, 7, nil])
        #expect(try await spent == 2_000_000)
    }

    @Test func aRefusalAsksNobodyAndIsToldAsTheAnswersEnd() async throws {
        let provider = speaker(output: 60)
        _ = try await answer(provider).get()
        let told = Mutex<[ChatEvent]>([])
        let result = await answer(provider) { event in told.withLock { $0.append(event) } }
        guard case .failure(.limited(let refusal)) = result else {
            Issue.record("\(result) is no refusal")
            return
        }
        #expect(refusal.left == 40_000_000 && refusal.needed == 60_000_000)
        #expect(told.withLock { $0 } == [.failed(.limited(refusal))])
        #expect(provider.calls.count == 1)
    }

    @Test func whatAnAnswerCostThatBrokeOffIsSpent() async throws {
        let provider = ScriptedProvider(clock: clock) { _, _ in
            [.event(.text("Hel")), .event(.usage(Usage(input: 3, output: 9))), .fail(ModelFailure(.contentPolicy, "no"))]
        }
        _ = await answer(provider)
        #expect(try await spent == Int64(provider.calls.count) * 9_000_000)
    }

    @Test func whatAnAnswerCostThatWasStoppedIsSpent() async throws {
        let provider = ScriptedProvider(clock: clock) { _, _ in
            [.event(.text("Hello")), .event(.usage(Usage(input: 3, output: 5))), .hang]
        }
        let task = Task { await answer(provider) }
        await clock.settle { clock.hasSleeper(until: ScriptedProvider.never) }
        task.cancel()
        #expect(await task.value == .failure(.cancelled))
        #expect(try await spent == 5_000_000)
        let standing = try #require(try await budgets.standings(keyID: "k", userID: nil).first)
        #expect(standing.reserved == 0)
    }

    @Test func aModelWithoutAPriceStandsInOnlyWhereNothingIsLimited() async throws {
        let provider = ScriptedProvider(clock: clock) { _, _ in .fails(.overloaded) }
        _ = await answer(provider, stands: [Self.unpriced])
        #expect(Set(provider.calls.map(\.model)) == ["priced"])
        _ = await answer(provider, key: nil, stands: [Self.unpriced])
        #expect(Set(provider.calls.map(\.model)) == ["priced", "unpriced"])
    }
}
