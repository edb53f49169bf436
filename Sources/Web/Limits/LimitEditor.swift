import Accounts
import LanguageModel
import Usage

/// Changes limits for the API and the pages: what is changed holds at once, and stands in the audit log.
struct LimitEditor: Sendable {
    let budgets: BudgetKeeper
    let accounts: AccountServices

    /// - Throws: ``APIError``, ``Usage/LimitFault``.
    func enter(_ body: LimitBody, _ visit: Visit) async throws -> LimitRule {
        let target = try await body.target(accounts)
        let rule = try await budgets.enter(try body.applied(to: LimitValues()), for: target, by: visit.actorID)
        try await accounts.audit.note(
            .limitEntered, visit: visit, subject: await subject(of: target), detail: rule.values.inWords)
        return rule
    }

    /// - Throws: as ``enter(_:_:)``.
    func change(_ id: Int, to body: LimitBody, _ visit: Visit) async throws -> LimitRule {
        let rule = try await budgets.change(id, by: visit.actorID) { values in values = try body.applied(to: values) }
        try await accounts.audit.note(
            .limitChanged, visit: visit, subject: await subject(of: rule.target), detail: rule.values.inWords)
        return rule
    }

    /// - Throws: ``Usage/LimitFault``.
    func remove(_ id: Int, _ visit: Visit) async throws {
        let rule = try await budgets.remove(id)
        try await accounts.audit.note(.limitRemoved, visit: visit, subject: await subject(of: rule.target))
    }

    /// People by their identifier: what is on record stays when they go, and must not name them then.
    private func subject(of target: LimitTarget) async -> String {
        guard target.scope == .user, let user = try? await accounts.users.user(named: target.name) else {
            return target.description
        }
        return user.id
    }
}

extension LimitValues {
    /// For the audit log.
    fileprivate var inWords: String {
        [
            requestsPerMinute.map { "\($0) requests a minute" }, tokensPerMinute.map { "\($0) tokens a minute" },
            perDay.map { "$\($0) a day" }, perMonth.map { "$\($0) a month" },
        ].compactMap(\.self).joined(separator: ", ")
    }
}
