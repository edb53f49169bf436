import LanguageModel
import Ledger
import Storage
import Synchronization
import TestSupport
import Usage

/// Remembers what limits did.
final class WatchedBudgets: BudgetObserver {
    struct Seen {
        var refusals: [LimitRefusal] = []
        var warnings: [BudgetWarning] = []
        var failures: [String] = []
    }

    let seen = Mutex(Seen())

    func refused(_ refusal: LimitRefusal) { seen.withLock { $0.refusals.append(refusal) } }
    func reserved(_ amount: Money) {}
    func settled(_ spent: Money?) {}
    func warned(_ warning: BudgetWarning) { seen.withLock { $0.warnings.append(warning) } }
    func event(of warning: BudgetWarning) async -> WebhookEvent? {
        WebhookEvent(.budgetWarning, happenedAt: 0, data: ["spent": .string(warning.spent.description)])
    }
    func failed(_ error: any Error) { seen.withLock { $0.failures.append("\(error)") } }

    var warnings: [BudgetWarning] { seen.withLock { $0.warnings } }
}

/// A server's budgets over a database that it may share.
struct BudgetFixture {
    let scratch: Scratch
    let database: any Database
    let clock: TestClock
    let watch = WatchedBudgets()
    let keeper: BudgetKeeper

    /// A token in costs a microdollar, one out ten.
    static let model = ModelIdentifier(provider: "test", model: "priced")
    static let unpriced = ModelIdentifier(provider: "test", model: "unpriced")

    init(
        _ dialect: SQLDialect, limits: [String: LimitValues], policy: BudgetPolicy = BudgetPolicy(outputTokens: 90)
    ) async throws {
        let scratch = Scratch()
        let clock = TestClock()
        try self.init(
            scratch, try await scratch.database(dialect), clock, limits: limits, policy: policy)
    }

    /// Another server, or the same one started anew.
    func again(limits: [String: LimitValues]) throws -> BudgetFixture {
        try BudgetFixture(scratch, database, clock, limits: limits, policy: BudgetPolicy(outputTokens: 90))
    }

    private init(
        _ scratch: Scratch, _ database: any Database, _ clock: TestClock, limits: [String: LimitValues], policy: BudgetPolicy
    ) throws {
        self.scratch = scratch
        self.database = database
        self.clock = clock
        var prices = TokenPrices()
        prices.input = try TokenPrice(perMillion: "1")
        prices.output = try TokenPrice(perMillion: "10")
        keeper = BudgetKeeper(
            database: database,
            configured: limits.compactMap { name, values in
                LimitTarget(name).map { LimitRule(target: $0, values: values) }
            },
            policy: policy, prices: PriceList(PriceBook(configured: [Self.model: prices]), time: clock), time: clock,
            person: {
                ["u1": LimitPerson(username: "ada", role: "member"), "u2": LimitPerson(username: "bob", role: "member")][$0]
            },
            observer: watch)
    }

    /// A call that costs at most 100 input and 90 output tokens: a thousandth of a dollar.
    func call(
        _ id: String, user: String? = "u1", key: String? = nil, assistant: String? = nil,
        models: [ModelIdentifier] = [BudgetFixture.model], isErrand: Bool = false
    ) -> PlannedCall {
        PlannedCall(
            requestID: id, keyID: key, userID: user, assistant: assistant, models: models, inputTokens: 100, outputTokens: nil,
            isErrand: isErrand)
    }

    static func attempt(input: Int = 100, output: Int = 90, model: ModelIdentifier = BudgetFixture.model) -> Attempt {
        Attempt(
            model: model, startedAt: 0, latencyMilliseconds: 1, usage: Usage(input: input, output: output))
    }

    /// The answer's record, as the indexer puts it into the database.
    func record(_ id: String, cost: Money?, number: Int = 1) async throws {
        let row = UsageRow(
            table: .answers, sequence: number,
            values: [
                "request_id": .text(id), "surface": .text("openai"), "chain": .text("default"), "user_id": .text("u1"),
                "outcome": .text("completed"), "attempts": .integer(1), "streamed": .bool(false), "latency_ms": .real(1),
                "text_bytes": .integer(0), "audio_input_tokens": .integer(0), "audio_output_tokens": .integer(0),
                "cost_picodollars": cost.map { .integer(Int($0.picodollars)) } ?? .null,
                "created_at": .text(Timestamp(seconds: clock.wallClock).description),
            ])
        try await UsageRepository(database: database, time: clock).index([.row(row)], of: "journal of \(id)")
    }

    func standing(_ measure: LimitRefusal.Measure = .day) async throws -> LimitStanding? {
        try await keeper.standings(keyID: nil, userID: "u1").first { $0.measure == measure }
    }
}

extension Money {
    /// Thousandths of a dollar.
    static func thousandths(_ count: Int64) -> Money { Money(picodollars: count * 1_000_000_000) }
}
