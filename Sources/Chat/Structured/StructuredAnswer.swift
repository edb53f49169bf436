package import LanguageModel

/// A question whose answer must fit a schema.
package struct StructuredQuestion: Sendable {
    /// The first request. Those after it differ from it in identifier, models and messages.
    package var ask: Ask
    /// What the schema is called: letters, digits, underscores and hyphens, at most 64.
    package var name: String
    package var schema: JSONSchema

    package init(_ ask: Ask, name: String, schema: JSONSchema) {
        self.ask = ask
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
    /// The same as attempts; one whose answer did not fit has failed as malformed.
    package var attempts: [Attempt]
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

extension StructuredFailure {
    /// The same among the failures of all answers.
    package var asChatFailure: ChatFailure {
        switch reason {
        case .chat(let failure): failure
        case .invalid(let model, let problems): .misfit(Misfit(model: model, problems: problems, calls: calls.count))
        case .noModel: .noLanguageModel
        case .outOfTime: .timedOut("no model gave what was asked for in time")
        }
    }
}
