import LanguageModel
import Routing

extension ChatPipeline {
    /// Answers for an assistant whose answers have a form. The checked JSON is one piece, for nothing of it can be shown before
    /// all of it is known to fit.
    ///
    /// The requests that the structured road makes have a response format, and so go down the plain road.
    func answer(
        _ ask: Ask, fitting schema: String, onAttempt: @escaping @Sendable (Attempt) -> Void,
        emit: @escaping ChainRunner.Emit
    ) async -> Result<Answer, ChatFailure> {
        let result = await formed(ask, schema)
        switch result {
        case .success(let answer):
            answer.attempts.forEach(onAttempt)
            try? await emit(.started(model: answer.model))
            try? await emit(.delta(answer.text))
            try? await emit(.done(answer))
        case .failure(let failure):
            try? await emit(.failed(failure))
        }
        return result
    }

    private func formed(_ ask: Ask, _ text: String) async -> Result<Answer, ChatFailure> {
        let schema: JSONSchema
        do {
            schema = try JSONSchema(ofAnswers: text)
        } catch {
            let problem = JSONProblem(pointer: error.pointer, reason: "the assistant's output schema: \(error.reason)")
            return .failure(.misfit(Misfit(model: nil, problems: [problem], calls: 0)))
        }
        let road = StructuredRoad(pipeline: self, time: time, logger: logger)
        return await road.answer(StructuredQuestion(ask, name: "answer", schema: schema)).map { structured in
            Answer(
                text: structured.value.json, model: structured.model, finishReason: .stop, usage: structured.usage,
                attempts: structured.attempts, firstContentLatency: structured.latency, latency: structured.latency)
        }.mapError(\.asChatFailure)
    }
}
