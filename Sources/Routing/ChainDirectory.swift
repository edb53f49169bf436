import LanguageModel
import Synchronization

/// The chains that are played now, by name; exchanged as a whole when a provider is connected while the server runs.
package final class ChainDirectory: Sendable {
    private let chains: Mutex<[String: Chain]>

    package init(_ chains: [Chain]) {
        self.chains = Mutex(Dictionary(chains.map { ($0.name, $0) }) { _, last in last })
    }

    package subscript(name: String) -> Chain? {
        chains.withLock { $0[name] }
    }

    /// All chains, by name.
    package var all: [Chain] {
        chains.withLock { $0.values.sorted { $0.name < $1.name } }
    }

    /// Every model that some chain names, once, in the order of the chains.
    package var models: [ChainModel] {
        var seen: Set<ModelIdentifier> = []
        return all.flatMap(\.models).filter { seen.insert($0.id).inserted }
    }

    package func replace(with chains: [Chain]) {
        self.chains.withLock { $0 = Dictionary(chains.map { ($0.name, $0) }) { _, last in last } }
    }

    /// A chain for what a caller names as `model`: a chain's name, or one model as a chain of its own.
    package func resolve(_ name: String) -> Chain? {
        if let chain = self[name] { return chain }
        return models.first { $0.id.description == name }.map { Chain(name: name, models: [$0]) }
    }
}
