import Knowledge
import LanguageModel
import Providers
import Routing
import Storage
import Synchronization

/// Puts providers and chains together from the settings, and again whenever a provider is connected while the server
/// runs.
final class StageCrew: Sendable {
    private let settings: Settings
    private let transport: any Transport
    private let documents: PassageIndex
    private let connections = Mutex<[ProviderConnection]>([])

    init(settings: Settings, transport: any Transport, documents: PassageIndex) {
        self.settings = settings
        self.transport = transport
        self.documents = documents
    }

    /// Whether models that are found or connected may join the default chain; not where the operator wrote it down.
    var takesConnections: Bool { settings.defaultChainIsDerived }

    /// Providers that came by themselves or through the page, in the order in which they came.
    var connected: [ProviderConnection] { connections.withLock { $0 } }

    func add(_ connection: ProviderConnection) {
        connections.withLock { connections in
            connections.removeAll { $0.name == connection.name }
            connections.append(connection)
        }
    }

    /// A provider to try out, on stage or not.
    func provider(_ connection: ProviderConnection) -> any ModelProvider {
        make(connection.configuration)
    }

    func chains() -> [Chain] {
        var providers = Dictionary(uniqueKeysWithValues: settings.providers.map { ($0.name, make($0.configuration)) })
        let connected = takesConnections ? connected.filter { providers[$0.name] == nil } : []
        for connection in connected { providers[connection.name] = provider(connection) }
        providers[Self.builtin.provider] = make(ProviderConfiguration(name: Self.builtin.provider, kind: .builtin))
        return settings.chains.map { chain in
            var models = chain.models
            if chain.name == Self.defaultChain {
                let joining = connected.flatMap { connection in
                    connection.models.map { ModelIdentifier(provider: connection.name, model: $0) }
                }
                if !joining.isEmpty { models = models.filter { $0 != Self.builtin } + joining }
            }
            return Chain(name: chain.name, models: models.compactMap { id in providers[id.provider].map { chainModel(id, $0) } })
        }
    }

    /// Every provider there is, as a source of vectors; `chains()` names the same ones.
    func embeddingSources() -> [EmbeddingSource] {
        let configured = settings.providers.map(\.configuration)
        let names = Set(configured.map(\.name))
        let connected = takesConnections ? connected.filter { !names.contains($0.name) }.map(\.configuration) : []
        let builtin = ProviderConfiguration(name: Self.builtin.provider, kind: .builtin)
        return (configured.filter { $0.name != builtin.name } + connected + [builtin]).map { configuration in
            EmbeddingSource(
                name: configuration.name, kind: configuration.kind,
                provider: makeEmbeddingProvider(configuration, transport: transport))
        }
    }

    func deadlines(of id: ModelIdentifier) -> Deadlines { Deadlines(settings.model(id).deadlines) }

    private func chainModel(_ id: ModelIdentifier, _ provider: any ModelProvider) -> ChainModel {
        let model = settings.model(id)
        return ChainModel(
            id: id, name: model.name, provider: provider, contextWindow: model.contextWindow,
            acceptsPrefill: model.acceptsPrefill ?? provider.continuesPrefill(model: id.model),
            deadlines: Deadlines(model.deadlines))
    }

    private func make(_ configuration: ProviderConfiguration) -> any ModelProvider {
        makeProvider(configuration, transport: transport, documents: { [documents] in documents.search($0, limit: 3) })
    }

    static let builtin = ModelIdentifier(provider: "builtin", model: "documents")
    static let defaultChain = "default"
}

extension ProviderConnection {
    fileprivate var configuration: ProviderConfiguration {
        ProviderConfiguration(name: name, kind: kind, apiKey: key, baseURL: baseURL)
    }
}

extension Settings.Provider {
    fileprivate var configuration: ProviderConfiguration {
        ProviderConfiguration(name: name, kind: kind, apiKey: apiKey, baseURL: baseURL)
    }
}

extension Deadlines {
    fileprivate init(_ settings: Settings.Deadlines) {
        self.init()
        connect = settings.connect
        firstContent = settings.firstContent
        lastFirstContent = settings.lastFirstContent
        idle = settings.idle
        total = settings.total
    }
}
