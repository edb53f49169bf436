package import LanguageModel
package import Ledger
package import Logging
package import Routing
package import Usage

/// A request for vectors on its way: what is asked, by whom, through which door.
package struct EmbeddingAsk: Sendable {
    package var requestID: String
    package var surface: Ask.Surface
    package var model: EmbeddingModel
    package var request: EmbeddingRequest
    package var keyID: String?
    package var userID: String?

    package init(
        requestID: String, surface: Ask.Surface, model: EmbeddingModel, request: EmbeddingRequest, keyID: String? = nil,
        userID: String? = nil
    ) {
        self.requestID = requestID
        self.surface = surface
        self.model = model
        self.request = request
        self.keyID = keyID
        self.userID = userID
    }

    /// Whose rules hold for it; nil when only the server's do.
    var owner: String? { userID ?? keyID }

    /// What limits must know of it.
    fileprivate var plan: PlannedCall {
        PlannedCall(
            requestID: requestID, keyID: keyID, userID: userID, models: [model.id], inputTokens: request.mostInputTokens,
            outputTokens: 0)
    }
}

/// Told of what happens to requests for vectors, for metrics.
package protocol EmbeddingObserver: Sendable {
    func embeddingBegan(_ ask: EmbeddingAsk)
    func attemptEnded(_ attempt: Attempt, of ask: EmbeddingAsk)
    func embeddingEnded(_ run: EmbeddingRun, of ask: EmbeddingAsk)
}

/// The road of every request for vectors: model, ledger, caller.
package struct EmbeddingPipeline: Sendable {
    private let directory: EmbeddingDirectory
    private let runner: EmbeddingRunner
    private let recorder: any Recorder
    private let time: any TimeSource
    private let observer: any EmbeddingObserver
    private let rules: CloudRules
    private let prices: PriceList
    private let budgets: BudgetKeeper?
    private let logger: Logger

    /// - Parameter rules: which models may be asked for whom.
    package init(
        directory: EmbeddingDirectory, runner: EmbeddingRunner, recorder: any Recorder, time: any TimeSource,
        observer: any EmbeddingObserver, rules: CloudRules = CloudRules(server: .anywhere), prices: PriceList? = nil,
        budgets: BudgetKeeper? = nil, logger: Logger
    ) {
        self.rules = rules
        self.directory = directory
        self.runner = runner
        self.recorder = recorder
        self.time = time
        self.observer = observer
        self.prices = prices ?? PriceList(time: time)
        self.budgets = budgets
        self.logger = logger
    }

    /// The model that `name` means to `owner`, for whom providers may have to be asked what they list.
    /// - Throws: ``EmbeddingNameError``
    package func model(named name: String, owner: String?) async throws -> EmbeddingModel {
        try await OutboundRule.$current.withValue(OutboundRule { [rules] in rules.reach(of: owner) }) {
            try await directory.model(named: name, reach: rules.reach(of: owner))
        }
    }

    /// The error for a model that does not exist, with the listed one that comes nearest.
    package func unknown(_ name: String, owner: String?) async -> EmbeddingNameError {
        await OutboundRule.$current.withValue(OutboundRule { [rules] in rules.reach(of: owner) }) {
            await directory.unknown(name, reach: rules.reach(of: owner))
        }
    }

    /// The vectors of `texts`, in their order, for parts of the server itself.
    /// - Throws: ``EmbeddingNameError`` or ``ChatFailure``
    package func embed(
        _ texts: [String], model name: String, dimensions: Int? = nil, requestID: String, surface: Ask.Surface
    ) async throws -> EmbeddingAnswer {
        let ask = EmbeddingAsk(
            requestID: requestID, surface: surface, model: try await model(named: name, owner: nil),
            request: EmbeddingRequest(inputs: texts.map { .text($0) }, dimensions: dimensions))
        return try await embed(ask).get()
    }

    /// Embeds what `ask` holds; returns only when the answer's record is on disk.
    package func embed(_ ask: EmbeddingAsk) async -> Result<EmbeddingAnswer, ChatFailure> {
        guard recorder.isWritable else { return .failure(.unrecorded) }
        let startedAt = time.wallClock
        let prices = prices.book
        var logger = logger
        logger[metadataKey: "request_id"] = "\(ask.requestID)"
        var admission: Admission?
        if let budgets, !budgets.isIdle {
            do {
                admission = try await budgets.admit(ask.plan)
            } catch {
                logger.info("rate limit: \(error.code), \(error.measure.rawValue) of a \(error.scope)")
                return .failure(.limited(error))
            }
        }
        observer.embeddingBegan(ask)
        let run = await run(ask, prices: prices, startedAt: startedAt, logger: logger)
        var result = run.result
        do {
            try await recorder.record(
                .answer(AnswerRecord(ask, run, startedAt: startedAt, cost: prices.cost(of: run.attempts, at: startedAt))))
        } catch {
            logger.error("error: the answer could not be put on record: \(error)")
            result = .failure(.unrecorded)
        }
        if let admission { await budgets?.settle(admission, attempts: run.attempts, at: startedAt) }
        observer.embeddingEnded(run, of: ask)
        return result
    }

    private func run(
        _ ask: EmbeddingAsk, prices: PriceBook, startedAt: Double, logger: Logger
    ) async -> EmbeddingRun {
        guard rules.reach(of: ask.owner).permits(isLocal: ask.model.isLocal) else { return .refused(.cloudDisabled) }
        return await OutboundRule.$current.withValue(OutboundRule { [rules] in rules.reach(of: ask.owner) }) {
            await runner.run(ask.request, on: ask.model, logger: logger) { number, attempt in
                let attempt = attempt.priced(by: prices, at: startedAt)
                recorder.note(.attempt(AttemptRecord(requestID: ask.requestID, number: number, attempt: attempt)))
                observer.attemptEnded(attempt, of: ask)
            }
        }
    }
}

extension AnswerRecord {
    fileprivate init(_ ask: EmbeddingAsk, _ run: EmbeddingRun, startedAt: Double, cost: Money?) {
        var outcome = Outcome.completed
        var errorCode: String?
        if case .failure(let failure) = run.result {
            outcome = failure == .cancelled ? .cancelled : .failed
            errorCode = failure.code
        }
        let usages = run.attempts.compactMap(\.usage)
        self.init(
            requestID: ask.requestID, surface: ask.surface.rawValue, chain: ask.model.id.description, keyID: ask.keyID,
            userID: ask.userID, outcome: outcome, errorCode: errorCode, model: errorCode == nil ? ask.model.id : nil,
            usage: usages.isEmpty ? nil : usages.reduce(Usage(), +), attempts: run.attempts.count, streamed: false,
            startedAt: startedAt, latencyMilliseconds: run.latency.milliseconds, cost: cost,
            isFallback: errorCode == nil ? false : nil)
    }
}
