import Foundation
import LanguageModel
import Storage
import Synchronization
import TestSupport
import Testing
import Usage

/// Each on both databases. A call costs at most a thousandth of a dollar.
@Suite struct BudgetKeeperTests {
    private static let ten = ["user:ada": LimitValues(perDay: .thousandths(10))]

    @Test(arguments: SQLDialect.allCases)
    func aBurstOfAHundredOverspendsNothing(_ dialect: SQLDialect) async throws {
        let fixture = try await BudgetFixture(dialect, limits: Self.ten)
        let other = try fixture.again(limits: Self.ten)
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let keeper = number.isMultiple(of: 2) ? fixture.keeper : other.keeper
                    return (try? await keeper.admit(fixture.call("r\(number)"))) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 10)
        #expect(fixture.watch.seen.withLock { $0.failures } == [])
        #expect(try await fixture.standing()?.left == 0)
    }

    @Test(arguments: SQLDialect.allCases)
    func whatWasReservedAndNotUsedComesBack(_ dialect: SQLDialect) async throws {
        let fixture = try await BudgetFixture(dialect, limits: Self.ten)
        for number in 0..<40 {
            let admission = try #require(try await fixture.keeper.admit(fixture.call("r\(number)")))
            // A tenth of the output, none of it cached.
            await fixture.keeper.settle(admission, attempts: [BudgetFixture.attempt(output: 9)], at: fixture.clock.wallClock)
        }
        let standing = try #require(try await fixture.standing())
        #expect(standing.used == Money.thousandths(1).picodollars * 40 * 190 / 1000)
        #expect(standing.reserved == 0)
    }

    @Test(arguments: SQLDialect.allCases)
    func everyPaidAttemptCountsWhoeverAnswered(_ dialect: SQLDialect) async throws {
        let fixture = try await BudgetFixture(dialect, limits: Self.ten)
        let admission = try #require(try await fixture.keeper.admit(fixture.call("r")))
        var broken = BudgetFixture.attempt(output: 0)
        broken.failure = .truncated
        let unanswered = Attempt(model: BudgetFixture.model, failure: .connect, startedAt: 0, latencyMilliseconds: 1)
        await fixture.keeper.settle(
            admission, attempts: [broken, unanswered, BudgetFixture.attempt(output: 0)], at: fixture.clock.wallClock)
        #expect(try await fixture.standing()?.used == 200 * 1_000_000)
    }

    @Test(arguments: SQLDialect.allCases)
    func aReservationOutlivesItsServerUntilTheLedgerShowsTheCost(_ dialect: SQLDialect) async throws {
        let first = try await BudgetFixture(dialect, limits: Self.ten)
        for number in 0..<10 { _ = try await first.keeper.admit(first.call("r\(number)")) }
        // The server is killed, and starts anew.
        let second = try first.again(limits: Self.ten)
        try await second.keeper.refresh()
        #expect(try await second.standing()?.left == 0)
        try await second.record("r3", cost: Money(picodollars: 5))
        try await second.keeper.refresh()
        try await second.keeper.refresh()
        let standing = try #require(try await second.standing())
        #expect(standing.used == 5)
        #expect(standing.reserved == Money.thousandths(9).picodollars)
    }

    @Test(arguments: SQLDialect.allCases)
    func whatIsSettledTwiceCountsOnce(_ dialect: SQLDialect) async throws {
        let first = try await BudgetFixture(dialect, limits: Self.ten)
        let second = try first.again(limits: Self.ten)
        let admission = try #require(try await first.keeper.admit(first.call("r")))
        try await first.record("r", cost: .thousandths(1))
        // Another server sees it in the ledger before this one comes to it.
        try await second.keeper.refresh()
        await first.keeper.settle(admission, attempts: [BudgetFixture.attempt()], at: first.clock.wallClock)
        let standing = try #require(try await first.standing())
        #expect(standing.used == Money.thousandths(1).picodollars)
        #expect(standing.reserved == 0)
    }

    @Test(arguments: SQLDialect.allCases)
    func anOrphanOfAPeriodLongGoneCountsInFull(_ dialect: SQLDialect) async throws {
        let fixture = try await BudgetFixture(dialect, limits: Self.ten)
        _ = try await fixture.keeper.admit(fixture.call("r"))
        let later = try fixture.again(limits: Self.ten)
        fixture.clock.advance(by: .seconds(3 * 86_400))
        try await later.keeper.refresh()
        let counter = try await fixture.database.read { session in
            try session.query("SELECT * FROM spending_counters").map {
                [try $0.integer("reserved_picodollars"), try $0.integer("spent_picodollars")]
            }
        }
        #expect(counter == [[0, Int(Money.thousandths(1).picodollars)]])
    }

    @Test(arguments: SQLDialect.allCases)
    func whatTheLedgerHasOfTheDayCountsFromTheFirstCallOn(_ dialect: SQLDialect) async throws {
        let fixture = try await BudgetFixture(dialect, limits: Self.ten)
        try await fixture.record("before", cost: .thousandths(9))
        _ = try await fixture.keeper.admit(fixture.call("r1"))
        let refusal = await #expect(throws: LimitRefusal.self) { try await fixture.keeper.admit(fixture.call("r2")) }
        #expect(refusal?.left == 0)
    }

    @Test(arguments: SQLDialect.allCases)
    func allLimitsHoldThatFitAndOneRefusalReservesNothing(_ dialect: SQLDialect) async throws {
        let fixture = try await BudgetFixture(
            dialect,
            limits: [
                "user:ada": LimitValues(perDay: .thousandths(3)), "role:member": LimitValues(perMonth: .thousandths(2)),
                "assistant:shop": LimitValues(perDay: .thousandths(1)),
            ])
        _ = try await fixture.keeper.admit(fixture.call("r1", assistant: "shop"))
        let shop = await #expect(throws: LimitRefusal.self) {
            try await fixture.keeper.admit(fixture.call("r2", user: "u2", assistant: "shop"))
        }
        #expect(shop?.scope == "assistant")
        _ = try await fixture.keeper.admit(fixture.call("r3"))
        let role = await #expect(throws: LimitRefusal.self) { try await fixture.keeper.admit(fixture.call("r4")) }
        #expect(role?.scope == "role" && role?.measure == .month)
        // Of a role's limit everybody has their own.
        _ = try await fixture.keeper.admit(fixture.call("r5", user: "u2"))
        #expect(try await fixture.standing()?.reserved == Money.thousandths(2).picodollars)
    }

    @Test(arguments: SQLDialect.allCases)
    func aNewDayBringsNewMoneyAndTheRefusalSaysWhen(_ dialect: SQLDialect) async throws {
        let fixture = try await BudgetFixture(dialect, limits: ["user:ada": LimitValues(perDay: .thousandths(1))])
        let admission = try #require(try await fixture.keeper.admit(fixture.call("r1")))
        let held = await #expect(throws: LimitRefusal.self) { try await fixture.keeper.admit(fixture.call("r2")) }
        // It may come back when the first one is done.
        #expect(held?.retryAfter == .seconds(5))
        await fixture.keeper.settle(admission, attempts: [BudgetFixture.attempt()], at: fixture.clock.wallClock)
        let refusal = try #require(
            await #expect(throws: LimitRefusal.self) { try await fixture.keeper.admit(fixture.call("r3")) })
        // The test's clock begins at 22:13:20.
        #expect(refusal.retryAfter == .seconds(6400))
        #expect(refusal.renewsAt == fixture.clock.wallClock + 6400)
        #expect(refusal.code == "budget_exceeded")
        fixture.clock.advance(by: refusal.retryAfter)
        #expect(try await fixture.keeper.admit(fixture.call("r4")) != nil)
    }

    @Test(arguments: SQLDialect.allCases)
    func somebodyIsWarnedOnceAPeriodAcrossRestarts(_ dialect: SQLDialect) async throws {
        let first = try await BudgetFixture(dialect, limits: Self.ten)
        for number in 0..<9 {
            let admission = try #require(try await first.keeper.admit(first.call("r\(number)")))
            await first.keeper.settle(admission, attempts: [BudgetFixture.attempt()], at: first.clock.wallClock)
            #expect(first.watch.warnings.count == (number < 7 ? 0 : 1))
        }
        #expect(first.watch.warnings.first?.spent == .thousandths(8))
        let second = try first.again(limits: Self.ten)
        let admission = try #require(try await second.keeper.admit(second.call("again")))
        await second.keeper.settle(admission, attempts: [BudgetFixture.attempt()], at: first.clock.wallClock)
        #expect(second.watch.warnings == [])
    }

    @Test(arguments: SQLDialect.allCases)
    func aWarningIsKeptForOtherProgramsWithTheNoteThatItWasGiven(_ dialect: SQLDialect) async throws {
        let fixture = try await BudgetFixture(dialect, limits: Self.ten)
        let box = try SecretBox(secretKey: Secret("s"), data: fixture.scratch.path)
        _ = try await WebhookRepository(database: fixture.database, box: box, time: fixture.clock).create(
            WebhookDraft(url: "https://hooks.example/"), id: "whk_1", secret: Secret("s"))
        for number in 0..<9 {
            let admission = try #require(try await fixture.keeper.admit(fixture.call("r\(number)")))
            await fixture.keeper.settle(admission, attempts: [BudgetFixture.attempt()], at: fixture.clock.wallClock)
        }
        let kept = try await fixture.database.read { session in
            try session.query("SELECT e.payload FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event_id")
                .map { try $0.text("payload") }
        }
        #expect(kept.count == 1)
        #expect(kept.first?.contains("\"spent\":\"\(Money.thousandths(8))\"") == true)
    }

    @Test(arguments: SQLDialect.allCases)
    func anErrandLeavesTheLastFifthToPeople(_ dialect: SQLDialect) async throws {
        let fixture = try await BudgetFixture(dialect, limits: Self.ten)
        for number in 0..<8 { _ = try await fixture.keeper.admit(fixture.call("e\(number)", isErrand: true)) }
        await #expect(throws: LimitRefusal.self) { try await fixture.keeper.admit(fixture.call("e8", isErrand: true)) }
        #expect(try await fixture.keeper.admit(fixture.call("r")) != nil)
    }

    @Test func anAdminsEntryWinsUntilItIsTakenAway() async throws {
        let fixture = try await BudgetFixture(.sqlite, limits: Self.ten)
        let entered = try await fixture.keeper.enter(
            LimitValues(perDay: .zero), for: LimitTarget(.user, "ada"), by: "u9")
        await #expect(throws: LimitRefusal.self) { try await fixture.keeper.admit(fixture.call("r1")) }
        await #expect(throws: LimitFault.taken(LimitTarget(.user, "ada"))) {
            try await fixture.keeper.enter(LimitValues(perDay: .zero), for: LimitTarget(.user, "ada"), by: nil)
        }
        let id = try #require(entered.id)
        _ = try await fixture.keeper.change(id, by: "u9") { $0.perDay = .thousandths(1) }
        #expect(try await fixture.keeper.admit(fixture.call("r2")) != nil)
        try await fixture.keeper.remove(id)
        #expect(fixture.keeper.book.all.map(\.values.perDay) == [.thousandths(10)])
        await #expect(throws: LimitFault.notFound) { try await fixture.keeper.remove(id) }
    }

    @Test func aModelWithoutAPriceIsRefusedWhereMoneyIsLimited() async throws {
        let fixture = try await BudgetFixture(.sqlite, limits: Self.ten)
        let refusal = await #expect(throws: LimitRefusal.self) {
            try await fixture.keeper.admit(fixture.call("r1", models: [BudgetFixture.unpriced, BudgetFixture.model]))
        }
        #expect(refusal?.cause == .unpriced(BudgetFixture.unpriced))
        // One that would only stand in is left out.
        let admission = try await fixture.keeper.admit(fixture.call("r2", models: [BudgetFixture.model, BudgetFixture.unpriced]))
        #expect(admission?.unpriced == [BudgetFixture.unpriced])
        let lenient = try await BudgetFixture(
            .sqlite, limits: Self.ten, policy: BudgetPolicy(unpriced: .countAsZero, outputTokens: 90))
        #expect(try await lenient.keeper.admit(lenient.call("r3", models: [BudgetFixture.unpriced]))?.unpriced == [])
    }

    @Test func whoHasNoLimitIsNotAskedAnything() async throws {
        let fixture = try await BudgetFixture(.sqlite, limits: ["key:k1": LimitValues(perDay: .zero)])
        try await fixture.database.close()
        #expect(try await fixture.keeper.admit(fixture.call("r1")) == nil)
        let refusal = await #expect(throws: LimitRefusal.self) {
            try await fixture.keeper.admit(fixture.call("r2", key: "k1"))
        }
        #expect(refusal?.cause == .unavailable)
    }
}

@Suite struct MinuteLimitTests {
    private func keeper(_ values: LimitValues) async throws -> BudgetFixture {
        try await BudgetFixture(.sqlite, limits: ["user:ada": values])
    }

    @Test func requestsComeBackEvenly() async throws {
        let fixture = try await keeper(LimitValues(requestsPerMinute: 6))
        for number in 0..<6 { _ = try await fixture.keeper.admit(fixture.call("r\(number)")) }
        let refusal = try #require(
            await #expect(throws: LimitRefusal.self) { try await fixture.keeper.admit(fixture.call("r6")) })
        #expect(refusal.code == "rate_limit_exceeded" && refusal.left == 0 && refusal.limit == 6)
        #expect(abs(refusal.retryAfter.seconds - 10) < 0.001)
        fixture.clock.advance(by: .seconds(10))
        #expect(try await fixture.keeper.admit(fixture.call("r7")) != nil)
        await #expect(throws: LimitRefusal.self) { try await fixture.keeper.admit(fixture.call("r8")) }
    }

    @Test func tokensThatWereNotUsedComeBackAtTheEnd() async throws {
        let fixture = try await keeper(LimitValues(tokensPerMinute: 400))
        let first = try #require(try await fixture.keeper.admit(fixture.call("r1")))
        _ = try await fixture.keeper.admit(fixture.call("r2"))
        await #expect(throws: LimitRefusal.self) { try await fixture.keeper.admit(fixture.call("r3")) }
        await fixture.keeper.settle(first, attempts: [BudgetFixture.attempt(input: 10, output: 5)], at: 0)
        #expect(try await fixture.keeper.admit(fixture.call("r4")) != nil)
    }

    @Test func aCallThatMayNeedMoreThanAMinutesTokensGoesWhenAllAreThere() async throws {
        let fixture = try await keeper(LimitValues(tokensPerMinute: 50))
        #expect(try await fixture.keeper.admit(fixture.call("r1"))?.outputTokens == 90)
        await #expect(throws: LimitRefusal.self) { try await fixture.keeper.admit(fixture.call("r2")) }
    }

    @Test func aRefusalOfMoneyGivesTheRequestBack() async throws {
        let fixture = try await keeper(LimitValues(requestsPerMinute: 1, perDay: .zero))
        for number in 0..<3 {
            let refusal = await #expect(throws: LimitRefusal.self) {
                try await fixture.keeper.admit(fixture.call("r\(number)"))
            }
            #expect(refusal?.measure == .day)
        }
    }
}

@Suite struct LimitRuleTests {
    @Test(arguments: [
        LimitValues(requestsPerMinute: 0), LimitValues(requestsPerMinute: -5), LimitValues(tokensPerMinute: .max),
        LimitValues(perDay: Money(picodollars: -1)), LimitValues(perMonth: Money(picodollars: .max)),
    ])
    func absurdValuesAreFaults(_ values: LimitValues) {
        #expect(values.fault != nil)
    }

    @Test func aPeriodEndsWhereTheCalendarOfItsZoneSaysSo() throws {
        let berlin = BudgetCalendar(timeZone: try #require(TimeZone(identifier: "Europe/Berlin")))
        // 2026-03-28 23:30 UTC: in Berlin the 29th has begun, on which a clock skips an hour.
        let moment = 1_774_740_600.0
        let day = berlin.period(.day, at: moment)
        #expect(day.name == "2026-03-29")
        #expect(day.ends - day.begins == 23 * 3600)
        #expect(BudgetCalendar().period(.day, at: moment).name == "2026-03-28")
        #expect(BudgetCalendar().period(.month, at: moment).name == "2026-03")
    }

    @Test func theWorstCaseIsNeverLessThanATokenAByte() {
        var request = ChatRequest(messages: [Message(.user, "Grüß Gott, 你好")])
        #expect(request.mostInputTokens >= "Grüß Gott, 你好".utf8.count)
        let before = request.mostInputTokens
        request.tools = [Tool(name: "f", parameters: ["type": "object"])]
        #expect(request.mostInputTokens > before)
        let schema = JSONValue.object(["description": .string(String(repeating: "x", count: 5000))])
        request.responseFormat = .jsonSchema(.init(name: "big", schema: schema))
        #expect(request.mostInputTokens > before + 5000)
    }
}
