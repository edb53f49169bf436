import Accounts
import Chat
import HTTPTypes
package import Hummingbird
import LanguageModel
import NIOCore
import Usage

/// `/usage`: the page of what was used and what it cost.
package struct UsagePageRoutes: Sendable {
    private let parts: WebParts

    package init(_ parts: WebParts) {
        self.parts = parts
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get("usage", use: show)
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        guard let principal = context.principal else { return .redirect(to: "/", type: .found) }
        let language = PageLanguage(of: request)
        let grouping = request.uri.queryParameters.get("group_by").flatMap { UsageDimension(rawValue: String($0)) }
        let now = parts.time.wallClock
        var query: UsageQuery
        var message: String?
        do {
            query = try UsageQuery(request, for: principal, by: .day, isForm: true, now: now)
        } catch let error as APIError where error.status == .unprocessableContent {
            message = language.usageWords.badSpan
            query = UsageQuery(
                span: try DaySpan(now: now), grouping: .day, owner: principal.isAdmin ? nil : principal.owner)
        }
        let days = try await parts.usage.report(query)
        query.grouping = grouping == .day ? .model : grouping ?? .model
        let breakdown = try await parts.usage.report(query)
        let cache = principal.isAdmin && parts.cache?.policy.isEnabled == true ? parts.cache?.counts : nil
        let cleared = request.uri.queryParameters.get("cleared") != nil
        let view = UsagePageView(
            language: language, siteName: parts.siteName, isAdmin: principal.isAdmin, days: days,
            breakdown: breakdown, names: try await names(breakdown), limits: try await limits(principal, context.standing),
            message: message, cache: cache, wasCleared: cache != nil && cleared)
        return .page(view.render(), status: message == nil ? .ok : .unprocessableContent)
    }

    /// Those that hold for whoever reads, but for assistants that they may not ask.
    private func limits(_ principal: Principal, _ standing: Audience) async throws -> [LimitStanding] {
        let assistants = Set(parts.assistants.all(for: standing).map(\.id))
        return try await parts.budgets.standings(of: principal).filter {
            $0.rule.target.scope != .assistant || assistants.contains($0.rule.target.name)
        }
    }

    private func names(_ report: UsageReport) async throws -> [String: String] {
        var names = try await parts.accounts.usageNames(of: report.groups.compactMap(\.key), as: report.query.grouping)
        for dimension in [UsageDimension.user, .key] {
            guard let value = report.query.filter[dimension] else { continue }
            names.merge(try await parts.accounts.usageNames(of: [value], as: dimension)) { first, _ in first }
        }
        return names
    }
}
