package import Foundation
package import LanguageModel

/// A report as the API and the command give it: names with underscores, money as exact decimals of dollars.
package struct UsageDocument: Encodable, Sendable {
    struct Percentiles: Encodable {
        var p50: Double
        var p95: Double
        var p99: Double
    }

    struct Group: Encodable {
        var key: String?
        var name: String?
        var answers: Int
        var completed: Int
        var failed: Int
        var attempts: Int
        var fallbacks: Int
        var tokens: [String: Int]
        var cost: Decimal?
        var unpriced: Int
        var estimated: Int
        var latency_ms: Percentiles?
        var first_content_ms: Percentiles?
        var fallback_share: Double?
        var error_share: Double?
        var cache_share: Double?
    }

    private var from: String
    private var to: String
    private var time_zone: String
    private var group_by: String?
    private var currency = "USD"
    private var totals: Group
    private var groups: [Group]
    private var truncated: Bool

    /// - Parameter names: what people call users and keys; by their identifiers.
    package init(_ report: UsageReport, names: [String: String] = [:]) {
        from = report.query.span.first
        to = report.query.span.last
        time_zone = report.query.span.name
        group_by = report.query.grouping?.rawValue
        totals = Group(report.totals, name: nil)
        groups = report.groups.map { group in Group(group, name: group.key.flatMap { names[$0] }) }
        truncated = report.isCut
    }
}

extension UsageDocument.Group {
    fileprivate init(_ group: UsageGroup, name: String?) {
        let figures = group.figures
        key = group.key
        self.name = name
        answers = figures.answers
        completed = figures.completed
        failed = figures.failed
        attempts = figures.attempts
        fallbacks = figures.fallbacks
        tokens = Dictionary(uniqueKeysWithValues: TokenClass.allCases.map { ($0.rawValue, figures.usage[$0]) })
        cost = figures.cost?.decimal
        unpriced = figures.unpriced
        estimated = figures.estimated
        latency_ms = figures.latency.map { .init(p50: $0.p50, p95: $0.p95, p99: $0.p99) }
        first_content_ms = figures.firstContent.map { .init(p50: $0.p50, p95: $0.p95, p99: $0.p99) }
        fallback_share = figures.fallbackShare
        error_share = group.errorShare
        cache_share = figures.cacheShare
    }
}

extension Money {
    /// In dollars, exact.
    package var decimal: Decimal {
        Decimal(sign: picodollars < 0 ? .minus : .plus, exponent: -12, significand: Decimal(picodollars.magnitude))
    }
}
