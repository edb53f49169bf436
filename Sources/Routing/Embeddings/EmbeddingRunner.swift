package import LanguageModel
package import Logging
package import Providers

/// A model that embeds, as routing sees it.
package struct EmbeddingModel: Sendable {
    package var id: ModelIdentifier
    package var provider: any EmbeddingProvider
    package var isLocal: Bool
    /// Of these, `connect`, `lastFirstContent` (here: until the whole answer of one attempt) and `total` count.
    package var deadlines: Deadlines

    package init(
        id: ModelIdentifier, provider: any EmbeddingProvider, isLocal: Bool = false, deadlines: Deadlines = Deadlines()
    ) {
        self.id = id
        self.provider = provider
        self.isLocal = isLocal
        self.deadlines = deadlines
    }
}

/// How a request for vectors fared.
package struct EmbeddingRun: Sendable {
    package var result: Result<EmbeddingAnswer, ChatFailure>
    package var attempts: [Attempt]
    package var latency: Duration

    /// A request that no model was asked for.
    package static func refused(_ failure: ChatFailure) -> EmbeddingRun {
        EmbeddingRun(result: .failure(failure), attempts: [], latency: .zero)
    }
}

/// Puts a request for vectors to its one model, in batches, under the model's breaker.
///
/// No other model stands in: vectors of two models cannot be compared, so half a collection embedded by an understudy
/// would be worse than an error.
package struct EmbeddingRunner: Sendable {
    let board: BreakerBoard
    let policy: RoutingPolicy
    let time: any TimeSource

    /// - Parameter board: not the chat models' board: what fails at embedding may chat well.
    package init(board: BreakerBoard, policy: RoutingPolicy = RoutingPolicy(), time: any TimeSource) {
        self.board = board
        self.policy = policy
        self.time = time
    }

    /// Asks `model`. Cancelling the task closes the provider's connection.
    /// - Parameter onAttempt: called with each attempt and its number, as it ends.
    package func run(
        _ request: EmbeddingRequest, on model: EmbeddingModel, logger: Logger, onAttempt: @Sendable (Int, Attempt) -> Void
    ) async -> EmbeddingRun {
        let startedAt = time.now
        var attempts: [Attempt] = []
        var embeddings: [[Float]] = []
        do {
            for batch in request.batches(of: model.provider.largestBatch) {
                let attempt = EmbeddingAttempt(
                    model: model, batch: batch, width: embeddings.first?.count,
                    deadline: startedAt + model.deadlines.total, board: board, time: time)
                embeddings += try await perform(attempt, &attempts, logger: logger, onAttempt: onAttempt)
            }
        } catch {
            return EmbeddingRun(result: .failure(error), attempts: attempts, latency: time.now - startedAt)
        }
        let latency = time.now - startedAt
        let answer = EmbeddingAnswer(
            model: model.id, embeddings: embeddings, usage: attempts.compactMap(\.usage).reduce(Usage(), +), attempts: attempts,
            latency: latency)
        return EmbeddingRun(result: .success(answer), attempts: attempts, latency: latency)
    }

    /// One batch: once, and where that may help a second time.
    private func perform(
        _ attempt: EmbeddingAttempt, _ attempts: inout [Attempt], logger: Logger, onAttempt: @Sendable (Int, Attempt) -> Void
    ) async throws(ChatFailure) -> [[Float]] {
        let id = attempt.model.id
        var retried = false
        while true {
            guard case .admitted(let ticket) = board.admit(id) else { throw outage(of: id) }
            logger.info("Attempting model 1/1: \(id.model)", metadata: ["model": "\(id)"])
            let (record, outcome) = await attempt.perform(ticket)
            attempts.append(record)
            onAttempt(attempts.count, record)
            switch outcome {
            case .success(let embeddings):
                logger.info("Success with \(id.model) on attempt \(attempts.count)", metadata: ["model": "\(id)"])
                return embeddings
            case .failure(let failure):
                let wait = try remedy(failure, of: id, retried: retried, logger: logger)
                retried = true
                if wait > .zero, (try? await time.sleep(until: time.now + wait)) == nil { throw .cancelled }
            }
        }
    }

    /// How long to wait before the second try.
    /// - Throws: what the caller is told when there is none.
    private func remedy(
        _ failure: EmbeddingAttempt.Failure, of id: ModelIdentifier, retried: Bool, logger: Logger
    ) throws(ChatFailure) -> Duration {
        let cause = failure.cause
        guard cause.kind != .cancelled else {
            logger.info("Caller left while \(id.model) was answering")
            throw .cancelled
        }
        let remedy: Remedy =
            failure.isCallersDoing
            ? .giveUp : Remedy.after(cause, retried: retried, patience: policy.patience)
        var words = cause.kind == .rateLimited ? "rate limit: \(cause.message)" : cause.message
        if case .again = remedy { words += "; trying it again" }
        logger.warning(
            "error with \(id.model) (\(cause.kind.rawValue)): \(words)",
            metadata: ["model": "\(id)", "kind": "\(cause.kind.rawValue)"])
        switch remedy {
        case .again(let wait): return wait
        case .nextWithLargerWindow: throw .contextTooLong(cause.message)
        case .giveUp: throw cause.kind == .totalTimeout ? .timedOut(cause.message) : .rejected(cause)
        case .next where cause.kind == .modelNotFound: throw .rejected(cause)
        case .next where cause.kind == .notAllowed: throw .cloudDisabled
        case .next: throw outage(of: id, reason: cause.kind)
        }
    }

    private func outage(of id: ModelIdentifier, reason: ModelFailure.Kind? = nil) -> ChatFailure {
        let phase = board.phase(of: id)
        let known: ModelFailure.Kind? =
            switch phase {
            case .open(_, let reason), .halfOpen(let reason): reason
            case .closed: nil
            }
        return .exhausted(
            Exhaustion(models: [
                .init(model: id, reason: reason ?? known ?? .overloaded, retryAfter: phase.retryAfter(at: time.now))
            ]))
    }
}
