package import LanguageModel
import Providers

/// Asks the servers behind a chain's models whether they are there, without asking a model anything.
package struct ModelServers: Sendable {
    /// How one server did.
    package struct Report: Sendable, Hashable {
        package var provider: String
        /// nil when it answered.
        package var problem: ModelFailure.Kind?
        package var latency: Duration
    }

    private let time: any TimeSource
    private let patience: Duration

    /// - Parameter patience: how long a server may take.
    package init(time: any TimeSource, patience: Duration = .seconds(3)) {
        self.time = time
        self.patience = patience
    }

    /// Every provider of `chain` once, in the chain's order; all are asked at the same time.
    package func check(_ chain: Chain) async -> [Report] {
        var seen: Set<String> = []
        let models = chain.models.filter { seen.insert($0.id.provider).inserted }
        return await withTaskGroup(of: (Int, Report).self) { group in
            for (place, model) in models.enumerated() {
                group.addTask { (place, await check(model)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func check(_ model: ChainModel) async -> Report {
        let startedAt = time.now
        let problem = await withTaskGroup(of: ModelFailure.Kind?.self) { group in
            group.addTask {
                do {
                    _ = try await model.provider.models()
                    return nil
                } catch {
                    return (error as? ModelFailure)?.kind ?? .malformed
                }
            }
            group.addTask { [time, patience] in
                try? await time.sleep(until: startedAt + patience)
                return .connect
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        return Report(provider: model.id.provider, problem: problem, latency: time.now - startedAt)
    }
}
