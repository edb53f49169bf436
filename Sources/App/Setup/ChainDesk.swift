import Accounts
import LanguageModel
import Logging
import Providers
import Routing
import Storage
import Web

/// Where chains are edited while the server runs. Every change is a version of its own, none is ever changed afterwards.
struct ChainDesk: ChainKeeping {
    let keeper: StageKeeper
    let audit: AuditLog
    let users: UserDesk
    /// The names of the assistants that play a chain.
    let assistants: @Sendable (String) async -> [String]
    let time: any TimeSource
    let logger: Logger

    private static let longest = 50
    private var crew: StageCrew { keeper.crew }

    func list() async throws -> [EditableChain] {
        let latest = try await keeper.versions.current()
        let names = Set(latest.map(\.chain) + keeper.directory.all.map(\.name))
        let authors = try await users.names(of: Set(latest.compactMap(\.createdBy)))
        var chains: [EditableChain] = []
        for name in names.sorted() {
            chains.append(await editable(name, latest.first { $0.chain == name }, authors))
        }
        return chains
    }

    func chain(_ name: String) async throws -> EditableChain {
        let latest = try await keeper.versions.versions(of: name).first
        guard latest != nil || crew.configuredModels(of: name) != nil else { throw ChainEditError.notFound }
        return await editable(name, latest, try await users.names(of: Set([latest?.createdBy].compactMap(\.self))))
    }

    func versions(of chain: String) async throws -> [EditableChain.Version] {
        let versions = try await keeper.versions.versions(of: chain)
        let authors = try await users.names(of: Set(versions.compactMap(\.createdBy)))
        return versions.map { .init($0, authors) }
    }

    func check(_ models: [String]) throws(ChainEditError) -> [ModelIdentifier] {
        guard !models.isEmpty else { throw ChainEditError.empty }
        guard models.count <= Self.longest else { throw ChainEditError.tooLong(limit: Self.longest) }
        let providers = crew.configurations.map(\.name)
        var seen: Set<ModelIdentifier> = []
        return try models.map { (text) throws(ChainEditError) in
            guard text.utf8.count <= 256, !text.contains(where: { $0.isWhitespace || $0.isNewline }),
                text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }), let id = ModelIdentifier(text)
            else { throw ChainEditError.badModel(text) }
            guard providers.contains(id.provider) else {
                throw ChainEditError.unknownProvider(id.provider, nearest: nearest(to: id.provider, in: providers))
            }
            guard seen.insert(id).inserted else { throw ChainEditError.twice(text) }
            return id
        }
    }

    func save(_ name: String, models: [String], version: Int, visit: Visit) async throws -> EditableChain {
        guard EditableChain.isName(name) || crew.configuredModels(of: name) != nil else { throw ChainEditError.badName(name) }
        let models = try check(models)
        try await add(models, to: name, after: version, visit)
        let detail = models.map(\.description).joined(separator: ", ")
        try await audit.note(.chainChanged, visit: visit, subject: name, detail: detail)
        logger.info("Chain \(name) is now \(detail)")
        return try await chain(name)
    }

    func takeBack(_ name: String, version: Int, visit: Visit) async throws {
        let chain = try await chain(name)
        guard chain.source == .stored else { throw ChainEditError.nothingToTakeBack }
        if !chain.isConfigured {
            guard chain.assistants.isEmpty else { throw ChainEditError.usedBy(assistants: chain.assistants) }
        }
        try await add(nil, to: name, after: version, visit)
        try await audit.note(
            .chainTakenBack, visit: visit, subject: name, detail: chain.isConfigured ? "to the configuration" : "deleted")
        logger.info("Chain \(name) is \(chain.isConfigured ? "as configured again" : "deleted")")
    }

    func restore(_ name: String, number: Int, version: Int, visit: Visit) async throws -> EditableChain {
        guard let old = try await keeper.versions.versions(of: name).first(where: { $0.number == number }) else {
            throw ChainEditError.noSuchVersion(number)
        }
        if let models = old.models {
            return try await save(name, models: models.map(\.description), version: version, visit: visit)
        }
        try await takeBack(name, version: version, visit: visit)
        return try await chain(name)
    }

    private func add(_ models: [ModelIdentifier]?, to name: String, after version: Int, _ visit: Visit) async throws {
        do {
            _ = try await keeper.versions.add(models, to: name, after: version, by: visit.actorID)
        } catch is ChainVersionConflict {
            throw ChainEditError.changedMeanwhile
        }
        try await keeper.refresh()
    }

    private func editable(_ name: String, _ latest: ChainVersion?, _ authors: [String: String]) async -> EditableChain {
        let configured = crew.configuredModels(of: name)
        let source: EditableChain.Source =
            if latest?.models != nil { .stored } else if configured != nil { .configuration } else { .takenAway }
        let models = (latest?.models ?? configured ?? []).map { id in
            let model = crew.model(id)
            return AIClient.Model(
                id: id, name: model?.name ?? id.model,
                state: model == nil ? ModelState(phase: .gone) : keeper.board.state(of: id, at: time.now))
        }
        return EditableChain(
            name: name, models: models, source: source, isConfigured: configured != nil,
            latest: latest.map { .init($0, authors) }, assistants: await assistants(name))
    }
}

extension EditableChain.Version {
    fileprivate init(_ version: ChainVersion, _ authors: [String: String]) {
        self.init(
            number: version.number, models: version.models, createdAt: version.createdAt,
            createdBy: version.createdBy.map { authors[$0] ?? $0 })
    }
}
