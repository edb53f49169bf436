/// Why a request got no whole answer; each case has a stable code and is mapped to HTTP in one place (Web).
package enum ChatFailure: Error, Sendable, Hashable {
    /// Every model of the chain is out.
    case exhausted(Exhaustion)
    /// The request is at fault, by a provider's own word.
    case rejected(ModelFailure)
    /// No model of the chain has a window large enough.
    case contextTooLong(String)
    /// The whole answer's deadline passed before any content came.
    case timedOut(String)
    /// The answer broke off after `partial` and could not be rescued.
    case interrupted(partial: String, cause: ModelFailure)
    /// The caller left or the server stops.
    case cancelled
    /// The answer's record could not be written, so it must not pass for given.
    case unrecorded
    /// Only local models may be asked, and there is none that could be.
    case cloudDisabled
    /// A limit holds for whoever asked; no model was asked.
    indirect case limited(LimitRefusal)
    /// The answer must have a form, and none that came had it.
    indirect case misfit(Misfit)
    /// The answer must have a form, and there are only documents to quote from.
    case noLanguageModel
    /// The answer must come from documents, and these cannot be searched now.
    case sourcesUnavailable

    /// Stable, for callers and records.
    package var code: String {
        switch self {
        case .exhausted: "all_models_unavailable"
        case .rejected(let failure): failure.kind == .contentPolicy ? "content_policy" : "invalid_request"
        case .contextTooLong: "context_length_exceeded"
        case .timedOut: "answer_timeout"
        case .interrupted: "answer_interrupted"
        case .cancelled: "cancelled"
        case .unrecorded: "ledger_unavailable"
        case .cloudDisabled: "cloud_disabled"
        case .limited(let refusal): refusal.code
        case .misfit: "invalid_structure"
        case .noLanguageModel: "no_language_model"
        case .sourcesUnavailable: "sources_unavailable"
        }
    }
}

/// The state in which a chain has no model to try.
package struct Exhaustion: Sendable, Hashable {
    package struct Model: Sendable, Hashable {
        package var model: ModelIdentifier
        package var reason: ModelFailure.Kind
        /// From now until this model is tried again.
        package var retryAfter: Duration

        package init(model: ModelIdentifier, reason: ModelFailure.Kind, retryAfter: Duration) {
            self.model = model
            self.reason = reason
            self.retryAfter = retryAfter
        }
    }

    package var models: [Model]

    package init(models: [Model]) {
        self.models = models
    }

    /// The earliest moment at which asking again makes sense; at least one second.
    package var retryAfter: Duration {
        max(.seconds(1), models.map(\.retryAfter).min() ?? .seconds(1))
    }
}

/// What was wrong with the last answer that should have had a form.
package struct Misfit: Sendable, Hashable {
    /// Whose answer it was; nil when nobody was asked, because the form itself is wrong.
    package var model: ModelIdentifier?
    package var problems: [JSONProblem]
    /// How many requests were made of models.
    package var calls: Int

    package init(model: ModelIdentifier?, problems: [JSONProblem], calls: Int) {
        self.model = model
        self.problems = problems
        self.calls = calls
    }
}
