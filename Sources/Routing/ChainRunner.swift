package import LanguageModel
package import Logging
import Providers

/// Puts one request to the models of a chain, in order, until one has answered.
package struct ChainRunner: Sendable {
    package typealias Emit = @Sendable (ChatEvent) async throws -> Void

    let board: BreakerBoard
    let policy: RoutingPolicy
    let time: any TimeSource

    package init(board: BreakerBoard, policy: RoutingPolicy = RoutingPolicy(), time: any TimeSource) {
        self.board = board
        self.policy = policy
        self.time = time
    }

    /// Asks the models of `chain` in turn.
    ///
    /// Emits `started`, content, switches and restarts; how it ended is what it returns, so that the caller of this can
    /// put it on record before anybody is told. Cancelling the task, or `emit` throwing, closes the provider's connection.
    /// - Parameters:
    ///   - acceptsRestart: whether the caller can take back text it was given (the page can, the plain API cannot).
    ///   - onAttempt: called with each attempt and its number, as it ends.
    package func run(
        _ request: ChatRequest, on chain: Chain, acceptsRestart: Bool, logger: Logger,
        onAttempt: @Sendable (Int, Attempt) -> Void, emit: @escaping Emit
    ) async -> Run {
        var casting = Casting(chain: chain, format: request.responseFormat, board: board, policy: policy, time: time)
        let run = RunInProgress(request: request, startedAt: time.now)
        while let turn = casting.next() {
            if turn.wait > .zero, (try? await time.sleep(until: time.now + turn.wait)) == nil {
                return run.withState { $0.ended(.cancelled, at: time.now) }
            }
            let model = turn.model
            let ticket: Breaker.Ticket
            switch board.admit(model.id) {
            case .refused(let reason, _):
                casting.refused(turn, reason: reason)
                continue
            case .admitted(let admitted):
                ticket = admitted
            }
            logger.info(
                "Attempting model \(turn.position)/\(chain.models.count): \(model.id.model)", metadata: ["model": "\(model.id)"])
            let attempt = ModelAttempt(
                model: model, ticket: ticket, isLast: !casting.hasUnderstudy(to: turn), prefills: turn.prefills,
                structures: turn.structures, board: board, time: time, acceptsRestart: acceptsRestart)
            let failure = await attempt.perform(run, emit: emit)
            let attempts = run.withState { $0.attempts }
            if let last = attempts.last { onAttempt(attempts.count, last) }
            guard let failure else {
                logger.info("Success with \(model.id.model) on attempt \(attempts.count)", metadata: ["model": "\(model.id)"])
                return run.withState { $0.completed(at: time.now) }
            }
            if let end = casting.failed(turn, failure, afterContent: run.withState { $0.hasContent }) {
                log(failure, of: model, fallback: nil, logger: logger)
                return run.withState { $0.ended(end.withPartial($0), at: time.now) }
            }
            log(failure, of: model, fallback: casting.peek(), logger: logger)
        }
        let failure = run.withState { casting.finalFailure().withPartial($0, cause: casting.lastFailure) }
        if case .exhausted = failure {
            logger.error("All models of chain \(chain.name) are exhausted", metadata: ["chain": "\(chain.name)"])
        }
        return run.withState { $0.ended(failure, at: time.now) }
    }

    private func log(_ failure: ModelFailure, of model: ChainModel, fallback: ChainModel?, logger: Logger) {
        guard failure.kind != .cancelled else { return logger.info("Caller left while \(model.id.model) was answering") }
        let words = failure.kind == .rateLimited ? "rate limit: \(failure.message)" : failure.message
        let next = fallback.map { $0.id == model.id ? "; trying it again" : "; fallback to \($0.id.model)" } ?? ""
        let level: Logger.Level = failure.kind.weight == .misconfigured ? .error : .warning
        logger.log(
            level: level, "error with \(model.id.model) (\(failure.kind.rawValue)): \(words)\(next)",
            metadata: ["model": "\(model.id)", "kind": "\(failure.kind.rawValue)"])
    }
}

extension ChatFailure {
    /// Once the caller has been given content, every failure is an interruption; unless it is the caller who left.
    fileprivate func withPartial(_ state: RunState, cause: ModelFailure? = nil) -> ChatFailure {
        guard state.hasContent, self != .cancelled else { return self }
        if case .interrupted = self { return self }
        if case .rejected(let failure) = self { return .interrupted(partial: state.progress.text, cause: failure) }
        return .interrupted(partial: state.progress.text, cause: cause ?? ModelFailure(.truncated, "the answer broke off"))
    }
}
