package import LanguageModel

/// The catalogues in memory, kept in step with the database: what changed since is taken over at most a second after it did,
/// whichever process changed it.
package actor CatalogueShelf {
    private struct Volume {
        var catalogue: Catalogue
        var state: CatalogueRepository.State
        var lookedAt: Duration
    }

    package nonisolated let repository: CatalogueRepository
    private let time: any TimeSource
    private var volumes: [String: Volume] = [:]
    private var loads: [String: Task<Void, any Error>] = [:]

    private static let patience: Duration = .seconds(1)
    private static let page = 5000

    package init(repository: CatalogueRepository, time: any TimeSource) {
        self.repository = repository
        self.time = time
    }

    /// The catalogue as it was a second ago at most; as it was last seen while the database is away. nil when nothing was ever
    /// in it.
    package func catalogue(_ id: String) async -> Catalogue? {
        let isFresh = volumes[id].map { time.now - $0.lookedAt < Self.patience } ?? false
        if !isFresh {
            // Somebody else's look is good enough, and while there is an older copy nobody waits for a long one.
            if loads[id] == nil || volumes[id] == nil { try? await refresh(id) }
        }
        return volumes[id]?.catalogue
    }

    /// Takes over what has changed until now.
    /// - Throws: ``Storage/StorageError``.
    package func refresh(_ id: String) async throws {
        while let load = loads[id] { _ = await load.result }
        let load = Task { try await self.load(id) }
        loads[id] = load
        let result = await load.result
        if loads[id] == load { loads[id] = nil }
        try result.get()
    }

    private func load(_ id: String) async throws {
        let now = time.now
        guard let state = try await repository.state(of: id) else {
            volumes[id] = nil
            return
        }
        var volume = volumes[id] ?? Volume(catalogue: Catalogue(), state: .init(version: -1, rebuilt: 0), lookedAt: now)
        volume.lookedAt = now
        if state.version > volume.state.version {
            if state.rebuilt > volume.state.version { volume.catalogue = Catalogue() }
            let known = state.rebuilt > volume.state.version ? -1 : volume.state.version
            var last: String?
            while true {
                let items = try await repository.items(in: id, after: last, changedAfter: known, limit: Self.page)
                for item in items { volume.catalogue.put(item) }
                guard items.count == Self.page, let end = items.last?.id else { break }
                last = end
            }
            volume.state = state
        }
        volumes[id] = volume
    }
}
