package import Accounts
package import LanguageModel

/// The AI clients, as the admin pages call providers: what there is, and the ways to change it. App implements it.
package protocol ClientKeeping: Sendable {
    func list() async throws -> [AIClient]

    /// Asks a provider for its models now.
    /// - Parameter asker: for whom; how far requests may travel for them counts.
    /// - Throws: ``SetupError/notFound``. What goes wrong at the provider is in the answer.
    func models(of client: String, asker: String?) async throws -> ModelListing

    /// Puts one tiny question to one model, down the road that every question takes.
    /// - Throws: ``SetupError/notFound``
    func test(_ model: ModelIdentifier, requestID: String, asker: Principal, visit: Visit) async throws -> ClientTest

    /// Forgets what is known against a model, so that it is asked again at once.
    func resetBreaker(of model: ModelIdentifier, visit: Visit) async throws

    /// - Throws: ``SetupError``
    func connect(_ request: ProviderConnectionRequest, asker: String?, visit: Visit) async throws -> ConnectedProvider

    /// Tries the new key out and keeps it.
    /// - Throws: ``SetupError``
    func changeKey(of client: String, to key: Secret, asker: String?, visit: Visit) async throws

    /// - Throws: ``SetupError``; ``SetupError/usedByChains(_:)`` while a chain that somebody edited names one of its models.
    func remove(_ client: String, visit: Visit) async throws
}

/// A provider and what is known of its models.
package struct AIClient: Sendable {
    package enum Source: String, Sendable, Encodable {
        /// Written down by the operator, and changed there alone.
        case configuration
        /// Connected on a page or through the API.
        case connected
        /// Found on this machine.
        case found
        case builtin
    }

    package struct Model: Sendable {
        package var id: ModelIdentifier
        package var name: String
        package var state: ModelState

        package init(id: ModelIdentifier, name: String, state: ModelState) {
            self.id = id
            self.name = name
            self.state = state
        }
    }

    package var name: String
    package var kind: ProviderKind
    /// nil for the built-in one.
    package var address: String?
    package var isLocal: Bool
    package var source: Source
    /// Whether there is a key, never the key.
    package var hasKey: Bool
    /// A key is stored that does not open under the server's secret; enter it anew.
    package var keyIsUnreadable: Bool
    /// Those that chains name, in their order.
    package var models: [Model]

    package init(
        name: String, kind: ProviderKind, address: String?, isLocal: Bool, source: Source, hasKey: Bool, keyIsUnreadable: Bool,
        models: [Model]
    ) {
        self.name = name
        self.kind = kind
        self.address = address
        self.isLocal = isLocal
        self.source = source
        self.hasKey = hasKey
        self.keyIsUnreadable = keyIsUnreadable
        self.models = models
    }
}

/// What a model's breaker says.
package struct ModelState: Sendable, Hashable {
    package enum Phase: String, Sendable, Encodable {
        case closed
        case open
        case halfOpen = "half_open"
        /// There is no such provider any more.
        case gone
    }

    package var phase: Phase
    /// Why it is not closed.
    package var reason: ModelFailure.Kind?
    /// Whole seconds until it is asked again; nil unless it is open.
    package var retryAfterSeconds: Int?

    package init(phase: Phase, reason: ModelFailure.Kind? = nil, retryAfterSeconds: Int? = nil) {
        self.phase = phase
        self.reason = reason
        self.retryAfterSeconds = retryAfterSeconds
    }
}

/// What a provider said when it was asked for its models.
package struct ModelListing: Sendable {
    package var models: [ModelIdentifier]
    /// Why there are none.
    package var failure: ModelFailure?
    package var milliseconds: Double

    package init(models: [ModelIdentifier], failure: ModelFailure? = nil, milliseconds: Double) {
        self.models = models
        self.failure = failure
        self.milliseconds = milliseconds
    }
}

/// What came of asking a model for a word.
package struct ClientTest: Sendable {
    package var model: ModelIdentifier
    /// nil when it failed.
    package var answer: String?
    package var failure: ModelFailure.Kind?
    /// The failure in the provider's words, where it said any.
    package var message: String?
    /// Whether its breaker kept the question from being asked.
    package var wasNotAsked: Bool
    package var milliseconds: Double

    package init(
        model: ModelIdentifier, answer: String? = nil, failure: ModelFailure.Kind? = nil, message: String? = nil,
        wasNotAsked: Bool = false, milliseconds: Double
    ) {
        self.model = model
        self.answer = answer
        self.failure = failure
        self.message = message
        self.wasNotAsked = wasNotAsked
        self.milliseconds = milliseconds
    }
}
