package import LanguageModel
package import Providers
import Synchronization

/// A provider in memory that does what a script says, on the test's own clock.
package final class ScriptedProvider: ModelProvider {
    package enum Step: Sendable {
        case event(ModelEvent)
        case wait(Duration)
        case fail(ModelFailure)
        /// Nothing more, until the task is cancelled.
        case hang
    }

    /// Until when a call that hangs sleeps.
    package static let never = Duration.seconds(1_000_000_000)

    private struct State {
        var calls: [ModelCall] = []
        var running = 0
    }

    private let state = Mutex(State())
    private let clock: TestClock
    private let script: @Sendable (Int, ModelCall) -> [Step]

    /// - Parameter script: what to do at a call, given its number (from 0) and the call.
    package init(clock: TestClock, script: @escaping @Sendable (Int, ModelCall) -> [Step]) {
        self.clock = clock
        self.script = script
    }

    /// All calls so far, in order.
    package var calls: [ModelCall] { state.withLock { $0.calls } }
    /// Calls that have not ended.
    package var running: Int { state.withLock { $0.running } }

    package func ask(_ call: ModelCall, receive: (ModelEvent) async throws -> Void) async throws {
        let number = state.withLock { state in
            state.calls.append(call)
            state.running += 1
            return state.calls.count - 1
        }
        defer { state.withLock { $0.running -= 1 } }
        for step in script(number, call) {
            switch step {
            case .event(let event):
                try Task.checkCancellation()
                try await receive(event)
            case .wait(let duration): try await clock.sleep(until: clock.now + duration)
            case .fail(let failure): throw failure
            case .hang: try await clock.sleep(until: Self.never)
            }
        }
    }

    package func models() async throws -> [String] { [] }

    package func continuesPrefill(model: String) -> Bool { false }
}

extension [ScriptedProvider.Step] {
    /// A whole answer in these pieces.
    package static func says(_ pieces: String...) -> Self {
        pieces.map { .event(.text($0)) } + [.event(.finished(.stop))]
    }

    /// These pieces, and then nothing but the failure.
    package static func breaksOff(after pieces: String..., with kind: ModelFailure.Kind = .truncated) -> Self {
        pieces.map { .event(.text($0)) } + [.fail(ModelFailure(kind, "scripted"))]
    }

    package static func fails(_ kind: ModelFailure.Kind, status: Int? = nil, retryAfter: Duration? = nil) -> Self {
        [.fail(ModelFailure(kind, "scripted", status: status, retryAfter: retryAfter))]
    }
}
