import Accounts
import LanguageModel
import Logging
import Routing
import Storage
import Web

/// The first-run panel's way to connect providers.
struct SetupDesk: ModelSetup {
    let clients: ClientDesk
    let found: FoundProviders
    private var keeper: StageKeeper { clients.keeper }
    var crew: StageCrew { keeper.crew }
    var logger: Logger { clients.logger }

    func overview() async -> SetupOverview {
        let models = keeper.directory.all.flatMap(\.models)
        var seen: Set<ModelIdentifier> = []
        return SetupOverview(
            builtinOnly: models.allSatisfy { $0.id.provider == StageCrew.builtin.provider },
            models: models.filter { seen.insert($0.id).inserted }.map {
                .init(
                    id: $0.id.description, name: $0.name, provider: $0.id.provider,
                    available: keeper.board.phase(of: $0.id) == .closed)
            }, found: await found.list())
    }

    func connect(_ request: ProviderConnectionRequest, asker: String?, visit: Visit) async throws -> ConnectedProvider {
        guard crew.takesConnections else { throw SetupError.chainsFixed }
        return try await clients.connect(request, asker: asker, visit: visit)
    }

    /// Has the chains played anew with `connection`, which was found, among them.
    func putOnStage(_ connection: ProviderConnection) {
        keeper.putOnStage(connection)
    }
}
