import LanguageModel
import Logging
import Routing
import Storage
import Synchronization

/// Keeps what is on stage in line with what is stored: connected providers, and chains as admins have edited them.
final class StageKeeper: Sendable {
    let crew: StageCrew
    let directory: ChainDirectory
    let board: BreakerBoard
    let connections: ProviderConnectionRepository
    let versions: ChainVersionRepository
    private let reads = Mutex((begun: 0, taken: 0))

    init(
        crew: StageCrew, directory: ChainDirectory, board: BreakerBoard, connections: ProviderConnectionRepository,
        versions: ChainVersionRepository
    ) {
        self.crew = crew
        self.directory = directory
        self.board = board
        self.connections = connections
        self.versions = versions
    }

    /// Reads what is stored and, when it is not what is played, has it played from now on. Answers under way end as they began.
    /// - Throws: ``Storage/StorageError``
    func refresh() async throws {
        let number = reads.withLock { reads in
            reads.begun += 1
            return reads.begun
        }
        let connections = try await connections.list()
        let chains = try await versions.current().reduce(into: [:]) { $0[$1.chain] = $1.models }
        // What was read before somebody else's newer reading may be older than it.
        reads.withLock { reads in
            guard number > reads.taken else { return }
            reads.taken = number
            guard let changed = crew.take(connections: connections, chains: chains) else { return }
            directory.replace(with: crew.chains())
            for model in directory.models where changed.contains(model.id.provider) { board.reset(model.id) }
        }
    }

    /// Has the chains played anew with `connection`, which was found, among them.
    func putOnStage(_ connection: ProviderConnection) {
        crew.add(connection)
        // Under the same lock as a reading of what is stored, so that neither plays what the other has just replaced.
        reads.withLock { _ in directory.replace(with: crew.chains()) }
    }
}
