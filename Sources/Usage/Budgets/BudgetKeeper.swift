package import LanguageModel
package import Storage
import Synchronization

/// Lets calls through, or does not: what each may cost at most is reserved before it, and what it did cost is settled after it.
///
/// Money is counted in the database, for all servers that share it. Requests and tokens a minute are counted here, for this
/// server alone. Where there is no limit nothing is asked and nothing awaited.
package final class BudgetKeeper: Sendable {
    struct State {
        var book: LimitBook
        /// What is known of people, and until when that is believed.
        var people: [String: (person: LimitPerson?, until: Duration)] = [:]
        /// Calls that are under way here.
        var open: Set<String> = []
        /// Reservations that may or may not have been stored, for calls that were never made.
        var abandoned: Set<String> = []
        /// Of whom it is known that they have been warned.
        var warned: Set<String> = []
    }

    let state: Mutex<State>
    let store: SpendingStore
    let limits: LimitRepository
    let configured: [LimitRule]
    let policy: BudgetPolicy
    let time: any TimeSource
    let meter = MinuteMeter()
    private let prices: PriceList
    private let person: @Sendable (String) async throws -> LimitPerson?
    private let observer: any BudgetObserver

    /// - Parameters:
    ///   - configured: what the configuration says; an admin's entry for the same target takes its place.
    ///   - person: who has this identifier; nil for nobody with an account.
    package init(
        database: any Database, configured: [LimitRule], policy: BudgetPolicy = BudgetPolicy(), prices: PriceList,
        time: any TimeSource, person: @escaping @Sendable (String) async throws -> LimitPerson?, observer: any BudgetObserver
    ) {
        store = SpendingStore(database: database)
        limits = LimitRepository(database: database)
        self.configured = configured
        self.policy = policy
        self.prices = prices
        self.time = time
        self.person = person
        self.observer = observer
        state = Mutex(State(book: LimitBook(configured: configured)))
    }

    /// The limits as they hold now.
    package var book: LimitBook { state.withLock { $0.book } }

    /// Whether nothing is limited for anybody.
    package var isIdle: Bool { state.withLock { $0.book.isEmpty } }

    /// Asks for leave to make `call`.
    /// - Returns: what to settle afterwards; nil when nothing is limited for whoever calls.
    /// - Throws: ``LimitRefusal``; nothing is reserved then.
    package func admit(_ call: PlannedCall) async throws(LimitRefusal) -> Admission? {
        let book = book
        guard !book.isEmpty, !call.models.isEmpty else { return nil }
        do {
            let matching = try await matching(call, in: book)
            guard !matching.isEmpty else { return nil }
            return try await admit(call, under: matching)
        } catch {
            observer.refused(error)
            throw error
        }
    }

    /// Puts down what a call that was let through has used: every attempt that was paid, whoever answered in the end.
    /// - Parameter moment: when the answer began, seconds since 1970; its prices count.
    package func settle(_ admission: Admission, attempts: [Attempt], at moment: Double) async {
        let now = time.now
        let used = attempts.reduce(0) { $0 + ($1.usage?.total ?? 0) }
        for take in admission.tokens { meter.giveBack(take.amount - used, to: take.key, at: now) }
        guard !admission.holdings.isEmpty else { return }
        let cost = cost(of: attempts, at: moment)
        do {
            let counters = try await store.settle(admission.requestID, cost: cost?.picodollars)
            state.withLock { _ = $0.open.remove(admission.requestID) }
            observer.settled(cost)
            for counter in counters { try await warn(of: counter, admission) }
        } catch {
            // The ledger has what it cost, and `refresh` finds it there.
            state.withLock { _ = $0.open.remove(admission.requestID) }
            observer.failed(error)
        }
    }

    /// Reads the limits that were entered, here or on another server, and settles what was left open.
    /// - Throws: ``Storage/StorageError``; what was known before stays in use.
    package func refresh() async throws {
        let entered = try await limits.list()
        let (open, abandoned) = state.withLock { state in
            state.book = LimitBook(configured: configured, entered: entered)
            return (state.open, state.abandoned)
        }
        for id in abandoned {
            try await store.settle(id, cost: 0)
            state.withLock { _ = $0.abandoned.remove(id) }
        }
        _ = try await store.recover(
            besides: open, countsUnpricedAsZero: policy.unpriced == .countAsZero, at: time.wallClock)
    }

    // MARK: Letting through

    private func matching(
        _ call: PlannedCall, in book: LimitBook
    ) async throws(LimitRefusal) -> [(rule: LimitRule, subject: String)] {
        var known: LimitPerson?
        if book.asksForPeople, let userID = call.userID {
            do {
                known = try await self.known(userID)
            } catch {
                observer.failed(error)
                throw unavailable(.requests, scope: LimitScope.user.rawValue)
            }
        }
        return book.matching(keyID: call.keyID, userID: call.userID, person: known, assistant: call.assistant)
    }

    private func admit(
        _ call: PlannedCall, under matching: [(rule: LimitRule, subject: String)]
    ) async throws(LimitRefusal) -> Admission {
        var admission = Admission(requestID: call.requestID)
        let limitsMoney = matching.contains { $0.rule.values.limitsMoney }
        if limitsMoney || matching.contains(where: { $0.rule.values.tokensPerMinute != nil }) {
            admission.outputTokens = policy.outputTokens
        }
        let output = call.outputTokens ?? policy.outputTokens
        var taken: [Admission.Take] = []
        do {
            try takeFromMeters(call, matching, output: output, taken: &taken, &admission)
            if limitsMoney { try await reserve(call, matching, output: output, &admission) }
        } catch {
            for take in taken { meter.giveBack(take.amount, to: take.key, at: time.now) }
            throw error
        }
        return admission
    }

    private func takeFromMeters(
        _ call: PlannedCall, _ matching: [(rule: LimitRule, subject: String)], output: Int, taken: inout [Admission.Take],
        _ admission: inout Admission
    ) throws(LimitRefusal) {
        func take(_ amount: Int, of measure: LimitRefusal.Measure, _ rule: LimitRule, _ subject: String, capacity: Int)
            throws(LimitRefusal) -> Admission.Take
        {
            let key = Self.meterKey(measure, rule.target, subject)
            do {
                try meter.take(
                    amount, of: key, capacity: capacity, sparing: call.isErrand ? capacity / 5 : 0, at: time.now)
            } catch {
                throw LimitRefusal(
                    measure: measure, scope: rule.target.scope.rawValue, limit: Int64(capacity), left: error.left,
                    needed: Int64(amount), retryAfter: error.retryAfter, renewsAt: time.wallClock + error.full.seconds)
            }
            let take = Admission.Take(key: key, amount: min(amount, capacity))
            taken.append(take)
            return take
        }
        for (rule, subject) in matching {
            if let capacity = rule.values.requestsPerMinute, !call.isErrand {
                _ = try take(1, of: .requests, rule, subject, capacity: capacity)
            }
            if let capacity = rule.values.tokensPerMinute {
                let most = call.inputTokens.addingReportingOverflow(output)
                admission.tokens.append(
                    try take(most.overflow ? .max : most.partialValue, of: .tokens, rule, subject, capacity: capacity))
            }
        }
    }

    private func reserve(
        _ call: PlannedCall, _ matching: [(rule: LimitRule, subject: String)], output: Int, _ admission: inout Admission
    ) async throws(LimitRefusal) {
        let now = time.wallClock
        var holdings: [Admission.Holding] = []
        for kind in BudgetPeriod.Kind.allCases {
            let period = policy.calendar.period(kind, at: now)
            for (rule, subject) in matching {
                guard let limit = rule.values.money(kind) else { continue }
                holdings.append(Admission.Holding(target: rule.target, subject: subject, period: period, limit: limit))
            }
        }
        guard let first = holdings.first else { return }
        var most = Money.zero
        for model in call.models {
            if let cost = prices.book.mostCost(of: model, input: call.inputTokens, output: output, at: now) {
                most = max(most, cost)
            } else if policy.unpriced == .refuse {
                admission.unpriced.insert(model)
            }
        }
        // Who was asked for is not quietly replaced; who would only stand in is left out.
        if let lead = call.models.first, admission.unpriced.contains(lead) {
            throw LimitRefusal(
                cause: .unpriced(lead), measure: first.period.kind.measure, scope: first.target.scope.rawValue,
                limit: first.limit.picodollars, left: 0, needed: 0, retryAfter: .zero, renewsAt: now)
        }
        admission.holdings = holdings
        let lines = Self.lines(holdings, isErrand: call.isErrand)
        state.withLock { _ = $0.open.insert(call.requestID) }
        do {
            try await store.reserve(most.picodollars, on: lines, for: call.requestID, at: now)
            observer.reserved(most)
        } catch {
            state.withLock { _ = $0.open.remove(call.requestID) }
            guard let shortage = error as? SpendingStore.Shortage else {
                observer.failed(error)
                state.withLock { _ = $0.abandoned.insert(call.requestID) }
                throw unavailable(first.period.kind.measure, scope: first.target.scope.rawValue)
            }
            throw refusal(of: shortage, holdings, needed: most, at: now)
        }
    }

    /// One line a counter, with the lowest of the limits that hold for it; always in one order, so that servers do not wait for
    /// one another in a ring.
    private static func lines(_ holdings: [Admission.Holding], isErrand: Bool) -> [SpendingStore.Line] {
        var lines: [SpendingStore.Line] = []
        for holding in holdings {
            let limit = holding.limit.picodollars
            let ceiling = isErrand ? limit - limit / 5 : limit
            if let index = lines.firstIndex(where: { $0.subject == holding.subject && $0.period == holding.period }) {
                lines[index].ceiling = min(lines[index].ceiling, ceiling)
            } else {
                lines.append(SpendingStore.Line(subject: holding.subject, period: holding.period, ceiling: ceiling))
            }
        }
        return lines.sorted { ($0.subject, $0.period.name) < ($1.subject, $1.period.name) }
    }

    private func refusal(
        of shortage: SpendingStore.Shortage, _ holdings: [Admission.Holding], needed: Money, at now: Double
    ) -> LimitRefusal {
        let line = shortage.line
        let holding = holdings.filter { $0.subject == line.subject && $0.period == line.period }
            .min { $0.limit < $1.limit }
        let limit = holding?.limit.picodollars ?? line.ceiling
        // What others have reserved comes back for the most part when they are done.
        let comesBack = line.ceiling - shortage.spent >= needed.picodollars
        return LimitRefusal(
            measure: line.period.kind.measure, scope: holding?.target.scope.rawValue ?? LimitScope.user.rawValue, limit: limit,
            left: max(0, limit - shortage.spent - shortage.reserved), needed: needed.picodollars,
            retryAfter: comesBack ? .seconds(5) : .seconds(max(1, line.period.ends - now)), renewsAt: line.period.ends)
    }

    private func unavailable(_ measure: LimitRefusal.Measure, scope: String) -> LimitRefusal {
        LimitRefusal(
            cause: .unavailable, measure: measure, scope: scope, limit: 0, left: 0, needed: 0, retryAfter: .seconds(2),
            renewsAt: time.wallClock)
    }

    /// One bucket a limit, and for a role's limit one for each of its people.
    static func meterKey(_ measure: LimitRefusal.Measure, _ target: LimitTarget, _ subject: String?) -> String {
        target.scope == .role ? "\(measure.rawValue) \(target) \(subject ?? "")" : "\(measure.rawValue) \(target)"
    }

    /// Who has the identifier `userID`, remembered for a few seconds.
    func known(_ userID: String) async throws -> LimitPerson? {
        // A browser in which nobody has logged in.
        if userID.hasPrefix("browser-") { return LimitPerson(username: userID, role: LimitTarget.visitor) }
        let now = time.now
        if let known = state.withLock({ $0.people[userID] }), known.until > now { return known.person }
        let found = try await person(userID)
        state.withLock { state in
            if state.people.count >= 20_000 { state.people.removeAll() }
            state.people[userID] = (found, now + .seconds(10))
        }
        return found
    }

    // MARK: Settling

    /// nil where nobody can know.
    private func cost(of attempts: [Attempt], at moment: Double) -> Money? {
        let book = prices.book
        var sum = Money.zero
        for attempt in attempts {
            guard let usage = attempt.usage else { continue }
            guard let cost = book.cost(of: usage, by: attempt.model, at: moment) else {
                guard policy.unpriced == .countAsZero else { return nil }
                continue
            }
            guard let next = sum.adding(cost) else { return nil }
            sum = next
        }
        return sum
    }

    private func warn(of counter: SpendingCounter, _ admission: Admission) async throws {
        for holding in admission.holdings
        where holding.subject == counter.subject && holding.period.name == counter.period
            && BudgetWarning.isDue(spent: counter.spent, of: holding.limit)
        {
            let key = "\(holding.target) \(holding.subject) \(counter.period)"
            guard !state.withLock({ $0.warned.contains(key) }) else { continue }
            let warning = BudgetWarning(
                target: holding.target, subject: holding.subject, period: holding.period, limit: holding.limit,
                spent: counter.spent)
            let isFirst = try await store.noteWarning(
                holding.target, subject: holding.subject, period: counter.period, telling: await observer.event(of: warning),
                at: time.wallClock)
            state.withLock { state in
                if state.warned.count >= 20_000 { state.warned.removeAll() }
                state.warned.insert(key)
            }
            if isFirst { observer.warned(warning) }
        }
    }
}

extension BudgetPeriod.Kind {
    package var measure: LimitRefusal.Measure {
        switch self {
        case .day: .day
        case .month: .month
        }
    }
}
