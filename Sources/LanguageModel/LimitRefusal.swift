/// Why a request was not let through: a limit that holds for whoever asked.
package struct LimitRefusal: Error, Sendable, Hashable {
    /// What is limited; raw values are stable.
    package enum Measure: String, Sendable, Hashable, CaseIterable {
        case requests = "requests_per_minute"
        case tokens = "tokens_per_minute"
        case day = "dollars_per_day"
        case month = "dollars_per_month"

        package var isMoney: Bool { self == .day || self == .month }
    }

    package enum Cause: Sendable, Hashable {
        /// Not enough is left.
        case spent
        /// Money is limited, and what this model costs is not known.
        case unpriced(ModelIdentifier)
        /// What is left could not be read.
        case unavailable
    }

    package var cause: Cause
    package var measure: Measure
    /// Who the limit is for: `user`, `key`, `assistant` or `role`.
    package var scope: String
    /// Requests, tokens, or picodollars, as `measure` has it.
    package var limit: Int64
    package var left: Int64
    /// What the request may need at most.
    package var needed: Int64
    /// Until asking again makes sense.
    package var retryAfter: Duration
    /// When all of it is there again, seconds since 1970.
    package var renewsAt: Double

    package init(
        cause: Cause = .spent, measure: Measure, scope: String, limit: Int64, left: Int64, needed: Int64, retryAfter: Duration,
        renewsAt: Double
    ) {
        self.cause = cause
        self.measure = measure
        self.scope = scope
        self.limit = limit
        self.left = left
        self.needed = needed
        self.retryAfter = retryAfter
        self.renewsAt = renewsAt
    }

    /// Stable, for callers.
    package var code: String {
        switch cause {
        case .spent: measure.isMoney ? "budget_exceeded" : "rate_limit_exceeded"
        case .unpriced: "price_unknown"
        case .unavailable: "limits_unavailable"
        }
    }

    /// The amount in its own unit, such as `0.25` dollars or `60` requests.
    package func text(_ amount: Int64) -> String {
        measure.isMoney ? Money(picodollars: amount).description : String(amount)
    }
}
