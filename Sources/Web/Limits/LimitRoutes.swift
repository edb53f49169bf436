package import Accounts
import HTTPTypes
package import Hummingbird
import LanguageModel
package import Usage

/// `/api/v1/limits`: what may be used, for admins; what is left, for everybody.
package struct LimitRoutes: Sendable {
    private let editor: LimitEditor
    private var budgets: BudgetKeeper { editor.budgets }

    package init(budgets: BudgetKeeper, accounts: AccountServices) {
        editor = LimitEditor(budgets: budgets, accounts: accounts)
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
        try context.admin()
        var request = request
        let body: LimitBody = try await request.decodeJSON(limit: 16 * 1024)
        return try .json(LimitDocument(try await editor.enter(body, Visit(request, context))), status: .created)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let id = try Self.id(context)
        let body: LimitBody = try await request.decodeJSON(limit: 16 * 1024)
        return try .json(LimitDocument(try await editor.change(id, to: body, Visit(request, context))))
    }

    @Sendable private func remove(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        try await editor.remove(try Self.id(context), Visit(request, context))
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
