import LanguageModel
import Storage
import TestSupport

@testable import Ledger

/// Answers and attempts in a database, in the very rows that the ledger makes of them.
struct ReportFixture {
    let database: any Database
    private var records: [LedgerRecord] = []

    init(database: any Database) {
        self.database = database
    }

    static let mini = ModelIdentifier(provider: "openai", model: "gpt-4o-mini")
    static let local = ModelIdentifier(provider: "local", model: "llama3")

    /// One answer with the attempts that led to it.
    mutating func add(
        at moment: Double, model: ModelIdentifier? = mini, user: String? = "ada", key: String? = nil, assistant: String? = nil,
        outcome: AnswerRecord.Outcome = .completed, usage: Usage? = Usage(input: 10, output: 1), cost: String? = "0.5",
        latency: Double = 100, firstContent: Double? = 50, isFallback: Bool? = false, failedAt first: ModelIdentifier? = nil,
        failure: ModelFailure.Kind = .overloaded, requestID: String? = nil
    ) {
        let id = requestID ?? "r\(records.count)"
        let cost = cost.flatMap { Money($0) }
        let attempts =
            (first.map { [Attempt(model: $0, failure: failure, startedAt: moment, latencyMilliseconds: 1)] } ?? [])
            + (model.map {
                [Attempt(model: $0, startedAt: moment, latencyMilliseconds: latency, usage: usage, cost: cost)]
            } ?? [])
        for (index, attempt) in attempts.enumerated() {
            records.append(.attempt(AttemptRecord(requestID: id, number: index + 1, attempt: attempt)))
        }
        records.append(
            .answer(
                AnswerRecord(
                    requestID: id, surface: "openai", chain: "default", assistant: assistant, keyID: key, userID: user,
                    outcome: outcome, model: model, usage: usage, attempts: attempts.count, streamed: true, startedAt: moment,
                    latencyMilliseconds: latency, firstContentMilliseconds: firstContent, cost: cost, isFallback: isFallback)))
    }

    /// An attempt that belongs to no answer, as probes make them.
    mutating func addProbe(of model: ModelIdentifier, at moment: Double) {
        records.append(
            .attempt(
                AttemptRecord(
                    requestID: "probe_1", number: 1,
                    attempt: Attempt(model: model, failure: .connect, startedAt: moment, latencyMilliseconds: 1))))
    }

    func store() async throws {
        let rows = records.enumerated().map { IndexEntry.row($1.row(sequence: $0 + 1)) }
        try await UsageRepository(database: database, time: TestClock()).index(rows, of: "journal")
    }
}
