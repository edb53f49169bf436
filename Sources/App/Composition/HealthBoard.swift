import LanguageModel
import Web

/// Asks every part of the server how it is, at most once in two seconds, however often it is asked itself.
actor HealthBoard {
    /// What a part says of itself.
    struct Finding: Sendable {
        var isFine: Bool
        var pending: Int?
    }

    struct Probe: Sendable {
        var name: String
        var isRequired = false
        var kind: String?
        /// nil for a part that is not in use; what it throws means that the part is down.
        var ask: (@Sendable () async throws -> Finding)?
    }

    private let probes: [Probe]
    private let time: any TimeSource
    private var last: (at: Duration, checks: Task<[HealthCheck], Never>)?

    private static let freshness: Duration = .seconds(2)
    /// A part that says nothing for so long is down.
    private static let patience: Duration = .milliseconds(1500)

    init(_ probes: [Probe], time: any TimeSource) {
        self.probes = probes
        self.time = time
    }

    /// How each part is, in the order of the probes.
    func checks() async -> [HealthCheck] {
        if let last, time.now - last.at < Self.freshness { return await last.checks.value }
        let task = Task { [probes, time] in
            await withTaskGroup(of: (Int, HealthCheck).self) { group in
                for (place, probe) in probes.enumerated() {
                    group.addTask { (place, await Self.check(probe, time)) }
                }
                var checks: [(Int, HealthCheck)] = []
                for await check in group { checks.append(check) }
                return checks.sorted { $0.0 < $1.0 }.map(\.1)
            }
        }
        last = (time.now, task)
        return await task.value
    }

    private static func check(_ probe: Probe, _ time: any TimeSource) async -> HealthCheck {
        guard let ask = probe.ask else {
            return HealthCheck(name: probe.name, status: .off, isRequired: probe.isRequired, kind: probe.kind)
        }
        let began = time.now
        // Whoever answers first counts: a part that hangs may not even notice that nobody waits for it any more.
        let (findings, continuation) = AsyncStream.makeStream(of: Finding.self)
        let asking = Task { continuation.yield((try? await ask()) ?? Finding(isFine: false)) }
        let bell = Task {
            try await time.sleep(until: began + patience)
            continuation.yield(Finding(isFine: false))
        }
        defer {
            asking.cancel()
            bell.cancel()
        }
        var iterator = findings.makeAsyncIterator()
        let finding = await iterator.next() ?? Finding(isFine: false)
        return HealthCheck(
            name: probe.name, status: finding.isFine ? .ok : .down, isRequired: probe.isRequired, latency: time.now - began,
            kind: probe.kind, pending: finding.pending)
    }
}
