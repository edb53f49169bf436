package import LanguageModel
package import Providers
import Synchronization

/// A provider of vectors in memory that does what a script says, on the test's own clock.
package final class ScriptedEmbedder: EmbeddingProvider {
    package enum Step: Sendable {
        /// Vectors of this length, whose first number is the length of the text or the first token.
        case vectors(width: Int)
        case fail(ModelFailure)
        /// Nothing, until the task is cancelled.
        case hang
    }

    package let largestBatch: Int
    private let callLog = Mutex<[EmbeddingCall]>([])
    private let listingCount = Mutex(0)
    private let clock: TestClock
    private let listed: [String]
    private let usage: Usage?
    private let script: @Sendable (Int) -> Step

    /// - Parameters:
    ///   - usage: what every answer reports.
    ///   - script: what to do at a call, given its number, from 0.
    package init(
        clock: TestClock, largestBatch: Int = 100, listed: [String] = [], usage: Usage? = nil,
        script: @escaping @Sendable (Int) -> Step = { _ in .vectors(width: 2) }
    ) {
        self.clock = clock
        self.largestBatch = largestBatch
        self.listed = listed
        self.usage = usage
        self.script = script
    }

    /// All calls so far, in order.
    package var calls: [EmbeddingCall] { callLog.withLock { $0 } }
    /// How often the list of models was asked for.
    package var listings: Int { listingCount.withLock { $0 } }

    package func embed(_ call: EmbeddingCall) async throws -> EmbeddingReply {
        let number = callLog.withLock { calls in
            calls.append(call)
            return calls.count - 1
        }
        switch script(number) {
        case .fail(let failure): throw failure
        case .hang:
            try await clock.sleep(until: .seconds(1_000_000_000))
            throw CancellationError()
        case .vectors(let width):
            let vectors = call.request.inputs.map { input -> [Float] in
                let first: Int =
                    switch input {
                    case .text(let text): text.count
                    case .tokens(let tokens): tokens.first ?? 0
                    }
                return [Float(first)] + [Float](repeating: 0, count: max(0, width - 1))
            }
            return EmbeddingReply(embeddings: vectors, usage: usage)
        }
    }

    package func embeddingModels() async throws -> [String] {
        listingCount.withLock { $0 += 1 }
        return listed
    }
}
