import Chat
import Knowledge
import Ledger
import Storage

extension HealthBoard.Probe {
    /// The parts that `/api/v1/health` tells of.
    static func all(
        store: DataStore, indexes: KnowledgeIndexes, answers: RunningAnswers
    ) -> [HealthBoard.Probe] {
        [
            .init(name: "accepting", isRequired: true) { .init(isFine: !answers.isDraining) },
            .init(name: "cache", kind: "memory") { .init(isFine: true) },
            .init(name: "database", isRequired: true, kind: "\(store.database.dialect)") {
                .init(isFine: await store.isReachable)
            },
            .init(name: "knowledge") {
                .init(isFine: true, pending: try await indexes.keywords.pending())
            },
            .init(name: "ledger", isRequired: true) { .init(isFine: store.journal.isWritable) },
            .init(
                name: "vectors", kind: indexes.vectors?.store.kind.rawValue,
                ask: indexes.vectors.map { vectors -> @Sendable () async throws -> HealthBoard.Finding in
                    {
                        _ = try await vectors.store.collections()
                        return HealthBoard.Finding(isFine: true, pending: try await vectors.feed.pending())
                    }
                }),
        ]
    }
}
