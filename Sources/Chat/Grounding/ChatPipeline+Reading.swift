import Knowledge
import LanguageModel
import Logging
import Routing

extension ChatPipeline {
    /// Answers from documents: finds sources, has the models asked with them, and checks what they cite. Where nothing is found
    /// and nothing else will do, no model is asked.
    /// - Parameter run: has the models asked.
    func read(
        _ ask: Ask, _ reading: Reading, logger: Logger, onGrounding: @Sendable (Grounding) async -> Void,
        emit: @escaping ChainRunner.Emit, run: (Ask, @escaping ChainRunner.Emit) async -> Run
    ) async -> Run {
        let startedAt = time.now
        var reading = reading
        // Who only quotes what was found understands no question about what was selected before it.
        if ask.hasNoModel { reading.earlier = [] }
        let ground: Ground
        do {
            ground = try await self.reading.ground(reading, messages: ask.request.messages)
        } catch is CancellationError {
            return .refused(.cancelled)
        } catch {
            logger.error("error: the documents could not be searched: \(error)")
            return .refused(.sourcesUnavailable)
        }
        logger.info("Found \(ground.sources.count) sources")
        guard !ground.sources.isEmpty || !reading.isStrict || (ground.found.scope.isEmpty && ask.hasNoModel) else {
            let answer = UncoveredAnswer.answer(to: ask, on: ground, latency: time.now - startedAt)
            if let grounding = answer.grounding { await onGrounding(grounding) }
            try? await emit(.started(model: answer.model))
            try? await emit(.delta(answer.text))
            return .said(answer)
        }
        let selections = [reading.selection].compactMap(\.self) + reading.earlier
        let question = CacheQuestion(
            ask, found: ground.found,
            selection: selections.isEmpty ? nil : selections.map(\.place).joined(separator: "\u{1E}"),
            selectedFrom: Set(selections.map { $0.documentID ?? "" }))
        return await recalled(ask, question, since: startedAt, logger: logger, onGrounding: onGrounding, emit: emit) {
            let grounded = GroundedAnswer(
                ground, said: ask.request.messages.filter { $0.role == .user }.map(\.text), pass: emit)
            let (done, grounding) = await grounded.finish(
                await run(ask.grounded(on: ground)) { try await grounded.take($0) })
            await onGrounding(grounding)
            return done
        }
    }
}

extension Selection {
    /// Its words and where they stand, in one.
    fileprivate var place: String {
        [text, sourceURL ?? "", title ?? "", documentID ?? "", start.map(String.init) ?? ""].joined(separator: "\u{1F}")
    }
}
