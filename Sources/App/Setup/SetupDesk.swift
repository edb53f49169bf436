import Foundation
import LanguageModel
import Logging
import Providers
import Routing
import Storage
import Web

/// Connects providers while the server runs.
struct SetupDesk: ModelSetup {
    let crew: StageCrew
    let directory: ChainDirectory
    let board: BreakerBoard
    let repository: ProviderConnectionRepository
    let found: FoundProviders
    let logger: Logger

    func overview() async -> SetupOverview {
        let models = directory.all.flatMap(\.models)
        var seen: Set<ModelIdentifier> = []
        return SetupOverview(
            builtinOnly: models.allSatisfy { $0.id.provider == StageCrew.builtin.provider },
            models: models.filter { seen.insert($0.id).inserted }.map {
                .init(
                    id: $0.id.description, name: $0.name, provider: $0.id.provider, available: board.phase(of: $0.id) == .closed)
            }, found: await found.list())
    }

    func connect(_ request: ProviderConnectionRequest, reach: Reach) async throws -> ConnectedProvider {
        guard crew.takesConnections else { throw SetupError.chainsFixed }
        if request.kind.keyVariable != nil, request.apiKey == nil, request.baseURL == nil { throw SetupError.keyMissing }
        if let address = request.baseURL { try Self.check(address) }
        var connection = ProviderConnection(
            name: request.kind.rawValue, kind: request.kind, baseURL: request.baseURL, key: request.apiKey, models: request.models
        )
        guard reach.permits(isLocal: connection.configuration.isLocal) else { throw SetupError.cloudDisabled }
        let listed: [String]
        do {
            listed = try await crew.provider(connection).models()
        } catch let failure as ModelFailure {
            throw SetupError.refused(failure)
        }
        if connection.models.isEmpty {
            let usual = request.kind.defaultModels.filter { listed.isEmpty || listed.contains($0) }
            connection.models = usual.isEmpty ? Array(listed.prefix(1)) : usual
        }
        guard !connection.models.isEmpty else { throw SetupError.noModels }
        try await repository.upsert(connection)
        putOnStage(connection)
        logger.info("Connected provider \(connection.name) with \(connection.models.joined(separator: ", "))")
        return ConnectedProvider(provider: connection.name, models: connection.models)
    }

    /// Has the chains played anew with `connection` among them.
    func putOnStage(_ connection: ProviderConnection) {
        crew.add(connection)
        directory.replace(with: crew.chains())
        for model in connection.models { board.reset(ModelIdentifier(provider: connection.name, model: model)) }
    }

    private static func check(_ address: String) throws {
        guard let url = URL(string: address), url.scheme == "http" || url.scheme == "https", url.host() != nil else {
            throw SetupError.badAddress
        }
    }
}
