import HTTPTypes
import LanguageModel
import Usage

extension APIError {
    /// A refusal in words, with what is left and when it renews.
    init(_ refusal: LimitRefusal) {
        let left = refusal.text(refusal.left)
        let limit = refusal.text(refusal.limit)
        let whose = "the \(refusal.scope)'s"
        let renewal = AvailabilityDocument.date(refusal.renewsAt)
        switch refusal.cause {
        case .unavailable:
            self.init(
                .serviceUnavailable, refusal.code,
                "What is left of the budget cannot be read right now, so nothing was asked. Please try again shortly.",
                retryAfter: refusal.retryAfter)
            return
        case .unpriced(let model):
            self.init(
                .forbidden, refusal.code,
                """
                Money is limited here (\(whose) budget) and nobody knows what \(model) costs, so it was not asked. \
                An admin can enter its price, or set budgets.unpriced to count_as_zero.
                """)
            return
        case .spent where refusal.measure.isMoney:
            let period = refusal.measure == .day ? "day" : "month"
            self.init(
                .tooManyRequests, refusal.code,
                """
                This could cost up to $\(refusal.text(refusal.needed)), and $\(left) is left of \(whose) budget of $\(limit) \
                a \(period). It renews at \(renewal).
                """, retryAfter: refusal.retryAfter)
        case .spent:
            let unit = refusal.measure == .requests ? "requests" : "tokens"
            self.init(
                .tooManyRequests, refusal.code,
                "\(left) of \(whose) \(limit) \(unit) a minute are left, and this needs up to \(refusal.needed).",
                retryAfter: refusal.retryAfter)
        }
        self.limit = refusal
        // Headers hold whole numbers, so money is in millionths of a dollar.
        let unit: Int64 = refusal.measure.isMoney ? 1_000_000 : 1
        let window: Int
        switch refusal.measure {
        case .requests, .tokens: window = 60
        case .day: window = 86_400
        case .month: window = 30 * 86_400
        }
        headers.tellLimit(
            Int(refusal.limit / unit), remaining: Int(refusal.left / unit),
            reset: max(1, Int(refusal.retryAfter.seconds.rounded(.up))), window: window)
    }

    init(_ fault: LimitFault) {
        switch fault {
        case .invalid(let field, let reason): self = .invalid(field, reason)
        case .taken(let target):
            self.init(.conflict, "limit_taken", "There is a limit for \(target) already; change that one.", field: "name")
        case .notFound: self.init(.notFound, "not_found", "There is no such limit.")
        }
    }
}
