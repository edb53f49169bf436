package import LanguageModel
package import Providers
import Synchronization

/// A provider as the directory sees it.
package struct EmbeddingSource: Sendable {
    /// The key under `providers:`.
    package var name: String
    package var kind: ProviderKind
    /// nil when it has no embeddings.
    package var provider: (any EmbeddingProvider)?
    package var isLocal: Bool

    package init(name: String, kind: ProviderKind, provider: (any EmbeddingProvider)?, isLocal: Bool = false) {
        self.name = name
        self.kind = kind
        self.provider = provider
        self.isLocal = isLocal
    }
}

/// Why a name means no model that embeds.
package enum EmbeddingNameError: Error, Sendable, Hashable {
    case unknown(name: String, nearest: String?)
    /// Several providers list a model of this name.
    case ambiguous(name: String, candidates: [String])
    case noEmbeddings(provider: String, kind: ProviderKind)
}

/// Finds the model that a caller names for embeddings.
///
/// `provider:model` is taken at its word, for many servers list only some of their models; whether the model exists the
/// provider will say. A name alone must be on exactly one provider's list. Lists are kept for a minute.
package final class EmbeddingDirectory: Sendable {
    private struct Listing {
        var models: [String]
        var until: Duration
    }

    private let sources: @Sendable () -> [EmbeddingSource]
    private let deadlines: @Sendable (ModelIdentifier) -> Deadlines
    private let time: any TimeSource
    private let listings = Mutex<[String: Listing]>([:])
    private static let lifetime: Duration = .seconds(60)
    private static let patience: Duration = .seconds(5)

    /// - Parameters:
    ///   - sources: every provider that there is now.
    ///   - deadlines: those of a model.
    package init(
        time: any TimeSource, deadlines: @escaping @Sendable (ModelIdentifier) -> Deadlines,
        sources: @escaping @Sendable () -> [EmbeddingSource]
    ) {
        self.time = time
        self.deadlines = deadlines
        self.sources = sources
    }

    /// The model that `name` means. One given in full is found whether `reach` permits it or not; asking it is another matter.
    /// - Parameter reach: which providers may be asked what they list.
    /// - Throws: ``EmbeddingNameError``
    package func model(named name: String, reach: Reach = .anywhere) async throws -> EmbeddingModel {
        let sources = sources()
        if let id = ModelIdentifier(name), let source = sources.first(where: { $0.name == id.provider }) {
            return try model(id, of: source)
        }
        let candidates = await listed(sources, reach).filter { $0.model == name }
        if candidates.count > 1 {
            throw EmbeddingNameError.ambiguous(name: name, candidates: candidates.map(\.description))
        }
        guard let id = candidates.first, let source = sources.first(where: { $0.name == id.provider }) else {
            throw await unknown(name, reach: reach)
        }
        return try model(id, of: source)
    }

    /// The error for a model that does not exist, with the listed one that comes nearest.
    package func unknown(_ name: String, reach: Reach = .anywhere) async -> EmbeddingNameError {
        // A provider may list what it then does not know.
        let known = await listed(sources(), reach).filter { $0.description != name && $0.model != name }
        let nearest =
            LanguageModel.nearest(to: name, in: known.map(\.description))
            ?? LanguageModel.nearest(to: name, in: known.map(\.model)).flatMap { model in
                known.first { $0.model == model }?.description
            }
        return .unknown(name: name, nearest: nearest)
    }

    private func model(_ id: ModelIdentifier, of source: EmbeddingSource) throws -> EmbeddingModel {
        guard let provider = source.provider else {
            throw EmbeddingNameError.noEmbeddings(provider: source.name, kind: source.kind)
        }
        return EmbeddingModel(id: id, provider: provider, isLocal: source.isLocal, deadlines: deadlines(id))
    }

    /// Every model on a provider's list, asked for where the last list is too old; providers that do not answer list none.
    private func listed(_ sources: [EmbeddingSource], _ reach: Reach) async -> [ModelIdentifier] {
        await withTaskGroup(of: (String, [String]).self) { group in
            for source in sources where reach.permits(isLocal: source.isLocal) {
                guard let provider = source.provider else { continue }
                group.addTask { (source.name, await self.models(of: source.name, by: provider)) }
            }
            var lists: [String: [String]] = [:]
            for await (name, models) in group { lists[name] = models }
            return sources.flatMap { source in
                (lists[source.name] ?? []).map { ModelIdentifier(provider: source.name, model: $0) }
            }
        }
    }

    private func models(of name: String, by provider: any EmbeddingProvider) async -> [String] {
        let now = time.now
        if let kept = listings.withLock({ $0[name] }), kept.until > now { return kept.models }
        let models = await withTaskGroup(of: [String].self) { group in
            group.addTask { (try? await provider.embeddingModels()) ?? [] }
            group.addTask { [time] in
                try? await time.sleep(until: now + Self.patience)
                return []
            }
            let first = await group.next() ?? []
            group.cancelAll()
            return first
        }
        if !Task.isCancelled {
            listings.withLock { $0[name] = Listing(models: models, until: now + Self.lifetime) }
        }
        return models
    }
}
