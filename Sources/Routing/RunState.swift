import LanguageModel

/// All that has happened to one request so far.
struct RunState: Sendable {
    let request: ChatRequest
    let startedAt: Duration
    var progress = AnswerInProgress()
    var attempts: [Attempt] = []
    /// Models that content came from, in order.
    var speakers: [ModelIdentifier] = []
    /// The failure that the attempt now running makes up for, when content had been shown before it.
    var lastFailure: ModelFailure?
    var firstContentAt: Duration?

    init(request: ChatRequest, startedAt: Duration) {
        self.request = request
        self.startedAt = startedAt
    }

    var hasContent: Bool { !speakers.isEmpty }

    /// What the model about to be asked is sent.
    func requestForAttempt(prefilling: Bool) -> ChatRequest {
        progress.text.isEmpty ? request : request.continuing(progress.text, prefilling: prefilling)
    }

    func completed(at now: Duration) -> Run {
        guard let model = speakers.last ?? attempts.last?.model else { return ended(.exhausted(Exhaustion(models: [])), at: now) }
        let usage = attempts.compactMap(\.usage).reduce(Usage(), +)
        let answer = Answer(
            text: progress.text, toolCalls: progress.toolCalls, model: model, finishReason: progress.finishReason ?? .stop,
            usage: usage, attempts: attempts, firstContentLatency: (firstContentAt ?? now) - startedAt, latency: now - startedAt)
        return end(with: .success(answer), at: now)
    }

    func ended(_ failure: ChatFailure, at now: Duration) -> Run {
        end(with: .failure(failure), at: now)
    }

    private func end(with result: Result<Answer, ChatFailure>, at now: Duration) -> Run {
        Run(
            result: result, attempts: attempts, speakers: speakers, text: progress.text,
            firstContentLatency: firstContentAt.map { $0 - startedAt }, latency: now - startedAt)
    }
}
