import Knowledge
package import LanguageModel
package import Logging
import Routing

/// Gets an answer that fits a schema, or says clearly that there is none.
///
/// The chain is asked as for any answer. What came is checked; where it does not fit, the model that said it is asked once more
/// and told what is wrong, and where that does not help the models after it are asked, each with its one repair. Every call is
/// an ``Ask`` of its own and on record: the first under the request's own identifier, those after it with `.2`, `.3`, … behind it.
package struct StructuredRoad: Sendable {
    private let pipeline: ChatPipeline
    private let time: any TimeSource
    private let deadline: Duration
    private let logger: Logger

    /// - Parameter deadline: for all calls together.
    package init(pipeline: ChatPipeline, time: any TimeSource, deadline: Duration = .seconds(120), logger: Logger) {
        self.pipeline = pipeline
        self.time = time
        self.deadline = deadline
        self.logger = logger
    }

    /// - Throws: ``StructuredFailure``.
    package func answer(_ question: StructuredQuestion) async -> Result<StructuredAnswer, StructuredFailure> {
        let progress = StructuredProgress()
        let started = time.now
        return await withTaskGroup(of: Result<StructuredAnswer, StructuredFailure>?.self) { group in
            group.addTask { await self.ask(question, started: started, progress: progress) }
            group.addTask {
                try? await self.time.sleep(until: started + self.deadline)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            // The calls that were under way end as cancelled, and are on record so.
            await group.waitForAll()
            return .failure(progress.failure(Task.isCancelled ? .chat(.cancelled) : .outOfTime))
        }
    }

    private func ask(
        _ question: StructuredQuestion, started: Duration, progress: StructuredProgress
    ) async -> Result<StructuredAnswer, StructuredFailure> {
        var models = question.ask.chain.models.filter(\.isLanguageModel)
        guard !models.isEmpty else { return .failure(StructuredFailure(reason: .noModel, calls: [])) }
        while !models.isEmpty {
            let reply: Answer
            switch await call(question, models: models, adding: [], progress: progress) {
            case .success(let answer): reply = answer
            case .failure(let failure): return .failure(end(failure, progress))
            }
            let spoke = models.firstIndex { $0.id == reply.model }
            switch check(reply, against: question, progress: progress) {
            case .success(let value): return .success(answer(value, by: reply.model, started: started, progress))
            case .failure(let wrong):
                logger.warning(
                    "error with \(reply.model.model) (invalid_structure): asking it to repair",
                    metadata: ["request_id": "\(question.ask.requestID)", "model": "\(reply.model)"])
                let repair = Self.repair(of: reply.text, wrong.all)
                let same = spoke.map { [models[$0]] } ?? []
                if !same.isEmpty,
                    case .success(let second) = await call(
                        question, models: same, adding: repair, progress: progress)
                {
                    if case .success(let value) = check(second, against: question, progress: progress) {
                        return .success(answer(value, by: second.model, started: started, progress))
                    }
                }
                if Task.isCancelled { return .failure(end(.cancelled, progress)) }
            }
            models = spoke.map { Array(models[($0 + 1)...]) } ?? []
            if let next = models.first {
                logger.warning(
                    "error with \(reply.model.model) (invalid_structure): fallback to \(next.id.model)",
                    metadata: ["request_id": "\(question.ask.requestID)", "model": "\(reply.model)"])
            }
        }
        return .failure(end(.exhausted(Exhaustion(models: [])), progress))
    }

    private func call(
        _ question: StructuredQuestion, models: [ChainModel], adding messages: [Message], progress: StructuredProgress
    ) async -> Result<Answer, ChatFailure> {
        let number = progress.nextAsk()
        let (first, schema) = (question.ask, question.schema)
        var request = first.request
        request.messages += messages
        request.responseFormat = .jsonSchema(
            .init(name: question.name, schema: schema.portable, isStrict: schema.isStrict ? true : nil))
        let ask = first.turned(
            requestID: number == 1 ? first.requestID : "\(first.requestID).\(number)",
            chain: Chain(name: first.chain.name, models: models), request: request)
        let result = await pipeline.answer(ask, onAttempt: progress.note, emit: { _ in })
        // A model that declines has answered, and whoever asked shall know.
        if case .success(let answer) = result, answer.isRefusal || answer.finishReason == .contentFilter {
            return .failure(.rejected(ModelFailure(.contentPolicy, "the model declined")))
        }
        return result
    }

    /// Takes the JSON out of the reply and holds it to the schema; the call's outcome is put right where it does not fit.
    private func check(
        _ reply: Answer, against question: StructuredQuestion, progress: StructuredProgress
    ) -> Result<JSONValue, JSONProblems> {
        let result: Result<JSONValue, JSONProblems>
        // Marks of items would be in the way of limits on length; they mean nothing in structure.
        switch ReplyJSON.find(in: ItemMarks.without(reply.text).text) {
        case .success(let value): result = question.schema.fitted(value)
        case .failure(let absence): result = .failure(JSONProblems(all: [absence.problem]))
        }
        if case .failure(let wrong) = result { progress.refuse(wrong.all, of: reply.model) }
        return result
    }

    private func answer(
        _ value: JSONValue, by model: ModelIdentifier, started: Duration, _ progress: StructuredProgress
    ) -> StructuredAnswer {
        StructuredAnswer(
            value: value, model: model, calls: progress.calls, attempts: progress.attempts, usage: progress.usage,
            latency: time.now - started)
    }

    /// Once a model has answered, what was wrong with that says more than that the others are out.
    private func end(_ failure: ChatFailure, _ progress: StructuredProgress) -> StructuredFailure {
        if let invalid = progress.invalid, failure != .cancelled, failure != .unrecorded {
            return progress.failure(.invalid(model: invalid.model, problems: invalid.problems))
        }
        return progress.failure(.chat(failure))
    }

    /// What a model is told of a reply that does not fit, the reply in front.
    static func repair(of reply: String, _ problems: [JSONProblem]) -> [Message] {
        let words = """
            This reply cannot be used:
            \(problems.map { "- \($0)" }.joined(separator: "\n"))
            Reply again with the whole JSON, corrected, and nothing else. Keep the names of members exactly as they were asked for.
            """
        let said = reply.prefix(8000)
        return (said.allSatisfy(\.isWhitespace) ? [] : [Message(.assistant, String(said))]) + [Message(.user, words)]
    }
}
