import Knowledge
import LanguageModel
import Providers
import Routing
import Storage
import Synchronization

/// Puts providers and chains together from the settings and what is stored, and again whenever that changes while the server
/// runs.
final class StageCrew: Sendable {
    private let settings: Settings
    private let transport: any Transport
    private let documents: PassageIndex
    private let additions = Mutex(Additions())

    /// What came to the settings while the server runs.
    private struct Additions: Hashable {
        /// Found without anybody's doing.
        var found: [ProviderConnection] = []
        var stored: [ProviderConnection] = []
        /// By the chain's name.
        var chains: [String: [ModelIdentifier]] = [:]
    }

    init(settings: Settings, transport: any Transport, documents: PassageIndex) {
        self.settings = settings
        self.transport = transport
        self.documents = documents
    }

    /// Whether models that are found or connected may join the default chain; not where the operator wrote it down.
    var takesConnections: Bool { settings.defaultChainIsDerived }

    /// Providers that came by themselves or through the page, in the order in which they came.
    var connected: [ProviderConnection] {
        let (stored, found) = additions.withLock { ($0.stored, $0.found) }
        let names = Set(settings.providers.map(\.name) + [Self.builtin.provider])
        return (stored + found.filter { one in !stored.contains { $0.name == one.name } }).filter { !names.contains($0.name) }
    }

    /// Adds one that was found.
    func add(_ connection: ProviderConnection) {
        additions.withLock { additions in
            additions.found.removeAll { $0.name == connection.name }
            additions.found.append(connection)
        }
    }

    /// Takes over what is stored.
    /// - Returns: the names of the providers that are not as they were; nil when nothing has changed at all.
    func take(connections: [ProviderConnection], chains: [String: [ModelIdentifier]]) -> Set<String>? {
        additions.withLock { additions in
            let before = additions
            additions.stored = connections
            additions.chains = chains
            guard additions != before else { return nil }
            return Set(Set(before.stored).symmetricDifference(connections).map(\.name))
        }
    }

    /// A provider to try out, on stage or not.
    func provider(_ connection: ProviderConnection) -> any ModelProvider { make(connection.configuration) }

    func provider(_ configuration: ProviderConfiguration) -> any ModelProvider { make(configuration) }

    /// Every provider there is: the configured ones, those that came later, the built-in one.
    var configurations: [ProviderConfiguration] {
        let builtin = ProviderConfiguration(name: Self.builtin.provider, kind: .builtin)
        let configured = settings.providers.map(\.configuration).filter { $0.name != builtin.name }
        return configured + connected.map(\.configuration) + [builtin]
    }

    func configuration(of provider: String) -> ProviderConfiguration? { configurations.first { $0.name == provider } }

    /// What the configuration, with those who joined it, says of a chain; nil where it says nothing.
    func configuredModels(of chain: String) -> [ModelIdentifier]? {
        guard let chain = settings.chain(named: chain) else { return nil }
        guard chain.name == Self.defaultChain, takesConnections else { return chain.models }
        let joining = connected.flatMap { connection in
            connection.models.map { ModelIdentifier(provider: connection.name, model: $0) }
        }
        return joining.isEmpty ? chain.models : chain.models.filter { $0 != Self.builtin } + joining
    }

    /// The chains as they are to be played; none is empty. A stored one of whose providers none is left gives way to the
    /// configured one, or to none.
    func chains() -> [Chain] {
        let members = Dictionary(configurations.map { ($0.name, Member($0, make)) }) { first, _ in first }
        let stored = additions.withLock { $0.chains }
        let names = settings.chains.map(\.name) + stored.keys.filter { settings.chain(named: $0) == nil }.sorted()
        return names.compactMap { name in
            let lists = [stored[name], configuredModels(of: name)].compactMap(\.self)
            let playable = lists.map { $0.compactMap { id in members[id.provider].map { chainModel(id, $0) } } }
            return playable.first { !$0.isEmpty }.map { Chain(name: name, models: $0) }
        }
    }

    /// A model, whether or not a chain names it; nil when there is no such provider.
    func model(_ id: ModelIdentifier) -> ChainModel? {
        configuration(of: id.provider).map { chainModel(id, Member($0, make)) }
    }

    /// Every provider there is, as a source of vectors.
    func embeddingSources() -> [EmbeddingSource] {
        configurations.map { configuration in
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
