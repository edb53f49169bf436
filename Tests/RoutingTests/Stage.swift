import LanguageModel
import Logging
import Providers
import Routing
import Synchronization
import TestSupport

/// A chain of scripted models, its board and its clock.
final class Stage: Sendable {
    let clock: TestClock
    let board: BreakerBoard
    let chain: Chain
    let providers: [ScriptedProvider]
    private let seen = Mutex<[ChatEvent]>([])

    typealias Script = @Sendable (Int, ModelCall) -> [ScriptedProvider.Step]

    /// Models are called a, b, c, … in the order of their scripts.
    init(_ scripts: [Script], clock: TestClock = TestClock(), prepare: (Int, inout ChainModel) -> Void = { _, _ in }) {
        self.clock = clock
        board = BreakerBoard(time: clock, jitter: { 0.5 })
        let providers = scripts.map { ScriptedProvider(clock: clock, script: $0) }
        self.providers = providers
        chain = Chain(
            name: "default",
            models: providers.indices.map { index in
                var model = ChainModel(id: Stage.id(index), name: Stage.id(index).model, provider: providers[index])
                prepare(index, &model)
                return model
            })
    }

    /// Models that do the same at every call.
    convenience init(_ scripts: [ScriptedProvider.Step]..., prepare: (Int, inout ChainModel) -> Void = { _, _ in }) {
        self.init(scripts.map { script in { _, _ in script } }, prepare: prepare)
    }

    static func id(_ index: Int) -> ModelIdentifier {
        ModelIdentifier(provider: "test", model: ["a", "b", "c", "d", "e"][index])
    }

    var events: [ChatEvent] { seen.withLock { $0 } }
    var calls: [Int] { providers.map(\.calls.count) }

    /// The text as a caller of the plain API puts it together.
    var shown: String {
        events.reduce(into: "") { text, event in
            switch event {
            case .delta(let piece): text += piece
            case .restarted: text = ""
            default: break
            }
        }
    }

    func run(
        acceptsRestart: Bool = false, policy: RoutingPolicy = RoutingPolicy(),
        emit: @escaping @Sendable (ChatEvent) async throws -> Void = { _ in }
    ) async -> Run {
        await ChainRunner(board: board, policy: policy, time: clock).run(
            ChatRequest(messages: [Message(.user, "hello")]), on: chain, acceptsRestart: acceptsRestart,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), onAttempt: { _, _ in }
        ) { event in
            self.seen.withLock { $0.append(event) }
            try await emit(event)
        }
    }

    /// Runs while the clock is moved on, step by step, as soon as the watchdog and the provider both wait.
    func run(advancing first: Duration, _ more: Duration...) async -> Run {
        async let run = run()
        for step in [first] + more {
            await clock.settle(sleepers: 2)
            clock.advance(by: step)
        }
        return await run
    }
}

extension Run {
    /// nil unless the answer is whole.
    var wholeText: String? { try? result.get().text }
    var failure: ChatFailure? {
        if case .failure(let failure) = result { return failure }
        return nil
    }
    var failures: [ModelFailure.Kind?] { attempts.map(\.failure) }
}
