/// How far requests may travel to be answered.
package enum Reach: String, Sendable, Hashable, CaseIterable {
    case anywhere
    /// Only to models on this machine or in its own network.
    case localOnly = "local_only"

    /// Whether a model may be asked.
    /// - Parameter isLocal: whether it is on this machine or in its network.
    package func permits(isLocal: Bool) -> Bool { self == .anywhere || isLocal }
}

/// What holds for the requests that the current task sends, whoever below sends them.
///
/// An object, where a closure would say the same: optimized, Swift 6.3 crashes when a task-local value is of a function's type.
package final class OutboundRule: Sendable {
    @TaskLocal package static var current: OutboundRule?

    private let rule: @Sendable () -> Reach

    /// - Parameter rule: asked anew for every request, so that a rule that changes holds at once.
    package init(_ rule: @escaping @Sendable () -> Reach) {
        self.rule = rule
    }

    /// How far a request of the current task may travel.
    package static var reach: Reach { current?.rule() ?? .anywhere }
}
