package import LanguageModel
package import Providers

/// The five limits of one attempt.
package struct Deadlines: Sendable, Hashable {
    package var connect: Duration = .seconds(5)
    /// From sending to the first content, while another model waits in the wings.
    package var firstContent: Duration = .seconds(10)
    /// The same for the last model that is left.
    package var lastFirstContent: Duration = .seconds(60)
    /// Between two pieces of content.
    package var idle: Duration = .seconds(10)
    /// The whole answer, all attempts together.
    package var total: Duration = .seconds(600)

    package init() {}
}

/// A model as routing sees it.
package struct ChainModel: Sendable {
    package var id: ModelIdentifier
    /// What people call it.
    package var name: String
    package var provider: any ModelProvider
    /// The protocol of its provider; nil when nobody said.
    package var kind: ProviderKind?
    /// Whether it is on this machine or in its own network.
    package var isLocal: Bool
    /// Tokens that fit into it; nil when nobody said.
    package var contextWindow: Int?
    /// Whether the model goes on from a conversation that ends with an assistant message.
    package var acceptsPrefill: Bool
    /// Whether its provider's own mode for structured output is used, where it has one.
    package var structuredOutput: Bool
    package var deadlines: Deadlines

    package init(
        id: ModelIdentifier, name: String, provider: any ModelProvider, kind: ProviderKind? = nil, isLocal: Bool = false,
        contextWindow: Int? = nil, acceptsPrefill: Bool = false, structuredOutput: Bool = true,
        deadlines: Deadlines = Deadlines()
    ) {
        self.id = id
        self.name = name
        self.provider = provider
        self.kind = kind
        self.isLocal = isLocal
        self.contextWindow = contextWindow
        self.acceptsPrefill = acceptsPrefill
        self.structuredOutput = structuredOutput
        self.deadlines = deadlines
    }

    /// False for the answerer that only quotes documents.
    package var isLanguageModel: Bool { !(provider is BuiltinProvider) }

    /// Whether the model is held to `format` by its provider, rather than asked for it in words.
    func takes(_ format: ResponseFormat) -> Bool { structuredOutput && provider.takes(format) }
}

/// Models in the order in which they go on stage.
package struct Chain: Sendable {
    package var name: String
    package var models: [ChainModel]

    package init(name: String, models: [ChainModel]) {
        self.name = name
        self.models = models
    }

    /// The chain without the models that may not be asked; perhaps empty.
    package func within(_ reach: Reach) -> Chain {
        reach == .anywhere ? self : Chain(name: name, models: models.filter { reach.permits(isLocal: $0.isLocal) })
    }

    /// The chain with `model` going on first, and everyone else behind it as before.
    package func led(by model: ChainModel) -> Chain {
        Chain(name: name, models: [model] + models.filter { $0.id != model.id })
    }
}

/// What holds for all chains.
package struct RoutingPolicy: Sendable, Hashable {
    /// The longest Retry-After that is waited for on the same model.
    package var patience: Duration = .seconds(3)
    /// Whether an answer that breaks off is continued by another model.
    package var rescues = true

    package init() {}
}
