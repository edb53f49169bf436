/// What follows from an attempt: pure, so that every wait can be tested.
package enum WebhookSchedule {
    package enum Verdict: Sendable, Hashable {
        case delivered
        case again(after: Duration)
        /// No further attempt.
        case dead
        /// No further attempt, and none for any other event: the endpoint says that it is no more.
        case gone
    }

    /// How long is waited after each attempt.
    package static let waits: [Duration] = [
        .seconds(5), .seconds(30), .seconds(120), .seconds(600), .seconds(3600), .seconds(3 * 3600), .seconds(8 * 3600),
        .seconds(24 * 3600),
    ]

    /// How far a wait may be from what it is, up or down.
    package static let spread = 0.1

    /// The longest Retry-After that is waited for.
    package static let longest = Duration.seconds(24 * 3600)

    /// - Parameters:
    ///   - attempt: 1 for the first.
    ///   - jitter: a random number in 0..<1.
    package static func verdict(on reply: WebhookReply, attempt: Int, jitter: Double) -> Verdict {
        guard reply.failure != nil else { return .delivered }
        if reply.status == 410 { return .gone }
        guard attempt >= 1, attempt <= waits.count else { return .dead }
        let wait = waits[attempt - 1] * (1 + spread * (2 * jitter - 1))
        guard reply.status == 429 || reply.status == 503, let asked = reply.retryAfter else { return .again(after: wait) }
        return .again(after: max(wait, min(asked, longest)))
    }
}
