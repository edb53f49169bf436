package import Accounts
import HTTPTypes
package import Hummingbird
package import LanguageModel
import NIOCore
import Storage
package import Usage

/// `/api/v1/usage` and `/api/v1/usage.csv`: what was used and what it cost; everybody's own, and everything for admins.
package struct UsageRoutes: Sendable {
    private let reports: UsageReports
    private let accounts: AccountServices
    private let time: any TimeSource

    package init(reports: UsageReports, accounts: AccountServices, time: any TimeSource) {
        self.reports = reports
        self.accounts = accounts
        self.time = time
    }

    /// - Parameter group: `/api/v1`.
    package func add(to group: RouterGroup<WebContext>) {
        group.get("usage", use: show)
        group.get("usage.csv", use: download)
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let report = try await report(request, context)
        return try .json(UsageDocument(report, names: try await names(in: report)), headers: [.cacheControl: "no-store"])
    }

    @Sendable private func download(request: Request, context: WebContext) async throws -> Response {
        let report = try await report(request, context)
        let name = "usage-\(report.query.span.first)-\(report.query.span.last).csv"
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ], body: .init(byteBuffer: ByteBuffer(string: report.csv(names: try await names(in: report)))))
    }

    private func report(_ request: Request, _ context: WebContext) async throws -> UsageReport {
        let principal = try context.caller(maying: .read)
        let parameters = request.uri.queryParameters
        var grouping = UsageDimension.day
        if let name = parameters.get("group_by") {
            guard let known = UsageDimension(rawValue: name) else {
                let names = UsageDimension.allCases.map(\.rawValue).joined(separator: ", ")
                throw APIError.invalid("group_by", "must be among \(names)")
            }
            grouping = known
        }
        return try await reports.report(try UsageQuery(request, for: principal, by: grouping, now: time.wallClock))
    }

    private func names(in report: UsageReport) async throws -> [String: String] {
        try await accounts.usageNames(of: report.groups.compactMap(\.key), as: report.query.grouping)
    }
}

extension UsageQuery {
    /// What the address asks for and `principal` may see.
    /// - Parameter isForm: whether it comes from a form, which sends what was left empty too.
    /// - Throws: ``APIError`` 403 for another person's, 422 naming the parameter.
    init(
        _ request: Request, for principal: Principal, by grouping: UsageDimension?, isForm: Bool = false, now: Double
    ) throws {
        let parameters = request.uri.queryParameters
        func said(_ name: String) -> String? { parameters.get(name).flatMap { isForm && $0.isEmpty ? nil : $0 } }
        let span: DaySpan
        do {
            span = try DaySpan(first: said("from"), last: said("to"), zone: said("tz"), now: now)
        } catch {
            throw APIError.invalid(error.field, error.reason)
        }
        var filter: [UsageDimension: String] = [:]
        for dimension in UsageDimension.allCases where dimension != .day { filter[dimension] = said(dimension.rawValue) }
        if !principal.isAdmin, let other = filter[.user], other != principal.owner {
            throw APIError(.forbidden, "not_allowed", "What others used is for admins to see.")
        }
        self.init(span: span, grouping: grouping, filter: filter, owner: principal.isAdmin ? nil : principal.owner)
    }
}

extension AccountServices {
    /// What people call the users or keys with these identifiers.
    func usageNames(of identifiers: [String], as dimension: UsageDimension?) async throws -> [String: String] {
        let wanted = Set(identifiers)
        guard !wanted.isEmpty else { return [:] }
        var names: [String: String] = [:]
        switch dimension {
        case .user:
            for user in try await users.list() where wanted.contains(user.id) { names[user.id] = user.username }
        case .key:
            for key in try await keys.list(userID: nil) where wanted.contains(key.id) { names[key.id] = key.name }
        default:
            break
        }
        return names
    }
}
