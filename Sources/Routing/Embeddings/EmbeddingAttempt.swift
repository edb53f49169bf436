import LanguageModel
import Providers

/// One try at one model with one batch, under its deadlines.
struct EmbeddingAttempt: Sendable {
    struct Failure: Error, Sendable, Hashable {
        var cause: ModelFailure
        /// The model answered well, only not what this caller asked for: nothing against the model, no use to ask again.
        var isCallersDoing = false
    }

    let model: EmbeddingModel
    let batch: EmbeddingRequest
    /// The length of the vectors that came before; nil for the first batch.
    let width: Int?
    /// When the time of the whole request is over.
    let deadline: Duration
    let board: BreakerBoard
    let time: any TimeSource

    private enum Step: Sendable {
        case lapsed
        case ended(Result<EmbeddingReply, ModelFailure>)
    }

    /// Asks the model and reports to its breaker.
    func perform(_ ticket: Breaker.Ticket) async -> (Attempt, Result<[[Float]], Failure>) {
        let began = time.now
        let wallClock = time.wallClock
        let result = await ask().flatMapped(check)
        report(result, for: ticket)
        var failure: ModelFailure?
        var usage: Usage?
        switch result {
        case .success(let reply): usage = reply.usage ?? batch.estimatedUsage
        case .failure(let error): failure = error.cause
        }
        let latency = (time.now - began).milliseconds
        let record = Attempt(
            model: model.id, failure: failure?.kind, status: failure?.status, message: failure?.message, startedAt: wallClock,
            latencyMilliseconds: latency, firstContentMilliseconds: failure == nil ? latency : nil, usage: usage)
        return (record, result.map(\.embeddings))
    }

    private func ask() async -> Result<EmbeddingReply, ModelFailure> {
        let wait = model.deadlines.lastFirstContent
        let lapse = min(time.now + wait, deadline)
        let outOfTime =
            lapse == deadline
            ? ModelFailure(.totalTimeout, "the whole answer took longer than its limit")
            : ModelFailure(.firstTokenTimeout, "no answer within \(wait)")
        let call = EmbeddingCall(model: model.id.model, request: batch, connectTimeout: model.deadlines.connect)
        return await withTaskGroup(of: Step.self) { group in
            group.addTask {
                try? await time.sleep(until: lapse)
                return .lapsed
            }
            group.addTask {
                do {
                    return .ended(.success(try await model.provider.embed(call)))
                } catch {
                    return .ended(.failure(ModelFailure(error)))
                }
            }
            let first = await group.next()
            group.cancelAll()
            if Task.isCancelled { return .failure(ModelFailure(.cancelled, "the caller left")) }
            guard case .ended(let result)? = first else { return .failure(outOfTime) }
            return result
        }
    }

    private func check(_ reply: EmbeddingReply) -> Result<EmbeddingReply, Failure> {
        let found = reply.embeddings.first?.count ?? 0
        if let asked = batch.dimensions, found != asked {
            let words = "\(asked) dimensions were asked for, and the model gives \(found)"
            return .failure(Failure(cause: ModelFailure(.malformed, words), isCallersDoing: true))
        }
        if let width, found != width {
            return .failure(Failure(cause: ModelFailure(.malformed, "vectors of different lengths came: \(width) and \(found)")))
        }
        return .success(reply)
    }

    private func report(_ result: Result<EmbeddingReply, Failure>, for ticket: Breaker.Ticket) {
        switch result {
        case .success:
            board.report(.succeeded, for: ticket, of: model.id)
        case .failure(let failure) where failure.isCallersDoing:
            board.report(.succeeded, for: ticket, of: model.id)
        case .failure(let failure) where [.cancelled, .modelNotFound, .notAllowed].contains(failure.cause.kind):
            // A name that a caller made up says nothing about any model.
            board.abandon(ticket, of: model.id)
        case .failure(let failure):
            board.report(.failed(failure.cause.kind, retryAfter: failure.cause.retryAfter), for: ticket, of: model.id)
        }
    }
}

extension Result where Failure == ModelFailure {
    fileprivate func flatMapped<Value>(
        _ next: (Success) -> Result<Value, EmbeddingAttempt.Failure>
    ) -> Result<Value, EmbeddingAttempt.Failure> {
        mapError { EmbeddingAttempt.Failure(cause: $0) }.flatMap(next)
    }
}
