import Knowledge
import LanguageModel
import Logging
import Routing

extension ChatPipeline {
    /// Gives the answer that was given before to the same question with the same sources; where there is none, has it made, and keeps
    /// it for who asks next.
    /// - Parameters:
    ///   - ask: as it came, without sources in it.
    ///   - question: nil for one whose answer is not kept.
    ///   - make: has the models asked, and passes on what they say.
    func recalled(
        _ ask: Ask, _ question: CacheQuestion?, since arrival: Duration, logger: Logger,
        onGrounding: @Sendable (Grounding) async -> Void, emit: ChainRunner.Emit, make: () async -> Run
    ) async -> Run {
        guard let cache, cache.policy.isEnabled, let question else { return await make() }
        var look = cache.look(question)
        if case .awaited(let flight) = look {
            if let landed = await flight.landing() {
                cache.noteLanding()
                return await give(landed, to: question, since: arrival, onGrounding: onGrounding, emit: emit)
            }
            if Task.isCancelled { return .refused(.cancelled) }
            look = cache.look(question, waits: false)
        }
        switch look {
        case .hit(let answer, let kind):
            logger.debug("Answer from the cache", metadata: ["kind": "\(kind.rawValue)"])
            return await give(answer, to: question, since: arrival, onGrounding: onGrounding, emit: emit)
        case .miss(let ticket):
            let run = await make()
            cache.land(ticket, CachedAnswer(run, leader: ask.chain.models.first?.id))
            return run
        case .awaited: return await make()
        }
    }

    private func give(
        _ cached: CachedAnswer, to question: CacheQuestion, since arrival: Duration,
        onGrounding: @Sendable (Grounding) async -> Void, emit: ChainRunner.Emit
    ) async -> Run {
        let answer = cached.again(after: time.now - arrival, indexing: question.indexing)
        if let grounding = answer.grounding { await onGrounding(grounding) }
        do {
            try await emit(.started(model: answer.model))
            try await emit(.delta(answer.text))
        } catch {
            return .refused(.cancelled)
        }
        return .again(answer)
    }
}
