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
package enum OutboundRule {
    /// Asked anew for every request, so that a rule that changes holds at once.
    @TaskLocal package static var reach: @Sendable () -> Reach = { .anywhere }
}
