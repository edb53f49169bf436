package import Accounts
import HTTPTypes
package import Hummingbird
import LanguageModel
package import Usage

/// `/api/v1/limits`: what may be used, for admins; what is left, for everybody.
package struct LimitRoutes: Sendable {
    private let budgets: BudgetKeeper
    private let accounts: AccountServices

    package init(budgets: BudgetKeeper, accounts: AccountServices) {
        self.budgets = budgets
        self.accounts = accounts
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.post(use: create)
        group.get("mine", use: mine)
        group.patch("{id}", use: change)
        group.delete("{id}", use: remove)
    }

    private struct ListDocument: Encodable {
        var limits: [LimitDocument]
    }

    private struct MineDocument: Encodable {
        var limits: [LimitStandingDocument]
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let overview = try await budgets.overview()
        return try .json(ListDocument(limits: overview.map { LimitDocument($0.rule, standings: $0.standings) }))
    }

    @Sendable private func mine(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller()
        let standings = try await budgets.standings(of: caller)
        return try .json(MineDocument(limits: standings.map(LimitStandingDocument.init)))
    }

    @Sendable private func create(request: Request, context: WebContext) async throws -> Response {
        let admin = try context.admin()
        var request = request
        let body: LimitBody = try await request.decodeJSON(limit: 16 * 1024)
        let target = try await body.target(accounts)
        let rule = try await budgets.enter(try body.applied(to: LimitValues()), for: target, by: admin.userID ?? admin.keyID)
        try await accounts.audit.note(
            .limitEntered, visit: Visit(request, context), subject: target.description, detail: rule.values.inWords)
        return try .json(LimitDocument(rule), status: .created)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        let admin = try context.admin()
        var request = request
        let id = try Self.id(context)
        let body: LimitBody = try await request.decodeJSON(limit: 16 * 1024)
        let rule = try await budgets.change(id, by: admin.userID ?? admin.keyID) { values in
            values = try body.applied(to: values)
        }
        try await accounts.audit.note(
            .limitChanged, visit: Visit(request, context), subject: rule.target.description, detail: rule.values.inWords)
        return try .json(LimitDocument(rule))
    }

    @Sendable private func remove(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let rule = try await budgets.remove(try Self.id(context))
        try await accounts.audit.note(.limitRemoved, visit: Visit(request, context), subject: rule.target.description)
        return Response(status: .noContent)
    }

    private static func id(_ context: WebContext) throws -> Int {
        guard let id = Int(try context.parameters.require("id")) else { throw APIError(LimitFault.notFound) }
        return id
    }
}

extension BudgetKeeper {
    /// What holds for a caller, whichever assistant they ask.
    func standings(of caller: Principal) async throws -> [LimitStanding] {
        try await standings(
            keyID: caller.keyID, userID: caller.owner,
            assistants: book.all.filter { $0.target.scope == .assistant }.map(\.target.name))
    }
}

extension LimitValues {
    /// For the audit log.
    var inWords: String {
        [
            requestsPerMinute.map { "\($0) requests a minute" }, tokensPerMinute.map { "\($0) tokens a minute" },
            perDay.map { "$\($0) a day" }, perMonth.map { "$\($0) a month" },
        ].compactMap(\.self).joined(separator: ", ")
    }
}
