package import LanguageModel
package import Storage

/// How long what people said is kept, counted from a conversation's last use; who is not named keeps it for good.
package struct RetentionPolicy: Sendable, Hashable {
    package var limits: [RetentionGroup: Duration]

    package init(limits: [RetentionGroup: Duration] = [:]) {
        self.limits = limits
    }
}

/// What a purge took away, or would.
package struct PurgeReport: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var group: RetentionGroup
        /// Seconds since 1970: what was last used before it is too old.
        package var before: Double
        package var count: PurgeCount
    }

    package var isDryRun: Bool
    package var entries: [Entry]

    package var total: PurgeCount {
        entries.reduce(into: PurgeCount()) { $0 += $1.count }
    }

    /// Counts alone, as in `visitor: 3 conversations, 12 messages, 0 suggestions`.
    package var summary: String {
        entries.filter { !$0.count.isNothing }.map { entry in
            let count = entry.count
            return """
                \(entry.group.rawValue): \(count.conversations) conversations, \(count.messages) messages, \
                \(count.suggestions) suggestions
                """
        }.joined(separator: "; ")
    }
}

/// Takes away what is kept for longer than the operator wants, and puts on record how much that was.
package struct RetentionDesk: Sendable {
    private let policy: RetentionPolicy
    private let repository: RetentionRepository
    private let data: PersonalData
    private let audit: AuditLog
    private let time: any TimeSource

    package init(
        policy: RetentionPolicy, repository: RetentionRepository, data: PersonalData, audit: AuditLog, time: any TimeSource
    ) {
        self.policy = policy
        self.repository = repository
        self.data = data
        self.audit = audit
        self.time = time
    }

    /// - Parameter dryRun: only count.
    package func purge(dryRun: Bool = false, visit: Visit) async throws -> PurgeReport {
        var report = PurgeReport(isDryRun: dryRun, entries: [])
        let now = time.wallClock
        for group in RetentionGroup.allCases {
            guard let limit = policy.limits[group] else { continue }
            let before = now - limit.seconds
            let count = try await dryRun ? repository.count(group, before: before) : repository.purge(group, before: before)
            report.entries.append(.init(group: group, before: before, count: count))
        }
        guard !dryRun, !report.total.isNothing else { return report }
        try await data.scrub()
        try await audit.note(.dataPurged, visit: visit, detail: report.summary)
        return report
    }

    /// What the server does now and then: purges once an hour and overwrites once a day what people deleted themselves, whichever of
    /// several servers comes first. Returns how much was purged; nil when nothing was due.
    @discardableResult
    package func purgeWhenDue() async throws -> PurgeReport? {
        guard try await repository.claim("purge", every: .seconds(3600)) else { return nil }
        try await data.finishErasures()
        let report = try await purge(visit: Visit(actorID: "server"))
        if try await repository.claim("scrub", every: .seconds(24 * 3600)) { try await data.scrub() }
        return report
    }
}
