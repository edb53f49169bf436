package import LanguageModel
package import Ledger
package import Logging
package import Routing
import Storage
package import Usage

/// The one road that every request goes down: chain, ledger, caller.
package struct ChatPipeline: Sendable {
    private let runner: ChainRunner
    private let recorder: any Recorder
    let time: any TimeSource
    private let observer: any ChatObserver
    private let rules: CloudRules
    private let prices: PriceList
    private let budgets: BudgetKeeper?
    package let reading: ReadingDesk
    let cache: AnswerCache?
    let logger: Logger
    private let logsMessages: Bool

    /// - Parameters:
    ///   - logsMessages: whether what people and models say is logged, but for temporary conversations.
    ///   - rules: which models may be asked for whom.
    ///   - prices: what answers cost; without them no cost is known.
    ///   - budgets: what may be spent; nil where nothing is limited.
    ///   - reading: finds what answers from documents stand on.
    ///   - cache: answers from documents that may be given again.
    package init(
        runner: ChainRunner, recorder: any Recorder, time: any TimeSource, observer: any ChatObserver,
        rules: CloudRules = CloudRules(server: .anywhere), prices: PriceList? = nil,
        budgets: BudgetKeeper? = nil, reading: ReadingDesk = ReadingDesk(), cache: AnswerCache? = nil, logger: Logger,
        logsMessages: Bool = false
    ) {
        self.runner = runner
        self.rules = rules
        self.recorder = recorder
        self.time = time
        self.observer = observer
        self.prices = prices ?? PriceList(time: time)
        self.budgets = budgets
        self.reading = reading
        self.cache = cache
        self.logger = logger
        self.logsMessages = logsMessages
    }

    /// Answers `ask`: emits its events in order, the last one (`done` or `failed`) only when the answer's record is on disk.
    /// Where the assistant's answers have a form, it is one that fits, whole.
    /// - Parameters:
    ///   - onAttempt: told of each attempt as it ends.
    ///   - onGrounding: told, before the last event, what the text that was given stands on, where that is to be from documents.
    @discardableResult
    package func answer(
        _ ask: Ask, onAttempt: @escaping @Sendable (Attempt) -> Void = { _ in },
        onGrounding: @escaping @Sendable (Grounding) async -> Void = { _ in }, emit: @escaping ChainRunner.Emit
    ) async -> Result<Answer, ChatFailure> {
        if let schema = ask.assistant?.outputSchema, ask.request.responseFormat == nil {
            return await answer(ask, fitting: schema, onAttempt: onAttempt, emit: emit)
        }
        guard recorder.isWritable else {
            try? await emit(.failed(.unrecorded))
            return .failure(.unrecorded)
        }
        let startedAt = time.wallClock
        let prices = prices.book
        var logger = logger
        logger[metadataKey: "request_id"] = "\(ask.requestID)"
        var ask = ask.within(rules.reach(of: ask.owner))
        var admission: Admission?
        if let budgets, !budgets.isIdle {
            do {
                admission = try await budgets.admit(ask.plan)
            } catch {
                logger.info("rate limit: \(error.code), \(error.measure.rawValue) of a \(error.scope)")
                try? await emit(.failed(.limited(error)))
                return .failure(.limited(error))
            }
            if let admission { ask = ask.admitted(admission) }
        }
        observer.answerBegan(ask)
        log(ask.request.messages.last?.text ?? "", by: "caller", of: ask, logger)
        let run: Run
        if let reading = ask.reading {
            run = await read(ask, reading, logger: logger, onGrounding: onGrounding, emit: emit) { ask, emit in
                await self.run(ask, prices: prices, startedAt: startedAt, logger: logger, onAttempt: onAttempt, emit: emit)
            }
        } else {
            run = await self.run(ask, prices: prices, startedAt: startedAt, logger: logger, onAttempt: onAttempt, emit: emit)
        }
        let cost = prices.cost(of: run.attempts, at: startedAt)
        return await conclude(
            run, of: ask, startedAt: startedAt, cost: cost, admission: admission, logger: logger, emit: emit)
    }

    /// The rule is asked once more for every request that goes out: it may change while the answer is made.
    private func run(
        _ ask: Ask, prices: PriceBook, startedAt: Double, logger: Logger, onAttempt: @escaping @Sendable (Attempt) -> Void,
        emit: @escaping ChainRunner.Emit
    ) async -> Run {
        guard !ask.chain.models.isEmpty else { return .refused(.cloudDisabled) }
        return await OutboundRule.$current.withValue(OutboundRule { [rules] in rules.reach(of: ask.owner) }) {
            await runner.run(
                ask.instructed, on: ask.chain, acceptsRestart: ask.acceptsRestart, logger: logger,
                onAttempt: { number, attempt in
                    let attempt = attempt.priced(by: prices, at: startedAt)
                    recorder.note(.attempt(AttemptRecord(requestID: ask.requestID, number: number, attempt: attempt)))
                    observer.attemptEnded(attempt, of: ask)
                    onAttempt(attempt)
                }, emit: emit)
        }
    }

    private func log(_ text: String, by speaker: String, of ask: Ask, _ logger: Logger) {
        guard logsMessages, !text.isEmpty, !TemporaryName.isOne(ask.conversationID ?? "") else { return }
        logger.info("Message of the \(speaker)", metadata: ["text": "\(text)"])
    }

    /// Apart and never inlined, so that nothing of it takes room while the answer is made.
    @inline(never)
    private func conclude(
        _ run: Run, of ask: Ask, startedAt: Double, cost: Money?, admission: Admission?, logger: Logger,
        emit: @escaping ChainRunner.Emit
    ) async -> Result<Answer, ChatFailure> {
        var result = run.result
        log(run.text, by: "model", of: ask, logger)
        do {
            try await recorder.record(.answer(AnswerRecord(ask, run, startedAt: startedAt, cost: cost)))
        } catch {
            logger.error("error: the answer could not be put on record: \(error)")
            result = .failure(.unrecorded)
        }
        // After the record: whoever is killed in between has it settled from there.
        if let admission { await budgets?.settle(admission, attempts: run.attempts, at: startedAt) }
        observer.answerEnded(run, of: ask)
        switch result {
        case .success(let answer): try? await emit(.done(answer))
        case .failure(let failure): try? await emit(.failed(failure))
        }
        return result
    }
}

extension Attempt {
    /// The attempt with what it cost, for an answer that began at `moment`.
    package func priced(by book: PriceBook, at moment: Double) -> Attempt {
        guard let usage else { return self }
        var attempt = self
        attempt.cost = book.cost(of: usage, by: model, at: moment)
        return attempt
    }
}

/// Told of what happens on the road, for metrics. An attempt comes with its cost.
package protocol ChatObserver: Sendable {
    func answerBegan(_ ask: Ask)
    func attemptEnded(_ attempt: Attempt, of ask: Ask)
    func answerEnded(_ run: Run, of ask: Ask)
}

extension AnswerRecord {
    fileprivate init(_ ask: Ask, _ run: Run, startedAt: Double, cost: Money?) {
        let outcome: Outcome
        var errorCode: String?
        var finishReason: FinishReason?
        switch run.result {
        case .success(let answer):
            outcome = .completed
            finishReason = answer.finishReason
        case .failure(let failure):
            errorCode = failure.code
            switch failure {
            case .cancelled: outcome = .cancelled
            case .interrupted: outcome = .interrupted
            case .cloudDisabled, .contextTooLong, .exhausted, .limited, .misfit, .noLanguageModel, .rejected,
                .sourcesUnavailable, .timedOut, .unrecorded:
                outcome = .failed
            }
        }
        var isCached: Bool?
        if case .success(let answer) = run.result, answer.isCached { isCached = true }
        let usages = run.attempts.compactMap(\.usage)
        self.init(
            requestID: ask.requestID, surface: ask.surface.rawValue, chain: ask.chain.name, assistant: ask.assistant?.id,
            keyID: ask.keyID, userID: ask.userID, conversationID: ask.conversationID, outcome: outcome, errorCode: errorCode,
            model: run.speakers.last, finishReason: finishReason, usage: usages.isEmpty ? nil : usages.reduce(Usage(), +),
            attempts: run.attempts.count, streamed: ask.streamed, startedAt: startedAt,
            latencyMilliseconds: run.latency.milliseconds, firstContentMilliseconds: run.firstContentLatency?.milliseconds,
            textBytes: run.text.utf8.count, textSHA256: run.text.isEmpty ? nil : AnswerRecord.digest(of: run.text),
            cost: isCached == true ? .zero : cost, isFallback: run.speakers.last.map { $0 != ask.chain.models.first?.id },
            isCached: isCached)
    }
}
