package import LanguageModel
import Storage
import Synchronization

/// How much of one limit is used now.
package struct LimitStanding: Sendable, Hashable {
    package var measure: LimitRefusal.Measure
    package var rule: LimitRule
    /// Requests, tokens or picodollars, as `measure` has it.
    package var limit: Int64
    package var used: Int64
    /// Of calls that are under way, and of those of which nothing is known yet; money alone.
    package var reserved: Int64
    /// When a day's or a month's money is there again, seconds since 1970.
    package var renewsAt: Double?

    package var left: Int64 { max(0, limit - used - reserved) }
    package var percent: Int { limit > 0 ? Int(min(Double(used) / Double(limit) * 100, 999)) : (used > 0 ? 100 : 0) }
}

/// Why a limit cannot be entered.
package enum LimitFault: Error, Sendable, Hashable {
    case invalid(field: String, reason: String)
    /// There is one for this target already.
    case taken(LimitTarget)
    case notFound
}

extension BudgetKeeper {
    /// Puts a limit in force.
    /// - Throws: ``LimitFault``, ``Storage/StorageError``.
    package func enter(_ values: LimitValues, for target: LimitTarget, by author: String?) async throws -> LimitRule {
        try Self.check(values)
        let rule = LimitRule(target: target, values: values, enteredBy: author, updatedAt: time.wallClock)
        guard let entered = try await limits.add(rule) else { throw LimitFault.taken(target) }
        try await reload()
        return entered
    }

    /// Changes a limit that an admin has entered.
    /// - Throws: ``LimitFault``, ``Storage/StorageError``.
    package func change(
        _ id: Int, by author: String?, _ change: @escaping @Sendable (inout LimitValues) throws -> Void
    ) async throws -> LimitRule {
        let now = time.wallClock
        do {
            let rule = try await limits.change(id) { rule in
                try change(&rule.values)
                try Self.check(rule.values)
                rule.enteredBy = author
                rule.updatedAt = now
            }
            try await reload()
            return rule
        } catch StorageError.notFound {
            throw LimitFault.notFound
        }
    }

    /// Takes a limit away that an admin has entered; what the configuration says holds again.
    /// - Throws: ``LimitFault/notFound``, ``Storage/StorageError``.
    @discardableResult
    package func remove(_ id: Int) async throws -> LimitRule {
        do {
            let rule = try await limits.delete(id)
            try await reload()
            return rule
        } catch StorageError.notFound {
            throw LimitFault.notFound
        }
    }

    /// Every limit with what is used of it now; of a role's, by whoever has used most.
    package func overview() async throws -> [(rule: LimitRule, standings: [LimitStanding])] {
        let periods = periods
        let counters = try await store.counters(of: periods.map(\.value))
        var people: [String: LimitPerson] = [:]
        for counter in counters where counter.subject.hasPrefix("user:") {
            let id = String(counter.subject.dropFirst(5))
            if people[id] == nil { people[id] = try await known(id) }
        }
        return book.all.map { rule in
            let subjects: Set<String> =
                switch rule.target.scope {
                case .key, .assistant: [rule.target.description]
                case .user: Set(people.filter { $0.value.username == rule.target.name }.map { "user:\($0.key)" })
                case .role: Set(people.filter { $0.value.role == rule.target.name }.map { "user:\($0.key)" })
                }
            let own = counters.filter { subjects.contains($0.subject) }
            return (rule, standings(of: rule, subject: nil, own, periods))
        }
    }

    /// Every limit that holds for somebody, with what is left of it.
    package func standings(keyID: String?, userID: String?, assistants: [String] = []) async throws -> [LimitStanding] {
        let book = book
        guard !book.isEmpty else { return [] }
        var person: LimitPerson?
        if book.asksForPeople, let userID { person = try await known(userID) }
        var matching = book.matching(keyID: keyID, userID: userID, person: person, assistant: nil)
        for assistant in assistants {
            matching += book.matching(keyID: nil, userID: nil, person: nil, assistant: assistant)
        }
        let periods = periods
        let counters = matching.isEmpty ? [] : try await store.counters(of: periods.map(\.value))
        return matching.flatMap { rule, subject in
            standings(of: rule, subject: subject, counters.filter { $0.subject == subject }, periods)
        }
    }

    private var periods: [(key: BudgetPeriod.Kind, value: BudgetPeriod)] {
        let now = time.wallClock
        return BudgetPeriod.Kind.allCases.map { ($0, policy.calendar.period($0, at: now)) }
    }

    private func standings(
        of rule: LimitRule, subject: String?, _ counters: [SpendingCounter],
        _ periods: [(key: BudgetPeriod.Kind, value: BudgetPeriod)]
    ) -> [LimitStanding] {
        var found: [LimitStanding] = []
        for (measure, capacity) in [
            (LimitRefusal.Measure.requests, rule.values.requestsPerMinute), (.tokens, rule.values.tokensPerMinute),
        ] {
            guard let capacity else { continue }
            let left = meter.left(
                of: Self.meterKey(measure, rule.target, subject), capacity: capacity, at: time.now)
            found.append(
                LimitStanding(
                    measure: measure, rule: rule, limit: Int64(capacity), used: Int64(capacity - left), reserved: 0,
                    renewsAt: nil))
        }
        for (kind, period) in periods {
            guard let limit = rule.values.money(kind) else { continue }
            let counter = counters.filter { $0.period == period.name }.max { $0.spent < $1.spent }
            found.append(
                LimitStanding(
                    measure: kind.measure, rule: rule, limit: limit.picodollars, used: counter?.spent.picodollars ?? 0,
                    reserved: counter?.reserved.picodollars ?? 0, renewsAt: period.ends))
        }
        return found
    }

    private func reload() async throws {
        let entered = try await limits.list()
        state.withLock { $0.book = LimitBook(configured: configured, entered: entered) }
    }

    private static func check(_ values: LimitValues) throws {
        if let fault = values.fault { throw LimitFault.invalid(field: fault.member.rawValue, reason: fault.reason) }
        if values.isEmpty {
            throw LimitFault.invalid(
                field: LimitRefusal.Measure.month.rawValue, reason: "one of the four limits must be given")
        }
    }
}
