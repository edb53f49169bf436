package import LanguageModel
package import Routing

/// A question whose answer must fit a schema.
package struct StructuredQuestion: Sendable {
    package var requestID: String
    package var surface: Ask.Surface
    package var chain: Chain
    package var keyID: String?
    package var userID: String?
    package var messages: [Message]
    /// What the schema is called: letters, digits, underscores and hyphens, at most 64.
    package var name: String
    package var schema: JSONSchema

    package init(
        requestID: String, surface: Ask.Surface, chain: Chain, keyID: String? = nil, userID: String? = nil, messages: [Message],
        name: String, schema: JSONSchema
    ) {
        self.requestID = requestID
        self.surface = surface
        self.chain = chain
        self.keyID = keyID
        self.userID = userID
        self.messages = messages
        self.name = name
        self.schema = schema
    }
}

/// An answer that fits the schema.
package struct StructuredAnswer: Sendable, Hashable {
    package var value: JSONValue
    /// The model that made it.
    package var model: ModelIdentifier
    /// Every request that was made of a model, in order.
    package var calls: [StructuredCall]
    package var usage: Usage
    package var latency: Duration
}

/// One request to one model on the way to a structured answer.
package struct StructuredCall: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        case success
        /// It answered, and not with what was asked for.
        case invalid
        case failed(ModelFailure.Kind)
    }

    package var model: ModelIdentifier
    package var outcome: Outcome
    package var latencyMilliseconds: Double
    /// The provider's HTTP status, when there was one.
    package var status: Int?
}

/// Why there is no structured answer.
package struct StructuredFailure: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        /// Models answered, and none with what fits. These problems are the last answer's.
        case invalid(model: ModelIdentifier, problems: [JSONProblem])
        /// No model answered.
        case chat(ChatFailure)
        /// The chain has nobody who could: only documents to quote from.
        case noModel
        /// The time for all calls together was over.
        case outOfTime
    }

    package var reason: Reason
    package var calls: [StructuredCall]
}
