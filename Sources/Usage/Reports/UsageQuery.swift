/// What answers can be told apart by, by the names that the API has for it.
package enum UsageDimension: String, Sendable, Hashable, CaseIterable {
    case day
    case model
    case provider
    case user
    case assistant
    case key
    case surface

    /// nil for the day, which is made of the moment.
    var column: String? {
        switch self {
        case .day: nil
        case .model: "model_identifier"
        case .provider: "provider"
        case .user: "user_id"
        case .assistant: "assistant"
        case .key: "key_id"
        case .surface: "surface"
        }
    }

    /// Whether attempts have it too: their tokens and failures are then their own model's and not those of the one that
    /// answered in the end.
    var isOfAttempts: Bool { self == .model || self == .provider }
}

/// Which answers a report is about, and by what it tells them apart.
package struct UsageQuery: Sendable, Hashable {
    package var span: DaySpan
    /// nil for totals alone.
    package var grouping: UsageDimension?
    /// Only answers with these values; a day is no filter.
    package var filter: [UsageDimension: String]
    /// Only those of this user, visitor or key.
    package var owner: String?

    package init(
        span: DaySpan, grouping: UsageDimension? = nil, filter: [UsageDimension: String] = [:], owner: String? = nil
    ) {
        self.span = span
        self.grouping = grouping
        self.filter = filter
        self.owner = owner
    }
}
