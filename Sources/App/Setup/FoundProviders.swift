import LanguageModel
import Logging
import Providers
import Storage
import Synchronization
import Web

/// What lies around on this machine: keys in the environment, an Ollama that answers.
final class FoundProviders: Sendable {
    private let settings: Settings
    private let environment: [String: String]
    private let ollama: any ModelProvider
    private let ollamaAddress: String
    private let ollamaModels = Mutex<[String]>([])

    init(settings: Settings, environment: [String: String], crew: StageCrew) {
        self.settings = settings
        self.environment = environment
        ollamaAddress = ProviderKind.ollama.defaultBaseURL ?? ""
        ollama = crew.provider(ProviderConnection(name: Self.ollamaName, kind: .ollama, baseURL: ollamaAddress, models: []))
    }

    static let ollamaName = "local"

    /// Asks the usual address; the models there, or none.
    func lookForOllama() async -> [String] {
        let models = (try? await ollama.models()) ?? []
        ollamaModels.withLock { $0 = models }
        return models
    }

    /// A connection to the Ollama that was found.
    func ollamaConnection(_ models: [String]) -> ProviderConnection {
        ProviderConnection(name: Self.ollamaName, kind: .ollama, baseURL: ollamaAddress, models: Array(models.prefix(1)))
    }

    func list() async -> [SetupOverview.Found] {
        let keys = settings.providers.compactMap { provider -> SetupOverview.Found? in
            guard let variable = provider.kind.keyVariable, environment[variable]?.isEmpty == false else { return nil }
            let models = settings.chains.flatMap(\.models).filter { $0.provider == provider.name }.map(\.model)
            return .init(kind: provider.kind, source: variable, models: models)
        }
        let ollama = ollamaModels.withLock { $0 }
        return keys + (ollama.isEmpty ? [] : [.init(kind: .ollama, source: ollamaAddress, models: ollama)])
    }
}
