package import Accounts
package import LanguageModel

/// What the server knows of models, for a person who sets it up; and the way to connect one. App implements it.
package protocol ModelSetup: Sendable {
    func overview() async -> SetupOverview

    /// Tries the provider out, keeps it with its key encrypted, and puts its models on stage at once.
    /// - Parameter asker: for whom; how far requests may travel for them counts.
    /// - Throws: ``SetupError``.
    func connect(_ connection: ProviderConnectionRequest, asker: String?, visit: Visit) async throws -> ConnectedProvider
}

package struct SetupOverview: Sendable, Encodable {
    package struct Model: Sendable, Encodable {
        var id: String
        var name: String
        var provider: String
        var available: Bool

        package init(id: String, name: String, provider: String, available: Bool) {
            self.id = id
            self.name = name
            self.provider = provider
            self.available = available
        }
    }

    /// A provider that was found without anybody naming it.
    package struct Found: Sendable, Encodable {
        var kind: ProviderKind
        /// Where: the variable's name, or an address.
        var source: String
        var models: [String]

        package init(kind: ProviderKind, source: String, models: [String]) {
            self.kind = kind
            self.source = source
            self.models = models
        }
    }

    package var builtinOnly: Bool
    package var models: [Model]
    package var found: [Found]

    package init(builtinOnly: Bool, models: [Model], found: [Found]) {
        self.builtinOnly = builtinOnly
        self.models = models
        self.found = found
    }
}

package struct ProviderConnectionRequest: Sendable {
    /// What to call it, and its models with it; nil for its kind, in place of a connection that is called so already.
    package var name: String?
    package var kind: ProviderKind
    package var apiKey: Secret?
    package var baseURL: String?
    package var models: [String]
}

package struct ConnectedProvider: Sendable, Encodable {
    package var provider: String
    package var models: [String]

    package init(provider: String, models: [String]) {
        self.provider = provider
        self.models = models
    }
}

/// Why a provider could not be connected.
package enum SetupError: Error, Sendable, Hashable {
    /// The chains are written down in the configuration; connecting a provider here would change nothing.
    case chainsFixed
    case keyMissing
    case badAddress
    /// It is not local, and only local ones may be asked.
    case cloudDisabled
    /// The provider could not be asked, or declined.
    case refused(ModelFailure)
    /// It answers, and has no model that could be used.
    case noModels
    case notFound
    /// It is written down in the configuration, and changed there alone.
    case configured
    case badName
    case nameTaken
    /// Chains that were edited here name its models.
    case usedByChains([String])
}
