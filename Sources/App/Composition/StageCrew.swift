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
        var providers = Dictionary(uniqueKeysWithValues: settings.providers.map { ($0.name, Member($0.configuration, make)) })
        let connected = takesConnections ? connected.filter { providers[$0.name] == nil } : []
        for connection in connected { providers[connection.name] = Member(connection.configuration, make) }
        let builtin = ProviderConfiguration(name: Self.builtin.provider, kind: .builtin)
        providers[builtin.name] = Member(builtin, make)
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
                provider: makeEmbeddingProvider(configuration, transport: transport, reach: settings.routing.reach),
                isLocal: configuration.isLocal)
        }
    }

    func deadlines(of id: ModelIdentifier) -> Deadlines { Deadlines(settings.model(id).deadlines) }

    private struct Member {
        let configuration: ProviderConfiguration
        let provider: any ModelProvider

        init(_ configuration: ProviderConfiguration, _ make: (ProviderConfiguration) -> any ModelProvider) {
            self.configuration = configuration
            provider = make(configuration)
        }
    }

    private func chainModel(_ id: ModelIdentifier, _ member: Member) -> ChainModel {
        let model = settings.model(id)
        return ChainModel(
            id: id, name: model.name, provider: member.provider, kind: member.configuration.kind,
            isLocal: member.configuration.isLocal, contextWindow: model.contextWindow,
            acceptsPrefill: model.acceptsPrefill ?? member.provider.continuesPrefill(model: id.model),
            structuredOutput: model.structuredOutput,
            deadlines: Deadlines(model.deadlines))
    }

    private func make(_ configuration: ProviderConfiguration) -> any ModelProvider {
        makeProvider(
            configuration, transport: transport, reach: settings.routing.reach,
            documents: { [documents] in documents.search($0, limit: 3) })
    }

    static let builtin = ModelIdentifier(provider: "builtin", model: "documents")
    static let defaultChain = "default"
}

extension ProviderConnection {
    var configuration: ProviderConfiguration {
        ProviderConfiguration(name: name, kind: kind, apiKey: key, baseURL: baseURL)
    }
}

extension Settings.Provider {
    fileprivate var configuration: ProviderConfiguration {
        ProviderConfiguration(name: name, kind: kind, apiKey: apiKey, baseURL: baseURL, local: isLocal)
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
