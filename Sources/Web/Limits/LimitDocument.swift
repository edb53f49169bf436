import Foundation
import LanguageModel
import Usage

/// What a refusal says of the limit that was in the way.
struct LimitRefusalDocument: Encodable {
    var measure: String
    var scope: String
    var limit: Decimal
    var left: Decimal
    var needed: Decimal
    var renews_at: String

    init(_ refusal: LimitRefusal) {
        measure = refusal.measure.rawValue
        scope = refusal.scope
        limit = amount(refusal.limit, refusal.measure)
        left = amount(refusal.left, refusal.measure)
        needed = amount(refusal.needed, refusal.measure)
        renews_at = AvailabilityDocument.date(refusal.renewsAt)
    }
}

/// Dollars, or a count.
private func amount(_ value: Int64, _ measure: LimitRefusal.Measure) -> Decimal {
    measure.isMoney ? Decimal(string: Money(picodollars: value).description) ?? 0 : Decimal(value)
}

/// How much of one limit is used now.
struct LimitStandingDocument: Encodable {
    var scope: String
    var measure: String
    var limit: Decimal
    var used: Decimal
    var reserved: Decimal
    var left: Decimal
    var percent: Int
    var renews_at: String?
    /// Whether so much is used that whoever it is about should know.
    var is_warning: Bool

    init(_ standing: LimitStanding) {
        scope = standing.rule.target.scope.rawValue
        measure = standing.measure.rawValue
        limit = amount(standing.limit, standing.measure)
        used = amount(standing.used, standing.measure)
        reserved = amount(standing.reserved, standing.measure)
        left = amount(standing.left, standing.measure)
        percent = standing.percent
        renews_at = standing.renewsAt.map { AvailabilityDocument.date($0) }
        is_warning = standing.measure.isMoney && standing.percent >= BudgetWarning.threshold
    }
}

/// A limit as admins see it.
struct LimitDocument: Encodable {
    /// Missing for what the configuration says.
    var id: Int?
    var scope: String
    var name: String
    var requests_per_minute: Int?
    var tokens_per_minute: Int?
    var dollars_per_day: Decimal?
    var dollars_per_month: Decimal?
    /// `admin` or `configuration`.
    var source: String
    var entered_by: String?
    var updated_at: String?
    var standings: [LimitStandingDocument]?

    init(_ rule: LimitRule, standings: [LimitStanding]? = nil) {
        id = rule.id
        scope = rule.target.scope.rawValue
        name = rule.target.name
        requests_per_minute = rule.values.requestsPerMinute
        tokens_per_minute = rule.values.tokensPerMinute
        dollars_per_day = rule.values.perDay.map { amount($0.picodollars, .day) }
        dollars_per_month = rule.values.perMonth.map { amount($0.picodollars, .month) }
        source = rule.id == nil ? "configuration" : "admin"
        entered_by = rule.enteredBy
        updated_at = rule.updatedAt.map { AvailabilityDocument.date($0) }
        self.standings = standings.map { $0.map(LimitStandingDocument.init) }
    }
}
